from django.urls import path

from faq.demand import views

urlpatterns = [path("faq/search/", views.search, name="search")]

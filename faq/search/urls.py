from django.urls import path

from faq.search import views

urlpatterns = [path("faq/search/", views.search, name="search")]

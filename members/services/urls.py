from django.urls import path

from members.services import views

urlpatterns = [path("services/", views.service_list, name="service_list")]

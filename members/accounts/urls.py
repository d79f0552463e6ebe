from django.urls import path

from members.accounts import views

urlpatterns = [
    path("my/profile/", views.profile, name="profile"),
]

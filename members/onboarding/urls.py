from django.urls import path

from members.onboarding import views

urlpatterns = [
    path("my/first-steps/", views.my_first_steps, name="my_first_steps"),
    path("agreement/<str:token>/", views.onboarding_agreement, name="onboarding_agreement"),
]

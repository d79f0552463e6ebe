from django.urls import path

from members.registration import views

urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/start/", views.join_start, name="join_start"),
    path("join/sent/", views.join_sent, name="join_sent"),
    path("join/<str:token>/", views.application, name="application"),
    path("join/<str:token>/withdraw/", views.application_withdraw, name="application_withdraw"),
    path(
        "join/<str:token>/papers/<int:pk>/remove/",
        views.application_paper_remove,
        name="application_paper_remove",
    ),
    path("join/<str:token>/<slug:step>/", views.application_step, name="application_step"),
]

from django.urls import path

from faq.community import views

urlpatterns = [
    path("faq/<int:pk>/helped/", views.vote, name="vote"),
    path("faq/<int:pk>/helped/why/", views.vote_why, name="vote_why"),
    path("faq/<int:pk>/notes/", views.contribution_list, name="contribution_list"),
    path("faq/<int:pk>/respond/", views.respond, name="respond"),
    path("faq/<int:pk>/respond/sent/", views.respond_sent, name="respond_sent"),
    path("faq/<int:pk>/follow/", views.follow, name="follow"),
    path("faq/<int:pk>/follow/sent/", views.follow_sent, name="follow_sent"),
    path("faq/notes/<str:token>/confirm/", views.contribution_confirm, name="contribution_confirm"),
    path("faq/notes/<str:token>/forget/", views.contribution_forget, name="contribution_forget"),
    path("faq/follows/<str:token>/confirm/", views.follow_confirm, name="follow_confirm"),
    path("faq/follows/<str:token>/end/", views.follow_end, name="follow_end"),
]

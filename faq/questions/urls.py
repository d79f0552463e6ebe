from django.urls import path

from faq.questions import views

urlpatterns = [
    path("faq/", views.question_list, name="question_list"),
    path("faq/<int:pk>/", views.short_link, name="question_number"),
    path("faq/<int:pk>-<str:slug>/", views.question_detail, name="question_detail"),
    path("f/<int:pk>/", views.short_link, name="short_link"),
]

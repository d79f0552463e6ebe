from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import conditional_page, require_safe

from faq.questions import views
from faq.questions.feeds import NewAnswers, RevisedAnswers

urlpatterns = [
    path("faq/", views.question_list, name="question_list"),
    path(
        "faq/feed/new.atom",
        login_not_required(require_safe(conditional_page(NewAnswers()))),
        name="feed_new",
    ),
    path(
        "faq/feed/revised.atom",
        login_not_required(require_safe(conditional_page(RevisedAnswers()))),
        name="feed_revised",
    ),
    path("faq/<int:pk>/", views.short_link, name="question_number"),
    path("faq/<int:pk>-<str:slug>/", views.question_detail, name="question_detail"),
    path("f/<int:pk>/", views.short_link, name="short_link"),
]

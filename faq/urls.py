"""Gathers the rooms' addresses."""

from faq.questions import urls as questions
from faq.search import urls as search

app_name = "faq"
urlpatterns = [*search.urlpatterns, *questions.urlpatterns]

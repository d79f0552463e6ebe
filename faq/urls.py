"""Gathers the rooms' addresses."""

from faq.community import urls as community
from faq.asking import urls as asking
from faq.demand import urls as demand
from faq.questions import urls as questions

app_name = "faq"
urlpatterns = [*asking.urlpatterns, *community.urlpatterns, *demand.urlpatterns, *questions.urlpatterns]

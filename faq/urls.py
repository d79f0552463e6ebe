"""Gathers the rooms' addresses."""

from faq.asking import urls as asking
from faq.briefs import urls as briefs
from faq.community import urls as community
from faq.demand import urls as demand
from faq.editorial import urls as editorial
from faq.questions import urls as questions

app_name = "faq"
urlpatterns = [
    *asking.urlpatterns,
    *briefs.urlpatterns,
    *community.urlpatterns,
    *demand.urlpatterns,
    *editorial.urlpatterns,
    *questions.urlpatterns,
]

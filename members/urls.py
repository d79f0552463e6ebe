"""Gathers the rooms' addresses."""

from members.accounts import urls as accounts
from members.fees import urls as fees
from members.legal_texts import urls as legal_texts
from members.onboarding import urls as onboarding
from members.organisations import urls as organisations
from members.registration import urls as registration
from members.services import urls as services

app_name = "members"
urlpatterns = [
    *accounts.urlpatterns,
    *organisations.urlpatterns,
    *fees.urlpatterns,
    *legal_texts.urlpatterns,
    *onboarding.urlpatterns,
    *registration.urlpatterns,
    *services.urlpatterns,
]

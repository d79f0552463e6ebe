"""Gathers the rooms' addresses."""

from members.accounts import urls as accounts
from members.certificates import urls as certificates
from members.directory import urls as directory
from members.fees import urls as fees
from members.invoices import urls as invoices
from members.legal_texts import urls as legal_texts
from members.onboarding import urls as onboarding
from members.organisations import urls as organisations
from members.payments import urls as payments
from members.registration import urls as registration
from members.services import urls as services

app_name = "members"
urlpatterns = [
    *accounts.urlpatterns,
    *organisations.urlpatterns,
    *payments.urlpatterns,
    *directory.urlpatterns,
    *certificates.urlpatterns,
    *fees.urlpatterns,
    *invoices.urlpatterns,
    *legal_texts.urlpatterns,
    *onboarding.urlpatterns,
    *registration.urlpatterns,
    *services.urlpatterns,
]

from typing import Any

from members.accounts.models import User
from members.onboarding.models import Onboarding


def can_waive(user: Any) -> bool:
    return user.has_perm("members.waive_first_fee")


def can_send(user: Any) -> bool:
    """Mail the agreement to whoever signs."""
    return user.has_perm("members.change_onboarding")


def signs_for(user: User, onboarding: Onboarding) -> bool:
    """Holds the role of legal signatory of the organisation."""
    return Onboarding.objects.signed_by(user).filter(pk=onboarding.pk).exists()

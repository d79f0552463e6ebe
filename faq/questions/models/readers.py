"""Who may read, and whom an answer is for."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Representative


class Audience(models.TextChoices):
    """Who asks this. A facet to filter by, never a wall."""

    JOINING = "joining", _("Considering joining")
    MEMBER = "member", _("Already a member")
    PARTNER = "partner", _("Partner or authority")
    GOVERNANCE = "governance", _("How the cluster is run")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("everybody")
    MEMBERS = "members", _("active members only")


# Who of the office works on answers reads them all; the others read as anybody does.
OFFICE_READS = (
    "faq.read_members_answers",
    "faq.view_question",
    "faq.change_question",
    "faq.publish_question",
)


def readable_by(viewer: Any) -> list[str]:
    """The visibilities whose answers this person may read; nothing is asked for a visitor."""
    return list(Visibility.values) if reads_members_answers(viewer) else [Visibility.PUBLIC.value]


def reads_members_answers(viewer: Any) -> bool:
    """Active members do, and who of the office has one of OFFICE_READS."""
    if not viewer.is_authenticated:
        return False
    if viewer.is_staff and any(viewer.has_perm(permission) for permission in OFFICE_READS):
        return True
    return Representative.objects.of_active_members().filter(user=viewer).exists()

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


def readable_by(viewer: Any) -> list[str]:
    """The visibilities whose answers this person may read: one query, none for a visitor."""
    if getattr(viewer, "is_staff", False):
        return list(Visibility.values)
    may_read_members = (
        viewer.is_authenticated
        and Representative.objects.of_active_members().filter(user=viewer).exists()
    )
    return list(Visibility.values) if may_read_members else [Visibility.PUBLIC.value]

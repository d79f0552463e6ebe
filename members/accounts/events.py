from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds


@register_kinds
class PersonEvent(models.TextChoices):
    ENTERED = "person.entered", _("Entered by the office")
    CORRECTED = "person.corrected", _("Record corrected by the office")

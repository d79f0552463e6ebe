"""What happens to tables and notices, as history names it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history.kinds import register_kinds


@register_kinds
class FeeEvent(models.TextChoices):
    TABLE_PUBLISHED = "fees.table_published", _("Fee table published")
    TABLE_COPIED = "fees.table_copied", _("Fee table copied from another year")
    ALLOWANCE_ADDED = "fees.allowance_added", _("Exemption, discount or terms entered")
    ALLOWANCE_EDITED = "fees.allowance_edited", _("Exemption, discount or terms changed")
    RATE_ADDED = "fees.rate_added", _("Exchange rate entered")
    RATE_EDITED = "fees.rate_edited", _("Exchange rate corrected")
    ISSUED = "fees.issued", _("Fee notice issued")
    CANCELLED = "fees.cancelled", _("Fee notice cancelled")
    # Of payments recorded before they had a room of their own.
    PAID = "fees.paid", _("Payment recorded")
    REVERSED = "fees.reversed", _("Payment reversed")

from django.utils.translation import gettext_lazy as _

from members.organisations.models.organisation import Organisation


class OrganisationAtRisk(Organisation):
    """The organisations of members.organisations.continuity, as a list of their own."""

    class Meta:
        proxy = True
        app_label = "members"
        verbose_name = _("continuity warning")
        verbose_name_plural = _("continuity warnings")

"""The register as a table to take along."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from members.organisations.models import Organisation


def head() -> list[str]:
    return [
        _("Name"), _("Legal name"), _("Category"), _("Fiscal or registration code"),
        _("Street and number"), _("Postal code"), _("Town"), _("County"), _("Country"),
        _("E-mail"), _("Telephone"), _("Website"), _("Competences"), _("In one sentence"),
        _("Member since"), _("Page"),
    ]  # fmt: skip


def rows(organisations: Iterable[Organisation]) -> Iterator[list[str]]:
    """Days as ISO 8601, so that they sort and every spreadsheet reads them."""
    for one in organisations:
        since = getattr(one, "member_since", None)
        yield [
            one.display_name, one.legal_name, str(one.get_category_display()), one.identifier,
            one.street, one.postal_code, one.city, one.county, one.country,
            one.email, one.phone, one.website, ", ".join(one.competences), one.summary,
            since.isoformat() if since else "", f"{settings.SITE_URL}{one.get_absolute_url()}",
        ]  # fmt: skip

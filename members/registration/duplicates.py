"""For the office: who else is this? Same code, like name, same mail domain."""

import unicodedata
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import CharField, F, Func, Model, Q, QuerySet
from django.db.models.functions import Greatest, Lower
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from members.registration.models import Application

ALIKE = 0.45
MOST = 5
PUBLIC_MAIL = {
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.ro", "outlook.com", "hotmail.com",
    "live.com", "icloud.com", "me.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net",
    "mail.com", "aol.com", "zoho.com",
}  # fmt: skip


@dataclass(frozen=True)
class Hint:
    subject: Model
    why: Promise | str

    @property
    def kind(self) -> str:
        return str(self.subject._meta.verbose_name)


def hints_for(application: Application) -> list[Hint]:
    """Organisations first, then applications; each once, by its strongest sign."""
    organisations = Organisation.objects.exclude(applications=application)
    applications = Application.objects.exclude(pk=application.pk).order_by("-created_at")
    found: dict[Model, Hint] = {}
    for rows in (organisations.order_by("display_name", "pk"), applications):
        for why, matching in _signs(application, rows):
            for row in matching[:MOST]:
                found.setdefault(row, Hint(row, why))
    return list(found.values())


def _signs(application: Application, rows: QuerySet) -> list[tuple[Promise | str, QuerySet]]:
    signs: list[tuple[Promise | str, QuerySet]] = []
    if application.identifier:
        same = rows.filter(country=application.country, identifier=application.identifier)
        signs.append((_("same code"), same))
    name = application.display_name or application.legal_name
    if name:
        signs.append((_("similar name"), _alike(rows, name)))
    domain = application.contact_email.rpartition("@")[2].lower()
    if domain and domain not in PUBLIC_MAIL:
        signs.append((_("same mail domain"), _of_domain(rows, domain)))
    return signs


def _alike(rows: QuerySet, name: str) -> QuerySet:
    wanted = "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
    ).lower()
    likeness = Greatest(
        TrigramSimilarity(_plain("display_name"), wanted),
        TrigramSimilarity(_plain("legal_name"), wanted),
    )
    return rows.annotate(likeness=likeness).filter(likeness__gte=ALIKE).order_by("-likeness", "pk")


def _plain(field: str) -> Func:
    return Lower(Func(F(field), function="unaccent", output_field=CharField()))


def _of_domain(rows: QuerySet, domain: str) -> QuerySet:
    ending = f"@{domain}"
    if rows.model is Application:
        return rows.filter(contact_email__iendswith=ending)
    return rows.filter(
        Q(email__iendswith=ending)
        | Q(representatives__ended_on=None, representatives__user__email__iendswith=ending)
    ).distinct()

"""Which column of a file is which field: guessed by its heading, in English and Romanian."""

import hashlib
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.folding import fold
from members.imports.models import ImportKind


@dataclass(frozen=True)
class Field:
    """`headings` are folded; the first that a column has, whole, makes the guess."""

    name: str
    label: str | Promise
    headings: tuple[str, ...]
    is_needed: bool = False


ORGANISATION_FIELDS = (
    Field("legal_name", _("legal name"), ("legal name", "denumire oficiala", "denumire legala",
          "denumire", "denumirea", "denumire societate", "firma", "company", "organisation",
          "organizatie", "organizatia", "name"), is_needed=True),
    Field("display_name", _("name as shown"), ("display name", "name as shown", "nume afisat",
          "nume", "nume scurt", "short name", "brand")),
    Field("identifier", _("fiscal or registration code"), ("fiscal or registration code",
          "cod fiscal", "cod fiscal sau de inregistrare", "cui", "cif", "cui/cif", "cod unic",
          "cod unic de inregistrare", "fiscal code", "tax id", "vat", "identifier", "code"),
          is_needed=True),
    Field("category", _("category"), ("category", "categorie", "categoria", "tip", "type", "kind")),
    Field("country", _("country"), ("country", "tara")),
    Field("register_number", _("register number"), ("register number", "nr reg com",
          "nr. reg. com.", "numar registru", "registrul comertului", "numar de inregistrare", "j")),
    Field("founded_on", _("founded on"), ("founded on", "founded", "data infiintarii",
          "infiintata la", "infiintat la")),
    Field("street", _("street and number"), ("street and number", "street", "strada", "adresa",
          "strada si numarul", "address")),
    Field("postal_code", _("postal code"), ("postal code", "cod postal", "zip")),
    Field("city", _("town"), ("town", "city", "localitate", "localitatea", "oras", "orasul")),
    Field("county", _("county"), ("county", "judet", "judetul")),
    Field("email", _("public e-mail address"), ("e-mail", "email", "mail", "e-mail public",
          "adresa de e-mail", "public e-mail address")),
    Field("phone", _("public telephone"), ("telephone", "phone", "telefon", "tel", "tel.",
          "public telephone", "telefon public")),
    Field("website", _("website"), ("website", "web", "site", "site web", "pagina web", "url")),
    Field("summary_en", _("in one sentence, in English"), ("summary", "in one sentence",
          "summary (en)", "summary en", "description")),
    Field("summary_ro", _("in one sentence, in Romanian"), ("rezumat", "intr-o propozitie",
          "descriere", "summary (ro)", "summary ro")),
    Field("competences", _("competences"), ("competences", "competente", "competence",
          "domenii", "skills", "expertise")),
    Field("staff_count", _("number of staff"), ("number of staff", "staff", "employees",
          "numar de angajati", "nr angajati", "angajati", "numar angajati", "headcount")),
    Field("staff_counted_on", _("staff counted on"), ("staff counted on", "counted on",
          "numarati la", "la data")),
    Field("language", _("language of letters"), ("language", "limba", "language of letters")),
    Field("member_since", _("member since"), ("member since", "membru din", "membru din data",
          "data aderarii", "data inscrierii", "joined", "joined on", "start")),
    Field("approved_on", _("approved on"), ("approved on", "approved", "data aprobarii",
          "aprobat la")),
    Field("decision_reference", _("Board's decision"), ("decision", "board's decision", "decizie",
          "decizia", "hotarare")),
    Field("ended_on", _("membership ended on"), ("ended on", "membership ended on", "left on",
          "data retragerii", "retras la", "membru pana la", "end")),
)  # fmt: skip
PEOPLE_FIELDS = (
    Field("full_name", _("full name"), ("full name", "name", "nume", "nume complet",
          "nume si prenume", "numele", "person", "persoana", "reprezentant"), is_needed=True),
    Field("email", _("e-mail address"), ("e-mail", "email", "mail", "adresa de e-mail",
          "e-mail address"), is_needed=True),
    Field("identifier", _("code of the organisation"), ("fiscal or registration code",
          "cod fiscal", "cui", "cif", "cui/cif", "cod unic", "fiscal code", "identifier", "code",
          "code of the organisation", "cod organizatie", "cui firma"), is_needed=True),
    Field("country", _("country of the organisation"), ("country", "tara")),
    Field("phone", _("telephone"), ("telephone", "phone", "telefon", "tel", "mobil")),
    Field("job_title", _("job title"), ("job title", "functie", "functia", "title", "position",
          "post")),
    Field("roles", _("roles"), ("roles", "role", "rol", "roluri", "calitate")),
    Field("language", _("language of mails"), ("language", "limba")),
    Field("started_on", _("represents it from"), ("from", "since", "din", "de la", "started on",
          "started")),
)  # fmt: skip
FIELDS = {ImportKind.ORGANISATIONS: ORGANISATION_FIELDS, ImportKind.PEOPLE: PEOPLE_FIELDS}


def guess(kind: str, header: list[str]) -> dict[str, int]:
    """Field name to the column's place; each column is at most one field."""
    folded = [fold(heading).rstrip(":*") for heading in header]
    found: dict[str, int] = {}
    for field in FIELDS[ImportKind(kind)]:
        for heading in field.headings:
            places = [
                place
                for place, one in enumerate(folded)
                if one == heading and place not in found.values()
            ]
            if places:
                found[field.name] = places[0]
                break
    return found


def missing(kind: str, columns: dict[str, int]) -> list[str]:
    """The labels of the fields without which no row can be read."""
    return [
        str(field.label)
        for field in FIELDS[ImportKind(kind)]
        if field.is_needed and field.name not in columns
    ]


def fingerprint(header: list[str]) -> str:
    """The same for files whose headings are the same, in the same order."""
    return hashlib.sha256("\n".join(map(fold, header)).encode()).hexdigest()

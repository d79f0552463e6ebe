"""The pages of an application, and what each must hold before it can be sent in.

One source for the forms, for the progress that is shown and for the check at submission.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.fees.models import FeeTable
from members.organisations.models import Category
from members.registration import identifiers
from members.registration.countries import HOME
from members.registration.errors import IdentifierError
from members.registration.models import Application

CATEGORY = "category"  # a page beside the steps: the others depend on it
ORGANISATION = "organisation"
SIZE = "size"
PAPERS = "papers"
REVIEW = "review"


@dataclass(frozen=True)
class Step:
    slug: str
    label: Promise | str
    title: Promise | str
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


STEPS = (
    Step(
        ORGANISATION,
        _("Organisation"),
        _("Which organisation applies?"),
        ("country", "identifier", "identifier_confirmed", "legal_name", "display_name",
         "register_number", "website"),
        ("country", "identifier", "legal_name"),
    ),
    Step(
        "address",
        _("Address"),
        _("Where is its registered office?"),
        ("street", "city", "county", "postal_code"),
        ("street", "city"),
    ),
    Step(
        "people",
        _("People"),
        _("Who speaks for it?"),
        ("contact_name", "contact_job_title", "contact_phone", "signatory_name",
         "signatory_job_title"),
        ("contact_name", "signatory_name"),
    ),
    Step(
        SIZE,
        _("Size and fee"),
        _("How large is it, and what will it pay?"),
        ("staff_count", "staff_counted_on"),
    ),
    Step(
        "motivation",
        _("Reasons"),
        _("What do you want to do together?"),
        ("motivation", "contribution", "interests"),
        ("motivation", "contribution"),
    ),
    Step(PAPERS, _("Papers"), _("Papers that support your application")),
    Step(REVIEW, _("Review"), _("Check your answers and send them in")),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}
ANSWERED = tuple(name for step in STEPS for name in step.fields)


def required_fields(
    step: Step, *, category: str, country: str, table: FeeTable | None
) -> tuple[str, ...]:
    """What this kind of organisation must answer on a page."""
    needed = step.required
    if step.slug == "address" and country == HOME:
        needed += ("county",)
    if step.slug == SIZE and asks_for_staff(category, table):
        needed += ("staff_count", "staff_counted_on")
    return needed


def asks_for_staff(category: str, table: FeeTable | None) -> bool:
    """Always of companies; of others where their fee depends on it."""
    return category == Category.COMPANY or (table is not None and table.asks_for_staff(category))


def has_register_number(category: str) -> bool:
    """Companies stand in the trade register, associations in the court's; the rest have none."""
    return category in {Category.COMPANY, Category.CATALYST, Category.COMMUNITY}


def is_complete(step: Step, application: Application, table: FeeTable | None) -> bool:
    if step.slug == REVIEW:
        return False
    needed = required_fields(
        step, category=application.category, country=application.country, table=table
    )
    if any(getattr(application, name) in ("", None) for name in needed):
        return False
    if step.slug == ORGANISATION:
        return is_identifier_settled(application)
    return bool(needed) or step.slug in application.steps_done


def is_identifier_settled(application: Application) -> bool:
    """It can be a code of that country, and a doubt has been confirmed."""
    try:
        checked = identifiers.check(application.country, application.identifier)
    except IdentifierError:
        return False
    return not checked.doubt or application.identifier_confirmed


def is_optional(step: Step, application: Application, table: FeeTable | None) -> bool:
    return step.slug != REVIEW and not required_fields(
        step, category=application.category, country=application.country, table=table
    )


def missing(application: Application, table: FeeTable | None) -> list[Step]:
    """The pages that keep it from being sent in; papers, and size where it is not asked, do not."""
    return [
        step
        for step in STEPS
        if step.slug != REVIEW
        and not is_optional(step, application, table)
        and not is_complete(step, application, table)
    ]


def next_after(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]

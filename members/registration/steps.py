"""The pages of an application, and what each must hold before it can be sent in.

One source for the forms, for the progress that is shown and for the check at submission.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.countries import HOME
from members.fees.models import Allowances, Discount, FeeTable
from members.organisations import identifiers
from members.organisations.errors import IdentifierError
from members.organisations.models import Category
from members.registration.models import (
    Application,
    ApplicationQuestion,
    PaperKind,
    PaperNeed,
)

CATEGORY = "category"  # a page beside the steps: the others depend on it
ORGANISATION = "organisation"
PEOPLE = "people"
SIZE = "size"
MOTIVATION = "motivation"
QUESTIONS = "questions"
PAPERS = "papers"
REVIEW = "review"


@dataclass(frozen=True)
class Step:
    """`fields` are columns of the application; `parts` are rows that hang on it."""

    slug: str
    label: Promise | str
    title: Promise | str
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


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
        PEOPLE,
        _("People"),
        _("Who speaks for it?"),
        ("contact_name", "contact_job_title", "contact_phone", "signatory_name",
         "signatory_job_title", "signatory_email"),
        ("contact_name", "signatory_name"),
        ("people",),
    ),
    Step(
        SIZE,
        _("Size and fee"),
        _("How large is it, and what will it pay?"),
        ("founded_on", "staff_count", "staff_counted_on", "turnover", "turnover_currency",
         "turnover_ended_on", "size_definition", "tier", "plan", "code"),
    ),
    Step(
        MOTIVATION,
        _("Reasons"),
        _("What do you want to do together?"),
        ("motivation", "contribution", "groups", "interests"),
        ("motivation", "contribution"),
        ("objectives",),
    ),
    Step(QUESTIONS, _("Questions"), _("Some questions of your kind"), parts=("answers",)),
    Step(PAPERS, _("Papers"), _("Papers that support your application")),
    Step(REVIEW, _("Review"), _("Check your answers and send them in")),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}
SHARED = tuple(step.slug for step in STEPS if step.slug != REVIEW)
ANSWERED = tuple(name for step in STEPS for name in step.fields)


class Asked:
    """What is asked of an application and what is there, read once a page. `table` is the fee
    table in force, if there is one.
    """

    def __init__(self, application: Application, table: FeeTable | None):
        self.application, self.table = application, table

    @cached_property
    def questions(self) -> list[ApplicationQuestion]:
        return list(ApplicationQuestion.objects.asked_of(self.application.category))

    @cached_property
    def paper_kinds(self) -> list[PaperKind]:
        return list(PaperKind.objects.asked_of(self.application.category))

    @cached_property
    def answers(self) -> dict[int, str]:
        return dict(self.application.answers.values_list("question_id", "text"))

    @cached_property
    def kinds_there(self) -> set[int | None]:
        return set(self.application.documents.values_list("kind_id", flat=True))

    @cached_property
    def steps(self) -> list[Step]:
        """Without the page of questions where the office asks none of this kind."""
        return [step for step in STEPS if step.slug != QUESTIONS or self.questions]

    @cached_property
    def allowances(self) -> Allowances:
        return Allowances.in_force(timezone.localdate())

    @property
    def asks_for_age(self) -> bool:
        """An exemption of today depends on when it was founded."""
        return self.allowances.asks_for_age(self.application.category)

    @property
    def takes_codes(self) -> bool:
        return bool(self.application.code or self._with_codes)

    def knows_code(self, code: str) -> bool:
        return any(discount.is_opened_by(code) for discount in self._with_codes)

    @cached_property
    def _with_codes(self) -> list[Discount]:
        if self.table is None:
            return []
        found = self.allowances.codes_for(self.application.category, currency=self.table.currency)
        has_entry_fee = any(
            band.entry_fee for band in self.table.bands_of(self.application.category)
        )
        return [row for row in found if has_entry_fee or not row.on_entry_fee]

    @property
    def tiers(self) -> list[Any]:
        return self.table.tiers_for(self.application.category) if self.table else []

    @property
    def plans(self) -> list[Any]:
        return self.table.offered_plans() if self.table else []

    @property
    def has_lost_a_choice(self) -> bool:
        """It chose a tier or a plan that the table does not offer it any more, or its code holds
        no more.
        """
        code = self.application.code
        chosen = ((self.application.tier, self.tiers), (self.application.plan, self.plans))
        return bool(code and not self.knows_code(code)) or any(
            code and code not in {row.code for row in rows} for code, rows in chosen
        )

    @property
    def needed_questions(self) -> list[ApplicationQuestion]:
        return [question for question in self.questions if question.is_required]

    def lacking_papers(self, *needs: str) -> list[PaperKind]:
        """The papers of these needs that have not come."""
        return [
            kind
            for kind in self.paper_kinds
            if kind.need in needs and kind.pk not in self.kinds_there
        ]

    @property
    def papers_before_board(self) -> list[PaperKind]:
        return self.lacking_papers(PaperNeed.TO_SEND, PaperNeed.FOR_BOARD)

    def needs(self, step: Step) -> bool:
        """Something on this page must be answered."""
        if step.slug == QUESTIONS:
            return bool(self.needed_questions)
        if step.slug == PAPERS:
            return any(kind.need == PaperNeed.TO_SEND for kind in self.paper_kinds)
        if step.slug == SIZE and self.has_lost_a_choice:
            return True
        return step.slug == REVIEW or bool(self.required_fields(step))

    def required_fields(self, step: Step) -> tuple[str, ...]:
        application = self.application
        return required_fields(
            step, category=application.category, country=application.country, table=self.table
        )

    def is_complete(self, step: Step) -> bool:
        application = self.application
        if step.slug == REVIEW:
            return False
        if step.slug == SIZE and self.has_lost_a_choice:
            return False
        if not self.needs(step):
            return step.slug in application.steps_done
        if step.slug == QUESTIONS:
            return all(self.answers.get(question.pk) for question in self.needed_questions)
        if step.slug == PAPERS:
            return not self.lacking_papers(PaperNeed.TO_SEND)
        if any(getattr(application, name) in ("", None) for name in self.required_fields(step)):
            return False
        return step.slug != ORGANISATION or is_identifier_settled(application)

    @property
    def missing(self) -> list[Step]:
        """The pages that keep it from being sent in."""
        return [
            step
            for step in self.steps
            if step.slug != REVIEW and self.needs(step) and not self.is_complete(step)
        ]

    def next_after(self, step: Step) -> Step:
        return self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)]


def required_fields(
    step: Step, *, category: str, country: str, table: FeeTable | None
) -> tuple[str, ...]:
    """What this kind of organisation must answer on a page."""
    needed = step.required
    if step.slug == "address" and country == HOME:
        needed += ("county",)
    if step.slug == SIZE and asks_for_staff(category, table):
        needed += ("staff_count", "staff_counted_on")
    if step.slug == SIZE and is_paid_by_turnover(category, table):
        needed += ("turnover", "turnover_ended_on")
    return needed


def asks_for_staff(category: str, table: FeeTable | None) -> bool:
    """Always of companies; of others where their fee depends on it."""
    return category == Category.COMPANY or (table is not None and table.asks_for_staff(category))


def has_register_number(category: str) -> bool:
    """Companies stand in the trade register, associations in the court's; the rest have none."""
    return category in {Category.COMPANY, Category.CATALYST, Category.COMMUNITY}


def has_turnover(category: str, table: FeeTable | None = None) -> bool:
    """Companies are asked for it; others where their fee depends on it."""
    return category == Category.COMPANY or is_paid_by_turnover(category, table)


def is_paid_by_turnover(category: str, table: FeeTable | None) -> bool:
    return table is not None and table.asks_for_turnover(category)


def is_identifier_settled(application: Application) -> bool:
    """It can be a code of that country, and a doubt has been confirmed."""
    try:
        checked = identifiers.check(application.country, application.identifier)
    except IdentifierError:
        return False
    return not checked.doubt or application.identifier_confirmed

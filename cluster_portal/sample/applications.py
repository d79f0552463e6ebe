"""Applications: those that made members of today's members, and those that wait or did not."""

import datetime as dt
from functools import partial
from typing import Any

from django.utils import timezone

from cluster_portal.sample import files, joining
from cluster_portal.sample.context import Sample
from cluster_portal.sample.members import page_facts
from members.accounts.models import User
from members.legal_texts.models import LegalText, TextKind
from members.onboarding import actions as onboarding
from members.organisations.models import Membership, Organisation
from members.registration import actions as registration
from members.registration.models import Application, ApplicationStatus
from members.registration.steps import STEPS

DAYS_TO_FILL_IN = dt.timedelta(days=4)
DAYS_BEFORE_THE_BOARD = dt.timedelta(days=3)
DAYS_TO_SIGN_IN = dt.timedelta(days=2)
DAY = dt.timedelta(days=1)
AFTER_THE_MEETING = dt.time(18, 45)
IDENTITY = (
    "category", "legal_name", "display_name", "identifier", "street", "city", "county", "website",
    "staff_count", "staff_counted_on",
)  # fmt: skip


def load_applications(sample: Sample) -> None:
    for row in files.rows("applications"):
        _load_application(sample, row)


def applicants() -> set[str]:
    """Who became a member by an application in the portal."""
    return {row["organisation"] for row in files.rows("applications") if "organisation" in row}


def _load_application(sample: Sample, row: dict[str, Any]) -> None:
    facts = {**_facts_of_member(row["organisation"]), **row} if "organisation" in row else row
    begun_on = facts.get("begun_on") or facts["submitted_on"] - DAYS_TO_FILL_IN
    if "staff_counted_on" in facts:
        facts = {**facts, "staff_counted_on": min(facts["staff_counted_on"], begun_on)}
    begun: dict[str, Application] = {}

    def fill_in() -> None:
        begun["application"] = _fill_in(facts)

    def later(act: Any, **arguments: Any) -> Any:
        return lambda: act(application_id=begun["application"].pk, **arguments)

    at = sample.timeline.at
    at(begun_on, fill_in)
    if "submitted_on" in facts:
        submit = partial(
            registration.submit_application, accepts_statute=True, accepts_privacy=True
        )
        at(facts["submitted_on"], later(submit))
    if "looked_at_on" in facts:
        at(facts["looked_at_on"], lambda: _look_at(sample, begun["application"], facts["ticked"]))
    if "ready_on" in facts or "decided_on" in facts:
        day = facts.get("ready_on") or max(
            facts["decided_on"] - DAYS_BEFORE_THE_BOARD, facts["submitted_on"] + DAY
        )
        at(day, lambda: _make_ready(sample, begun["application"]))
    for row in facts.get("shared", []):
        at(row["on"], later(_share, row=row))
    if "question" in facts:
        ask = partial(
            registration.request_information,
            question=facts["question"],
            actor=sample.membership_officer,
        )
        at(facts["asked_on"], later(ask))
    if "withdrawn_on" in facts:
        withdraw = registration.withdraw_application
        at(facts["withdrawn_on"], later(withdraw, reason=facts["withdrawal_reason"]))
    if facts["status"] == ApplicationStatus.REJECTED:
        at(
            dt.datetime.combine(facts["decided_on"], AFTER_THE_MEETING),
            later(partial(registration.reject_application, **_decision(sample, facts))),
        )
    if facts["status"] == ApplicationStatus.APPROVED:

        def approve() -> None:
            membership = registration.approve_application(
                application_id=begun["application"].pk, **_decision(sample, facts)
            )
            sample.organisations[row["organisation"]] = _complete_page(
                membership.organisation, row["organisation"]
            )
            at(facts["decided_on"] + DAYS_TO_SIGN_IN, partial(_settle_in, facts, membership))

        at(dt.datetime.combine(facts["decided_on"], AFTER_THE_MEETING), approve)


def _look_at(sample: Sample, application: Application, number: int) -> None:
    """The office has ticked so many of its points."""
    checks = application.checks.values_list("pk", flat=True)[:number]
    registration.tick_checks(
        application_id=application.pk, done=set(checks), actor=sample.membership_officer
    )


def _make_ready(sample: Sample, application: Application) -> None:
    _look_at(sample, application, application.checks.count())
    registration.mark_ready(application_id=application.pk, actor=sample.membership_officer)


def _share(*, application_id: int, row: dict[str, Any]) -> None:
    """A page in a colleague's hands, perhaps filled in."""
    link = registration.share_section(
        application_id=application_id, **files.some(row, "step", "full_name", "email")
    )
    if "values" in row:
        registration.save_step(
            application_id=application_id, step=row["step"], values=row["values"], is_done=True,
            colleague=link,
        )  # fmt: skip


def _settle_in(facts: dict[str, Any], membership: Membership) -> None:
    """The contact signs in; who signs accepts the agreement, unless the row says otherwise."""
    User.objects.filter(email=facts["contact_email"]).update(last_login=timezone.now())
    text = LegalText.objects.in_force(TextKind.AGREEMENT)
    if text is not None and not facts.get("agreement_is_open"):
        onboarding.accept_agreement(
            onboarding_id=membership.onboarding.pk,
            text_id=text.pk,
            language=facts["language"],
            person_name=facts["signatory_name"],
            position=facts["signatory_job_title"],
        )


def _decision(sample: Sample, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "actor": sample.membership_officer,
        "reason": facts["reason"],
        "decision_reference": facts["decision_reference"],
        "decided_on": facts["decided_on"],
    }


def _fill_in(facts: dict[str, Any]) -> Application:
    application = registration.start_application(
        email=facts["contact_email"], category=facts["category"], language=facts["language"]
    )
    parts = {
        "objectives": joining.objectives(facts.get("objectives", [])),
        "answers": joining.answers(facts.get("answers", {})),
        "people": facts.get("people", []),
    }
    for step in STEPS:
        values = files.some(facts, *step.fields) | files.some(parts, *step.parts)
        if any(values.values()):
            registration.save_step(
                application_id=application.pk,
                step=step.slug,
                values=values,
                is_done="submitted_on" in facts,
            )
    return application


def _facts_of_member(key: str) -> dict[str, Any]:
    """What the organisation wrote then: its record, and its primary contact as the applicant."""
    row = next(row for row in files.rows("organisations") if row["key"] == key)
    person, tie = next(
        (person, tie)
        for person in files.rows("people")
        for tie in person.get("represents", [])
        if tie["organisation"] == key and "primary_contact" in tie["roles"]
    )
    facts = files.some(row, *IDENTITY)
    if facts.get("staff_counted_on", dt.date.min) >= row["approved_on"]:
        facts["staff_counted_on"] = dt.date(row["approved_on"].year - 1, 12, 31)
    return {
        **facts,
        "decided_on": row["approved_on"],
        "decision_reference": row["decision_reference"],
        "contact_name": person["full_name"],
        "contact_email": person["email"],
        "contact_job_title": tie["job_title"],
        "signatory_name": person["full_name"],
        "signatory_job_title": tie["job_title"],
    }


def _complete_page(organisation: Organisation, key: str) -> Organisation:
    row = next(row for row in files.rows("organisations") if row["key"] == key)
    for name, value in page_facts(row).items():
        setattr(organisation, name, value)
    organisation.save()
    return organisation

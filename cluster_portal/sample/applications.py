"""Applications: those that made members of today's members, and those that wait or did not."""

import datetime as dt
from functools import partial
from typing import Any

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from cluster_portal.sample.members import page_facts
from members.organisations.models import Organisation
from members.registration import actions as registration
from members.registration.models import Application, ApplicationStatus
from members.registration.steps import STEPS

DAYS_TO_FILL_IN = dt.timedelta(days=4)
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

        at(dt.datetime.combine(facts["decided_on"], AFTER_THE_MEETING), approve)


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
    for step in STEPS:
        values = files.some(facts, *step.fields)
        if values:
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

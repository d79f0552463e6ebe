"""What the Board decides."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from members.accounts.models import User
from members.fees import actions as fees
from members.fees.models import FeeNotice
from members.fees.quotes import Quote
from members.onboarding import actions as onboarding
from members.organisations import actions as organisations
from members.organisations.models import (
    INVITABLE_ROLES,
    InvitationStatus,
    Membership,
    MembershipStatus,
    Organisation,
    Role,
    StatuteRules,
)
from members.registration import notifications, policies
from members.registration.actions.locking import check, locked, move
from members.registration.errors import DecisionError
from members.registration.models import Application, ApplicationEvent, ApplicationStatus

REAPPLY_DAYS = 365  # where no rules are in force


@transaction.atomic
def approve_application(
    *,
    application_id: int,
    actor: User,
    decision_reference: str,
    decided_on: dt.date,
    reason: str = "",
) -> Membership:
    """Carry out the Board's yes, all of it or nothing: the organisation with its membership and
    first person, invitations to the others that were named, the tier and the instalments that it
    chose, the first fee notice over what was quoted, the list of first steps, the letter that says
    how to go on.

    Raises DecisionError, IllegalTransitionError and the errors of admitting and of issuing.
    """
    demand(policies.can_decide, actor)
    application = locked(application_id)
    check(application, ApplicationStatus.APPROVED)
    _check_day(application, decided_on)
    membership = organisations.admit(
        new_member=_new_member(application),
        contact=_contact(application),
        decision_reference=decision_reference,
        approved_on=decided_on,
        actor=actor,
        reason=reason,
    )
    fees.keep_choice(
        organisation_id=membership.organisation_id,
        tier_code=application.tier,
        plan_code=application.plan,
        discount_code=application.code,
        valid_from=decided_on,
        decision_reference=decision_reference,
        actor=actor,
    )
    notice = _first_notice(application, membership, actor)
    membership.organisation.objectives.add(*application.objectives.all())
    _invite(application, membership.organisation)
    application.organisation = membership.organisation
    _decide(application, ApplicationStatus.APPROVED, decided_on, decision_reference, reason)
    history.record(
        subject=application,
        kind=ApplicationEvent.APPROVED,
        actor=actor,
        reason=reason,
        changes={"decision": ["", decision_reference], "decided_on": ["", decided_on.isoformat()]},
    )
    notifications.approved(application, notice)
    onboarding.open_list(
        membership_id=membership.pk,
        language=application.language,
        signatory_name=application.signatory_name,
        signatory_email=application.signatory_email or application.contact_email,
        actor=actor,
    )
    return membership


def _invite(application: Application, organisation: Organisation) -> None:
    """Those whom the contact named, in the contact's name, who administers the organisation now;
    the legal signatory among them, where the application says another address.
    """
    contact = User.objects.at_address(application.contact_email)
    if contact is None:
        return
    named: dict[str, tuple[str, str, set[str]]] = {
        person.email: (person.full_name, person.job_title, set(person.roles))
        for person in application.people.all()
    }
    address = application.signatory_email.strip().lower()
    if address and not application.signatory_is_contact:
        signatory = (application.signatory_name, application.signatory_job_title, set[str]())
        name, title, roles = named.get(address, signatory)
        named[address] = (name, title, roles | {Role.LEGAL_SIGNATORY})
    named.pop(application.contact_email.strip().lower(), None)
    for email, (full_name, job_title, roles) in named.items():
        if _is_known(organisation, email):
            continue
        organisations.invite(
            organisation_id=organisation.pk,
            email=email,
            full_name=full_name,
            job_title=job_title,
            roles=[role for role in INVITABLE_ROLES if role in roles] or [Role.REPRESENTATIVE],
            language=application.language,
            actor=contact,
        )


def _is_known(organisation: Organisation, email: str) -> bool:
    """An organisation that comes back may have this person, or an invitation that still waits."""
    person = User.objects.at_address(email)
    if person and organisation.representatives.open().filter(user=person).exists():
        return True
    waiting = organisation.invitations.filter(status=InvitationStatus.OPEN)
    return waiting.filter(email__iexact=email).exists()


def _first_notice(
    application: Application, membership: Membership, actor: User
) -> FeeNotice | None:
    """Over the frozen quote. Where nothing is to be paid, the membership begins at once."""
    fee_quote = fees.quote_at_joining(
        membership=membership,
        frozen=Quote.from_json(application.quote or {}),
        begins_on=membership.started_on or timezone.localdate(),
    )
    if fee_quote.total == 0:
        if membership.status == MembershipStatus.AWAITING_PAYMENT:
            organisations.activate(
                membership_id=membership.pk,
                started_on=membership.approved_on,
                actor=actor,
                reason=_("No fee is due."),
            )
        return None
    begins = membership.started_on or timezone.localdate()
    return fees.issue_notice(
        membership_id=membership.pk,
        fee_year=fee_quote.fee_year or begins.year,
        fee_quote=fee_quote,
        actor=actor,
        language=application.language,
        is_told=False,
    )


def _new_member(application: Application) -> organisations.NewMember:
    return organisations.NewMember(
        category=application.category,
        legal_name=application.legal_name,
        display_name=application.display_name,
        country=application.country,
        identifier=application.identifier,
        register_number=application.register_number,
        street=application.street,
        city=application.city,
        county=application.county,
        postal_code=application.postal_code,
        website=application.website,
        staff_count=application.staff_count,
        staff_counted_on=application.staff_counted_on,
        language=application.language,
        turnover=application.turnover,
        turnover_currency=application.turnover_currency,
        turnover_ended_on=application.turnover_ended_on,
        founded_on=application.founded_on,
    )


def _contact(application: Application) -> organisations.NewContact:
    return organisations.NewContact(
        full_name=application.contact_name,
        email=application.contact_email,
        job_title=application.contact_job_title,
        phone=application.contact_phone,
        language=application.language,
        more_roles=(Role.LEGAL_SIGNATORY,) if application.signatory_is_contact else (),
    )


@transaction.atomic
def reject_application(
    *,
    application_id: int,
    actor: User,
    reason: str,
    decision_reference: str,
    decided_on: dt.date,
    office_note: str = "",
    may_reapply_on: dt.date | None = None,
) -> Application:
    """Carry out the Board's no. `reason` is told to the applicant, `office_note` is not.

    `may_reapply_on` is the day the Board named; else the statute's time from the decision on.
    """
    demand(policies.can_decide, actor)
    application = locked(application_id)
    check(application, ApplicationStatus.REJECTED)
    _check_day(application, decided_on)
    rules = StatuteRules.objects.in_force(decided_on)
    days = rules.reapply_days if rules else REAPPLY_DAYS
    if may_reapply_on is not None and may_reapply_on < decided_on:
        raise DecisionError(_("One cannot apply again before the decision."))
    application.may_reapply_on = may_reapply_on or decided_on + dt.timedelta(days=days)
    application.decision_note = office_note
    _decide(application, ApplicationStatus.REJECTED, decided_on, decision_reference, reason)
    history.record(
        subject=application,
        kind=ApplicationEvent.REJECTED,
        actor=actor,
        reason=reason,
        office_note=office_note,
        changes={"decision": ["", decision_reference], "decided_on": ["", decided_on.isoformat()]},
    )
    notifications.rejected(application)
    return application


def _check_day(application: Application, decided_on: dt.date) -> None:
    if decided_on > timezone.localdate():
        raise DecisionError(_("The Board cannot have decided on a day to come."))
    sent = application.submitted_at
    if sent is not None and decided_on < timezone.localdate(sent):
        raise DecisionError(_("The Board cannot have decided before the application was sent in."))


def _decide(
    application: Application,
    decision: ApplicationStatus,
    decided_on: dt.date,
    reference: str,
    reason: str,
) -> None:
    application.decided_at, application.decided_on = timezone.now(), decided_on
    application.decision_reference, application.decision_reason = reference, reason
    move(
        application,
        decision,
        "organisation", "decided_at", "decided_on", "decision_reference", "decision_reason",
        "decision_note", "may_reapply_on",
    )  # fmt: skip

"""The first steps: begun by the approval, done by facts; the office may waive the first fee."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from members.accounts.models import User
from members.fees import actions as fees
from members.fees.models import FeeNoticeStatus
from members.legal_texts import actions as legal_texts
from members.legal_texts.models import LegalText, TextKind
from members.onboarding import notifications, policies, steps
from members.onboarding.errors import OnboardingError
from members.onboarding.models import Onboarding, OnboardingEvent
from members.organisations import actions as organisations
from members.organisations.models import Membership, MembershipStatus


@transaction.atomic
def open_list(
    *,
    membership_id: int,
    language: str,
    signatory_name: str,
    signatory_email: str,
    actor: User | None,
) -> Onboarding:
    """The caller answers for the right: it follows from an approval. The signatory gets the link
    to the agreement, where there is one to accept. Safe to call twice.
    """
    membership = Membership.objects.select_related("organisation").get(pk=membership_id)
    onboarding, is_new = Onboarding.objects.get_or_create(
        membership=membership,
        defaults={
            "language": language,
            "signatory_name": signatory_name,
            "signatory_email": signatory_email,
        },
    )
    if is_new:
        history.record(subject=membership.organisation, kind=OnboardingEvent.OPENED, actor=actor)
        if LegalText.objects.in_force(TextKind.AGREEMENT):
            notifications.agreement_asked(onboarding)
    return onboarding


@transaction.atomic
def send_agreement(
    *, onboarding_id: int, signatory_name: str, signatory_email: str, actor: User
) -> Onboarding:
    """The office sends the link again, perhaps to somebody else who signs."""
    demand(policies.can_send, actor)
    onboarding = _locked(onboarding_id)
    if onboarding.agreement_id is not None:
        raise OnboardingError(_("The agreement is accepted already."))
    onboarding.signatory_name, onboarding.signatory_email = signatory_name, signatory_email
    onboarding.save(update_fields=["signatory_name", "signatory_email"])
    notifications.agreement_asked(onboarding)
    return onboarding


@transaction.atomic
def accept_agreement(
    *,
    onboarding_id: int,
    text_id: int,
    language: str,
    person_name: str,
    position: str,
    user: User | None = None,
) -> Onboarding:
    """The signatory accepts: by the mailed link, or signed in (`user`) with the role for it.

    Raises OnboardingError when it is accepted already, TextReplacedError.
    """
    onboarding = _locked(onboarding_id)
    if user is not None and not policies.signs_for(user, onboarding):
        raise NotAllowedError
    if onboarding.agreement_id is not None:
        raise OnboardingError(_("The agreement is accepted already."))
    organisation = onboarding.membership.organisation
    onboarding.agreement = legal_texts.accept_text(
        text_id=text_id,
        language=language,
        person_name=person_name,
        person_email=user.email if user else onboarding.signatory_email,
        position=position,
        organisation_name=organisation.legal_name,
        user=user,
    )
    onboarding.save(update_fields=["agreement"])
    history.record(
        subject=organisation,
        kind=OnboardingEvent.AGREED,
        actor=user,
        actor_label=", ".join(filter(None, [person_name, position])),
        changes={"sha256": ["", onboarding.agreement.sha256]},
    )
    notifications.agreed(onboarding)
    _settle(onboarding)
    return onboarding


@transaction.atomic
def waive_first_fee(*, onboarding_id: int, actor: User, reason: str) -> Onboarding:
    """The notice is cancelled and the membership begins as if it were paid. Raises
    OnboardingError, and NoticeHasPaymentsError where a part has been paid.
    """
    demand(policies.can_waive, actor)
    onboarding = _locked(onboarding_id)
    if onboarding.fee_waived_at is not None:
        raise OnboardingError(_("The first fee is waived already."))
    if steps.by_slug(onboarding.pk)[steps.FEE].is_done:
        raise OnboardingError(_("There is no first fee to waive: it is paid, or none is due."))
    membership = onboarding.membership
    first = membership.fee_notices.filter(status=FeeNoticeStatus.ISSUED).order_by("issued_on", "pk")
    if notice := first.first():
        fees.cancel_notice(notice_id=notice.pk, actor=actor, reason=reason)
    onboarding.fee_waived_at, onboarding.fee_waived_by = timezone.now(), actor
    onboarding.fee_waiver_reason = reason
    onboarding.save(update_fields=["fee_waived_at", "fee_waived_by", "fee_waiver_reason"])
    history.record(
        subject=membership.organisation, kind=OnboardingEvent.WAIVED, actor=actor, reason=reason
    )
    if membership.status == MembershipStatus.AWAITING_PAYMENT:
        organisations.activate(
            membership_id=membership.pk,
            started_on=timezone.localdate(),
            actor=actor,
            reason=_("The first fee is waived."),
        )
    _settle(onboarding)
    return onboarding


@transaction.atomic
def settle(*, onboarding_id: int) -> bool:
    """Close the list once everything on it is true. Safe to run twice."""
    onboarding = Onboarding.objects.open().select_for_update(of=["self"], skip_locked=True)
    row = onboarding.filter(pk=onboarding_id).first()
    return row is not None and _settle(row)


def _settle(onboarding: Onboarding) -> bool:
    if not all(step.is_done for step in steps.by_slug(onboarding.pk).values()):
        return False
    onboarding.completed_at = timezone.now()
    onboarding.save(update_fields=["completed_at"])
    history.record(subject=onboarding.membership.organisation, kind=OnboardingEvent.COMPLETED)
    notifications.completed(onboarding)
    return True


@transaction.atomic
def remind(*, onboarding_id: int) -> bool:
    """Safe to run twice; False when another worker has it or it is no longer due."""
    now = timezone.now()
    due = Onboarding.objects.to_remind(now).select_for_update(of=["self"], skip_locked=True)
    onboarding = due.filter(pk=onboarding_id).first()
    if onboarding is None:
        return False
    lacking = [step for step in steps.by_slug(onboarding.pk).values() if not step.is_done]
    if not lacking:
        return False
    onboarding.reminders, onboarding.reminded_at = onboarding.reminders + 1, now
    onboarding.save(update_fields=["reminders", "reminded_at"])
    history.record(subject=onboarding.membership.organisation, kind=OnboardingEvent.REMINDED)
    notifications.reminded(onboarding)
    return True


def _locked(onboarding_id: int) -> Onboarding:
    """Without the agreement beside it: a join would show it as it was before the lock."""
    rows = Onboarding.objects.select_for_update(of=["self"])
    return rows.select_related("membership__organisation").get(pk=onboarding_id)

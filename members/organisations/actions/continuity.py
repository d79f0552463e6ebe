"""What keeps an organisation reachable: a yearly look at its people, and what is known of addresses
that bounce.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.organisations import notifications, policies
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    MailBounce,
    Organisation,
    OrganisationEvent,
    PeopleConfirmation,
)


@transaction.atomic
def ask_to_confirm_people(*, organisation_id: int, year: int) -> PeopleConfirmation:
    """Once an organisation and year, however often it is called."""
    organisation = Organisation.objects.get(pk=organisation_id)
    asked, made = PeopleConfirmation.objects.get_or_create(
        organisation=organisation, year=year, defaults={"asked_at": timezone.now()}
    )
    if made:
        notifications.confirm_people(asked)
    return asked


@transaction.atomic
def confirm_people(*, organisation_id: int, actor: User) -> PeopleConfirmation:
    """The list is right as it stands today. It may be said before anybody asks."""
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_manage_people(actor, organisation):
        raise NotAllowedError
    today = timezone.localdate()
    row, _made = PeopleConfirmation.objects.get_or_create(
        organisation=organisation, year=today.year
    )
    if row.confirmed_at is None:
        row.confirmed_by, row.confirmed_at = actor, timezone.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        people = organisation.representatives.open().select_related("user")
        history.record(
            subject=organisation,
            kind=OrganisationEvent.PEOPLE_CONFIRMED,
            actor=actor,
            changes={"people": ["", ", ".join(str(tie.user) for tie in people.order_by("pk"))]},
        )
    return row


@transaction.atomic
def note_bounce(*, address: str, note: str, actor: User) -> MailBounce:
    if not policies.can_note_bounces(actor):
        raise NotAllowedError
    address = address.strip().lower()
    if MailBounce.objects.open().filter(address__iexact=address).exists():
        raise OrganisationError(_("This address is noted already."))
    return MailBounce.objects.create(
        address=address, note=note, recorded_by=actor, noticed_at=timezone.now()
    )


@transaction.atomic
def end_bounce(*, bounce_id: int, actor: User) -> MailBounce:
    """The address works again, or nobody uses it any more."""
    bounce = MailBounce.objects.select_for_update().get(pk=bounce_id)
    if not policies.can_note_bounces(actor):
        raise NotAllowedError
    if bounce.ended_at is None:
        bounce.ended_at = timezone.now()
        bounce.save(update_fields=["ended_at"])
    return bounce

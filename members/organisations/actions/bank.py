"""The accounts that organisations pay from. A new one that an organisation names itself needs the
office's approval (changes.py); one that its payments came from is noted by the bank's statement.
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from members.accounts.models import User
from members.organisations import policies
from members.organisations.errors import OrganisationError
from members.organisations.models import (
    AccountSource,
    Organisation,
    OrganisationAccount,
    OrganisationEvent,
)


def compact_iban(text: str) -> str:
    """Without spaces, in capitals. Raises OrganisationError for what cannot be an IBAN: length,
    letters and check digits (ISO 13616, mod 97).
    """
    try:
        return ibans.validate(text, check_country=False)
    except ValidationError:
        raise OrganisationError(
            _("This is not a valid IBAN. Please compare it with the bank’s paper.")
        ) from None


@transaction.atomic
def know_account(
    *,
    organisation_id: int,
    iban: str,
    source: str,
    actor: User | None,
    is_confirmed: bool = False,
    seen_on: dt.date | None = None,
) -> OrganisationAccount:
    """Note that an organisation pays from this account. Seen again it is only dated anew; once
    confirmed it stays so. Without an actor the caller answers for the right: an import, or an
    approved change.
    """
    organisation = Organisation.objects.held(organisation_id)
    if actor is not None and not policies.can_manage_accounts(actor):
        raise NotAllowedError
    day = seen_on or timezone.localdate()
    account, made = OrganisationAccount.objects.get_or_create(
        organisation=organisation,
        iban=compact_iban(iban),
        defaults={"source": AccountSource(source), "seen_on": day, "is_confirmed": is_confirmed},
    )
    newly_confirmed = is_confirmed and (made or not account.is_confirmed or account.closed_on)
    if not made:
        account.seen_on = max(account.seen_on, day)
        account.is_confirmed = account.is_confirmed or is_confirmed
        account.closed_on = None if is_confirmed else account.closed_on
        account.save(update_fields=["seen_on", "is_confirmed", "closed_on"])
    if newly_confirmed:
        _record(account, OrganisationEvent.ACCOUNT_KNOWN, actor)
    return account


@transaction.atomic
def close_account(*, account_id: int, actor: User | None) -> OrganisationAccount:
    account = OrganisationAccount.objects.select_for_update(of=["self"]).get(pk=account_id)
    if actor is not None and not policies.can_manage_accounts(actor):
        raise NotAllowedError
    if account.closed_on is None:
        account.closed_on = timezone.localdate()
        account.save(update_fields=["closed_on"])
        _record(account, OrganisationEvent.ACCOUNT_CLOSED, actor)
    return account


def _record(account: OrganisationAccount, kind: OrganisationEvent, actor: User | None) -> None:
    """For the office only: the history of an organisation is read by all of its people."""
    history.record(
        subject=account.organisation,
        kind=kind,
        actor=actor,
        changes={"iban": ["", account.iban_text]},
        is_internal=True,
    )

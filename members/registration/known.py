"""Is this organisation known? The applicant learns only that it is, never as what."""

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _

from members.organisations.models import Membership, Organisation
from members.organisations.notifications import office
from members.registration.errors import AlreadyKnownError, TooEarlyError
from members.registration.models import Application, ApplicationStatus


def check_unknown(application: Application, country: str, identifier: str, on: dt.date) -> None:
    """Raises AlreadyKnownError for a member and for an application that waits, in the same words.

    The day from which one may apply again is told only to the address that was refused: the code
    of an organisation is public, what became of its application is not.
    """
    same = {"country": country, "identifier": identifier}
    members = Organisation.objects.filter(memberships__in=Membership.objects.open(), **same)
    others = Application.objects.filter(**same).exclude(pk=application.pk)
    if members.exists() or others.waiting().exists():
        raise already_known()
    refused = (
        others.filter(status=ApplicationStatus.REJECTED, may_reapply_on__gt=on)
        .order_by("-may_reapply_on")
        .first()
    )
    if refused is None or refused.may_reapply_on is None:
        return
    if refused.contact_email.lower() != application.contact_email.lower():
        raise already_known()
    raise TooEarlyError(
        _("Your last application was not approved; you may apply again from %(day)s.")
        % {"day": formats.date_format(refused.may_reapply_on)}
    )


def already_known() -> AlreadyKnownError:
    association = office()
    if association is None:
        return AlreadyKnownError(
            _("We know an organisation with this code already. The office will help you further.")
        )
    return AlreadyKnownError(
        _("We know an organisation with this code already. Please write to %(email)s: the office "
          "will help you further.")
        % {"email": association.email}
    )  # fmt: skip

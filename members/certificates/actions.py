"""Certificates are issued once, and revoked at most once."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.numbering import actions as numbering
from members.accounts.models import User
from members.certificates import notifications, policies
from members.certificates.errors import CertificateError, NoMembershipError
from members.certificates.models import SERIES, Certificate, CertificateEvent, PaperLanguage
from members.organisations.models import Association, Membership, Organisation

FURTHEST = dt.timedelta(days=2 * 366)


@transaction.atomic
def issue(
    *,
    organisation_id: int,
    language: str,
    actor: User,
    valid_until: dt.date | None = None,
) -> Certificate:
    """The paper that says today what is true today, valid to the end of the year or to a day that
    the office names. Asked for again while nothing has changed, it is the one there is.

    Raises NoMembershipError and CertificateError.
    """
    organisation = Organisation.objects.held(organisation_id)
    if not policies.can_ask(actor, organisation):
        raise NotAllowedError
    today = timezone.localdate()
    membership = Membership.objects.active().filter(organisation=organisation).first()
    if membership is None or membership.started_on is None:
        raise NoMembershipError(
            _("%(organisation)s has no membership in force today, so there is nothing to certify.")
            % {"organisation": organisation}
        )
    last_day = _last_day(valid_until, membership, today, may_choose=policies.can_issue(actor))
    said = {
        "organisation": organisation,
        "membership": membership,
        "language": PaperLanguage(language),
        "legal_name": organisation.legal_name,
        "identifier": organisation.identifier,
        "category": organisation.category,
        "member_since": membership.started_on,
        "issuer": _issuer(),
        "valid_until": last_day,
    }
    known = Certificate.objects.filter(**said, revoked_on__isnull=True).first()
    if known:
        return known
    certificate = Certificate.objects.create(
        **said,
        series=SERIES,
        year=today.year,
        sequence=numbering.next_number(series=SERIES, year=today.year),
        issued_on=today,
        issued_by=actor,
    )
    history.record(
        subject=certificate,
        kind=CertificateEvent.ISSUED,
        actor=actor,
        changes={"number": ["", certificate.number], "valid_until": ["", last_day.isoformat()]},
    )
    return certificate


@transaction.atomic
def revoke(*, certificate_id: int, actor: User, reason: str) -> Certificate:
    """From now on the address on the paper says that it does not hold. Those who answer for the
    organisation are told why.
    """
    certificate = (
        Certificate.objects.select_for_update(of=["self"])
        .select_related("organisation", "membership")
        .get(pk=certificate_id)
    )
    if not policies.can_revoke(actor):
        raise NotAllowedError
    if certificate.revoked_on is not None:
        raise CertificateError(_("This certificate has been revoked already."))
    if not reason.strip():
        raise CertificateError(_("Say why it is revoked."))
    certificate.revoked_on = timezone.localdate()
    certificate.revoked_by, certificate.revocation_reason = actor, reason.strip()
    certificate.save(update_fields=["revoked_on", "revoked_by", "revocation_reason"])
    history.record(
        subject=certificate, kind=CertificateEvent.REVOKED, actor=actor, reason=reason.strip()
    )
    notifications.revoked(certificate)
    return certificate


def _last_day(
    asked: dt.date | None, membership: Membership, today: dt.date, *, may_choose: bool
) -> dt.date:
    """The end of the year; never beyond a membership whose last day is known."""
    last = dt.date(today.year, 12, 31)
    if asked is not None and may_choose:
        if not today <= asked <= today + FURTHEST:
            raise CertificateError(_("It can be valid from today to at most two years from now."))
        last = asked
    if membership.ended_on is not None:
        last = min(last, membership.ended_on - dt.timedelta(days=1))
    return last


def _issuer() -> dict[str, str]:
    """The association as it is today, for the paper to keep."""
    association = Association.objects.first()
    if association is None:
        raise CertificateError(_("Write down the association’s own record first."))
    fields = ("name", "legal_name", "fiscal_code", "register_entries", "street", "postal_code",
              "city", "county", "email", "website")  # fmt: skip
    return {name: getattr(association, name) for name in fields}

"""Where an organisation might fall silent: one list of rules, each a question to the database.

The office reads it as a page and a worklist, the organisation's people as a banner. All rules are
asked in one query, for one organisation as for two thousand.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail
from members.organisations.models import (
    MailBounce,
    Membership,
    Organisation,
    PeopleConfirmation,
    Representative,
    Role,
)

REFUSED = "SMTPRecipientsRefused"  # how the outbox notes it; see toolkit/mail/tasks.py
PATIENCE = dt.timedelta(days=30)


@dataclass(frozen=True)
class Rule:
    """`flag` is what `with_warnings` adds to a row; `short` is for lists, `text` for its people."""

    flag: str
    short: str | Promise
    text: str | Promise


RULES = (
    Rule(
        "has_no_administrator",
        _("nobody administers it"),
        _("Nobody of you can invite colleagues or give roles. Please write to the office."),
    ),
    Rule(
        "has_one_administrator",
        _("a single administrator"),
        _("Only one person administers your organisation. Give a second one the role, for the day "
          "on which the first is ill or gone."),
    ),
    Rule(
        "billing_bounces",
        _("the address for documents bounces"),
        _("Our mails with documents come back from the address that you gave. Please correct it, "
          "or the person whose address it is."),
    ),
    Rule(
        "has_no_billing",
        _("nobody gets the documents"),
        _("No address and no person is named for fee notices and invoices. They go to your primary "
          "contact until one is."),
    ),
    Rule(
        "is_quiet",
        _("nobody signed in for a year"),
        _("None of you has signed in for a long time. Please look whether the people are right."),
    ),
    Rule(
        "is_unconfirmed",
        _("people not confirmed this year"),
        _("We asked you to look through the list of your people. Please confirm or correct it."),
    ),
)  # fmt: skip
FLAGS = tuple(rule.flag for rule in RULES)


def with_warnings(rows: QuerySet | None = None, *, now: dt.datetime | None = None) -> QuerySet:
    """Organisations with an open membership, each with a flag a rule."""
    now = now or timezone.now()
    held = Membership.objects.open().filter(organisation=OuterRef("pk"))
    rows = Organisation.objects.all() if rows is None else rows
    rows = rows.filter(Exists(held)).annotate(
        administrators=_number_of(Role.ADMINISTRATOR),
        documents_to=Lower("billing_email"),
    )
    return rows.annotate(
        has_no_administrator=_is(Q(administrators=0)),
        has_one_administrator=_is(Q(administrators=1)),
        billing_bounces=_is(_billing_bounces()),
        has_no_billing=_is(Q(billing_email="") & ~Q(Exists(_people(Role.BILLING)))),
        is_quiet=_is(_is_quiet(now)),
        is_unconfirmed=_is(_is_unconfirmed(now)),
    )


def at_risk(rows: QuerySet | None = None) -> QuerySet:
    """Those for which at least one rule says something."""
    any_of_them = Q()
    for flag in FLAGS:
        any_of_them |= Q(**{flag: True})
    return with_warnings(rows).filter(any_of_them)


def warnings_of(organisation: Organisation) -> list[Rule]:
    """For its own people; one query. Nothing of who has no open membership."""
    row = with_warnings(Organisation.objects.filter(pk=organisation.pk)).values(*FLAGS).first()
    return [rule for rule in RULES if row and row[rule.flag]]


def rules_of(row: Organisation) -> list[Rule]:
    """Of a row that `with_warnings` has brought."""
    return [rule for rule in RULES if getattr(row, rule.flag)]


def to_ask_for_people(on: dt.date) -> QuerySet:
    """Members that were not asked this year, from the day in the year on which they are. Who was
    approved shortly before has just named its people.
    """
    month, day = settings.PEOPLE_CONFIRMED_FROM
    due = dt.date(on.year, month, day)
    if on < due:
        return Organisation.objects.none()
    held = Membership.objects.active(on).filter(approved_on__lte=due - dt.timedelta(days=90))
    asked = PeopleConfirmation.objects.filter(organisation=OuterRef("pk"), year=on.year)
    return Organisation.objects.filter(
        Exists(held.filter(organisation=OuterRef("pk"))), ~Exists(asked)
    ).order_by("pk")


def _is(condition: Q | Exists) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _people(*roles: Role) -> QuerySet:
    """The open representatives of the row asked about who can sign in."""
    ties = Representative.objects.open().filter(organisation=OuterRef("pk"), user__is_active=True)
    return ties.with_role(*roles) if roles else ties


def _number_of(role: Role) -> Coalesce:
    number = _people(role).order_by().values("organisation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number), 0)


def _bad_addresses() -> Q:
    """Of rows with `reached_at`, an address in small letters: noted by the office, or refused by
    the mail server with nothing accepted for it since.
    """
    later = OutgoingMail.objects.filter(
        to_address__iexact=OuterRef("to_address"),
        status__in=[MailStatus.SENT, MailStatus.KEPT],
        sent_at__gt=OuterRef("created_at"),
    )
    refused = (
        OutgoingMail.objects.failed()
        .filter(~Exists(later), last_error__startswith=REFUSED)
        .values(lower=Lower("to_address"))
    )
    noted = MailBounce.objects.open().values(lower=Lower("address"))
    return Q(reached_at__in=refused) | Q(reached_at__in=noted)


def _billing_bounces() -> Q:
    own = Organisation.objects.filter(pk=OuterRef("pk")).exclude(billing_email="")
    own = own.annotate(reached_at=Lower("billing_email")).filter(_bad_addresses())
    people = (
        _people(Role.BILLING).annotate(reached_at=Lower("user__email")).filter(_bad_addresses())
    )
    return Q(Exists(own)) | (Q(billing_email="") & Q(Exists(people)))


def _is_quiet(now: dt.datetime) -> Q:
    """Nobody signed in for long, of an organisation that has been here for as long."""
    long_ago = now - dt.timedelta(days=settings.QUIET_AFTER_DAYS)
    seen = _people().filter(user__last_login__gte=long_ago)
    old = Membership.objects.open().filter(
        organisation=OuterRef("pk"), approved_on__lte=timezone.localdate(long_ago)
    )
    return Q(Exists(old)) & ~Q(Exists(seen))


def _is_unconfirmed(now: dt.datetime) -> Q:
    waiting = PeopleConfirmation.objects.filter(
        organisation=OuterRef("pk"),
        year=timezone.localdate(now).year,
        asked_at__lte=now - PATIENCE,
        confirmed_at__isnull=True,
    )
    return Q(Exists(waiting))

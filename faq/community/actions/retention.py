"""What is not kept for ever; see the page on privacy."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cluster_portal.toolkit.mail import actions as mail
from faq.community.actions.sending import forget
from faq.community.models import Contribution, ContributionStatus, Follow, Vote

S = ContributionStatus


@transaction.atomic
def forget_what_is_old() -> None:
    """Safe to run twice. The days are FAQ_KEPT_DAYS of the settings."""
    now = timezone.now()
    kept = {name: now - dt.timedelta(days=days) for name, days in settings.FAQ_KEPT_DAYS.items()}
    never_confirmed = Q(status=S.UNCONFIRMED, confirmed_at__isnull=True)
    _remove(
        Contribution.objects.filter(
            never_confirmed & Q(created_at__lt=kept["unconfirmed"])
            | Q(status=S.SPAM, created_at__lt=kept["spam"])
            & (Q(decided_at__isnull=True) | Q(decided_at__lt=kept["spam"]))
        )
    )
    _remove(
        Follow.objects.filter(
            Q(confirmed_at__isnull=True, created_at__lt=kept["unconfirmed"])
            | Q(ended_at__lt=kept["spam"])
        )
    )
    _forget_guests(before=kept["guests"])
    for row in Contribution.objects.filter(author__isnull=True).exclude(author_name=""):
        forget(row)  # the account is gone
    Vote.objects.filter(created_at__lt=kept["unconfirmed"]).exclude(visitor="", crowd="").update(
        visitor="", crowd=""
    )
    Vote.objects.filter(created_at__lt=kept["guests"]).exclude(comment="").update(comment="")


def _remove(rows: QuerySet) -> None:
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    mail.forget(about=found)
    rows.model.objects.filter(pk__in=[row.pk for row in found]).delete()


def _forget_guests(*, before: dt.datetime) -> None:
    """The address and the mails to it; what was shown keeps the name it was shown with."""
    decided = Contribution.objects.filter(
        decided_at__lt=before, status__in=[S.PUBLISHED, S.RESOLVED, S.DECLINED]
    ).exclude(guest_email="")
    found = list(decided)
    mail.forget(about=found)
    decided.update(guest_email="")

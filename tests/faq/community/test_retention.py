import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.community import actions, notifications
from faq.community.models import Contribution, ContributionStatus, Follow, Vote
from faq.community.periodic import forget_what_is_old
from tests.factories.faq import ContributionFactory, FollowFactory, VoteFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
S = ContributionStatus


def days_ago(days):
    return timezone.now() - dt.timedelta(days=days)


def aged(row, **moments):
    type(row).objects.filter(pk=row.pk).update(
        **{name: days_ago(days) for name, days in moments.items()}
    )
    row.refresh_from_db()
    return row


def left(model):
    return set(model.objects.values_list("pk", flat=True))


def test_what_nobody_confirmed_goes_after_a_week_with_its_mail():
    kept = aged(ContributionFactory(status=S.UNCONFIRMED, confirmed_at=None), created_at=6)
    queued = aged(ContributionFactory(status=S.UNCONFIRMED), created_at=60)
    old = ContributionFactory(status=S.UNCONFIRMED, confirmed_at=None)
    notifications.confirm(old)
    aged(old, created_at=8)

    forget_what_is_old(0)
    forget_what_is_old(0)

    assert left(Contribution) == {kept.pk, queued.pk}
    assert OutgoingMail.objects.count() == 0


def test_spam_goes_a_month_after_it_was_held():
    fresh = aged(ContributionFactory(status=S.SPAM), created_at=29)
    decided = aged(ContributionFactory(status=S.SPAM), created_at=90, decided_at=2)
    aged(ContributionFactory(status=S.SPAM), created_at=31)
    aged(ContributionFactory(status=S.SPAM), created_at=90, decided_at=31)
    shown = aged(ContributionFactory(), created_at=400)

    actions.forget_what_is_old()

    assert left(Contribution) == {fresh.pk, decided.pk, shown.pk}


def test_addresses_of_guests_go_a_year_after_the_decision():
    recent = aged(ContributionFactory(), decided_at=364)
    waiting = aged(ContributionFactory(status=S.PENDING), created_at=500)
    old = ContributionFactory(guest_name="Gina Guest")
    notifications.published(old)
    aged(old, decided_at=366)

    actions.forget_what_is_old()

    old.refresh_from_db()
    assert (old.guest_email, old.sender_name) == ("", "Gina Guest")
    assert OutgoingMail.objects.count() == 0
    for each in (recent, waiting):
        each.refresh_from_db()
        assert each.guest_email


def test_removed_person_leaves_no_name():
    person = UserFactory(full_name="Pia Passing")
    note = ContributionFactory(
        author=person, author_name="Pia Passing", guest_name="", guest_email="",
        organisation_name="One Person Ltd",
    )  # fmt: skip
    vote = VoteFactory(voter=person, visitor="", crowd="")
    FollowFactory(person=person, email="")
    person.delete()

    actions.forget_what_is_old()

    note.refresh_from_db()
    vote.refresh_from_db()
    assert (note.author_name, note.organisation_name, note.text != "") == ("", "", True)
    assert vote.voter is None
    assert Follow.objects.count() == 0


def test_wishes_go_when_they_are_over_or_never_confirmed():
    active = aged(FollowFactory(), created_at=900)
    ended = aged(FollowFactory(), ended_at=29)
    aged(FollowFactory(), ended_at=31)
    aged(FollowFactory(confirmed_at=None), created_at=8)

    actions.forget_what_is_old()

    assert left(Follow) == {active.pk, ended.pk}


def test_votes_forget_the_page_and_the_place_after_a_week_and_the_words_after_a_year():
    fresh = VoteFactory(comment="New.")
    week = aged(VoteFactory(comment="Older."), created_at=8)
    year = aged(VoteFactory(comment="Old."), created_at=366)

    actions.forget_what_is_old()

    for vote in (fresh, week, year):
        vote.refresh_from_db()
    assert (fresh.comment, bool(fresh.visitor), bool(fresh.crowd)) == ("New.", True, True)
    assert (week.comment, week.visitor, week.crowd) == ("Older.", "", "")
    assert (year.comment, year.visitor) == ("", "")
    assert Vote.objects.count() == 3


def test_page_on_privacy_says_how_long(client, settings):
    settings.FAQ_KEPT_DAYS = {"unconfirmed": 5, "spam": 22, "guests": 333}

    page = " ".join(client.get(reverse("home:privacy")).content.decode().split())

    assert "What nobody confirms: 5 days" in page
    assert "ended: 22 days" in page
    assert "editors: 333 days" in page

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.urls import reverse

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.community import actions, screening, suspicions
from faq.community.errors import OtherWaitsError, ReasonMissingError, WrongRevisionError
from faq.community.models import Contribution, ContributionStatus, Held
from faq.community.worklists import worklists
from faq.editorial import actions as editorial
from faq.questions.models import Revision
from tests.factories.faq import ContributionFactory, FollowFactory, VoteFactory, wording_of
from tests.factories.members import UserFactory
from tests.faq.racing import race

pytestmark = pytest.mark.django_db
S = ContributionStatus
XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "<a href='//evil.example'>x</a>",
]


@pytest.fixture
def moderator(db):
    person = UserFactory(full_name="Mara Moderates", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(codename__in=["change_contribution", "view_contribution"])
    )
    return person


@pytest.fixture
def as_moderator(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def pending(db):
    return ContributionFactory(status=S.PENDING, held_because=[Held.FIRST_POST, Held.LINKS])


def page(name, contribution):
    return reverse(f"admin:faq_contribution_{name}", args=[contribution.pk])


def revised(question) -> Revision:
    """What is published after the contribution was sent."""
    text = question.translations.get(language="en")
    editorial.publish_revision(
        question_id=question.pk, language="en", title=text.title, short_answer="Mended.",
        body=text.body, author=None,
    )  # fmt: skip
    return wording_of(question)


def kinds_of(contribution):
    return list(HistoryEvent.objects.about(contribution).values_list("kind", flat=True))


def test_publishing_shows_it_with_the_reply_and_tells_the_sender(as_moderator, pending, moderator):
    as_moderator.post(page("publish", pending), {"reply": "Thank you, we look into it."})

    pending.refresh_from_db()
    assert (pending.status, pending.decided_by) == (S.PUBLISHED, moderator)
    assert kinds_of(pending) == ["contribution.published"]
    mail = OutgoingMail.objects.get()
    assert mail.to_address == pending.guest_email
    for words in (mail.text, mail.html):
        assert "Thank you, we look into it." in words
        assert pending.question.get_absolute_url() in words
        assert f"/faq/notes/{pending.token}/forget/" in words
    assert "because you wrote to us" in mail.text


def test_declining_wants_a_reason_and_sends_it_in_the_senders_language(as_moderator, moderator):
    pending = ContributionFactory(status=S.PENDING, language="ro")
    assert (
        "errornote" in as_moderator.post(page("decline", pending), {"reason": " "}).content.decode()
    )
    with pytest.raises(ReasonMissingError):
        actions.decline_contribution(contribution_id=pending.pk, actor=moderator, reason=" ")

    as_moderator.post(page("decline", pending), {"reason": "Suma este corectă."})

    pending.refresh_from_db()
    assert pending.status == S.DECLINED
    mail = OutgoingMail.objects.get()
    assert mail.language == "ro"
    assert "Suma este corectă." in mail.text
    assert "/ro/faq/notes/" in mail.text


def test_correction_is_taken_up_by_a_revision_and_its_sender_is_told_once(
    as_moderator, editor, pending
):
    revision = revised(pending.question)

    as_moderator.post(page("take_up", pending), {"revision": revision.pk})
    actions.resolve_contribution(contribution_id=pending.pk, revision_id=revision.pk, actor=editor)

    pending.refresh_from_db()
    assert (pending.status, pending.resolved_in) == (S.RESOLVED, revision)
    mail = OutgoingMail.objects.get()
    assert "revision 2" in mail.text
    assert kinds_of(pending) == ["contribution.resolved"]


def test_no_revision_takes_up_what_was_written_after_it(as_moderator, editor, pending):
    read = wording_of(pending.question)

    shown = as_moderator.get(page("take_up", pending)).content.decode()
    assert "has not been revised since" in shown
    assert f'<option value="{read.pk}"' not in shown
    with pytest.raises(WrongRevisionError):
        actions.resolve_contribution(contribution_id=pending.pk, revision_id=read.pk, actor=editor)

    newer = revised(pending.question)
    shown = as_moderator.get(page("take_up", pending)).content.decode()
    assert f'<option value="{newer.pk}"' in shown
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("letter", ["published", "declined", "replied", "taken_up"])
def test_letters_quote_what_the_sender_wrote(pending, moderator, editor, letter):
    Contribution.objects.filter(pk=pending.pk).update(text="Is <this> & that so?")
    facts = {"contribution_id": pending.pk}
    match letter:
        case "published":
            actions.publish_contribution(**facts, actor=moderator)
        case "declined":
            actions.decline_contribution(**facts, actor=moderator, reason="No.")
        case "replied":
            actions.reply_to_contribution(**facts, actor=moderator, reply="Yes.")
        case "taken_up":
            revision = revised(pending.question)
            actions.resolve_contribution(**facts, actor=editor, revision_id=revision.pk)

    mail = OutgoingMail.objects.get(template=f"faq/community/mail/{letter}")
    assert "“Is <this> & that so?”" in mail.text
    assert "Is &lt;this&gt; &amp; that so?" in mail.html


def test_what_is_let_through_says_where_it_went(as_moderator):
    confirmed = ContributionFactory(status=S.SPAM)
    unconfirmed = ContributionFactory(status=S.SPAM, confirmed_at=None)

    said = [
        as_moderator.post(page("not_spam", each), follow=True).content.decode()
        for each in (confirmed, unconfirmed)
    ]

    assert "It is not spam, and waits for the office." in said[0]
    assert "asked to confirm the address first" in said[1]


def test_revision_of_another_question_takes_nothing_up(pending, moderator):
    other = wording_of(ContributionFactory().question)

    with pytest.raises(WrongRevisionError):
        actions.resolve_contribution(
            contribution_id=pending.pk, revision_id=other.pk, actor=moderator
        )


def test_what_a_guest_has_not_confirmed_cannot_be_shown(moderator):
    unconfirmed = ContributionFactory(status=S.UNCONFIRMED, confirmed_at=None)

    for act in (
        lambda: actions.publish_contribution(contribution_id=unconfirmed.pk, actor=moderator),
        lambda: actions.resolve_contribution(
            contribution_id=unconfirmed.pk,
            revision_id=revised(unconfirmed.question).pk,
            actor=moderator,
        ),
    ):
        with pytest.raises(IllegalTransitionError):
            act()
    with pytest.raises(IntegrityError, match="contribution_shown_is_confirmed"):
        Contribution.objects.update(status=S.PUBLISHED)


def test_database_lets_one_of_a_guest_wait():
    ContributionFactory(status=S.PENDING, guest_email="g@example.org")

    with pytest.raises(IntegrityError, match="contribution_one_waiting_per_guest"):
        ContributionFactory(status=S.PENDING, guest_email="g@example.org")


def test_spam_is_out_of_sight_and_told_nothing_and_comes_back(as_moderator, pending):
    as_moderator.post(page("spam", pending))
    pending.refresh_from_db()
    assert pending.status == S.SPAM
    assert OutgoingMail.objects.count() == 0

    as_moderator.post(page("not_spam", pending))

    pending.refresh_from_db()
    assert pending.status == S.PENDING
    assert kinds_of(pending) == ["contribution.let_through", "contribution.held_as_spam"]


def test_guest_let_through_is_first_asked_to_confirm(moderator):
    held = ContributionFactory(status=S.SPAM, confirmed_at=None, held_because=[Held.HONEYPOT])

    actions.let_through(contribution_id=held.pk, actor=moderator)

    held.refresh_from_db()
    assert held.status == S.UNCONFIRMED
    assert "/confirm/" in OutgoingMail.objects.get().text


def test_wrong_suspicions_are_counted(as_moderator, question, moderator, reader):
    for number, trap in enumerate(("x", "x", "x")):
        reader.post(
            reverse("faq:respond", args=[question.pk]),
            {"kind": "comment", "text": f"Number {number} is about fees.", "name": "N",
             "email": f"n{number}@example.org", "fax": trap, "stamp": screening.fresh_stamp()},
        )  # fmt: skip
    first = Contribution.objects.order_by("pk").first()
    actions.let_through(contribution_id=first.pk, actor=moderator)
    actions.confirm_contribution(contribution_id=first.pk)
    actions.publish_contribution(contribution_id=first.pk, actor=moderator)

    found = {each.reason: (each.held, each.wrong) for each in suspicions.record()}

    assert found == {Held.HONEYPOT.label: (3, 1)}
    listed = as_moderator.get(reverse("admin:faq_contribution_changelist")).content.decode()
    assert "What screening held" in listed


def test_declined_comes_back_unless_another_of_the_guest_waits(moderator):
    declined = ContributionFactory(status=S.DECLINED, reason="No.", guest_email="g@example.org")
    waiting = ContributionFactory(status=S.PENDING, guest_email="g@example.org")

    with pytest.raises(OtherWaitsError):
        actions.reopen_contribution(contribution_id=declined.pk, actor=moderator)
    actions.publish_contribution(contribution_id=waiting.pk, actor=moderator)
    actions.reopen_contribution(contribution_id=declined.pk, actor=moderator)

    declined.refresh_from_db()
    assert declined.status == S.PENDING


def test_taken_up_by_mistake_is_shown_again(moderator, pending):
    actions.resolve_contribution(
        contribution_id=pending.pk, revision_id=revised(pending.question).pk, actor=moderator
    )

    actions.reopen_contribution(contribution_id=pending.pk, actor=moderator)

    pending.refresh_from_db()
    assert (pending.status, pending.resolved_in) == (S.PUBLISHED, None)


def test_members_only_can_be_set_and_taken_back(as_moderator, pending):
    as_moderator.post(page("readers", pending))
    pending.refresh_from_db()
    assert pending.is_for_members
    as_moderator.post(page("readers", pending))
    pending.refresh_from_db()
    assert not pending.is_for_members


def test_reply_is_mailed_once_and_changed_ones_again(moderator, pending):
    for reply in ("We look into it.", "We look into it.", "It is done."):
        actions.reply_to_contribution(contribution_id=pending.pk, actor=moderator, reply=reply)

    assert OutgoingMail.objects.count() == 2


PAGES = ["publish", "take_up", "reply", "decline", "readers", "reopen", "spam", "not_spam"]


@pytest.mark.parametrize("name", PAGES)
def test_only_the_office_with_the_right_decides(client, pending, writer, carmen, name):
    before = Contribution.objects.values().get()
    client.force_login(writer)
    assert client.post(page(name, pending)).status_code == 403
    client.force_login(carmen)
    assert client.post(page(name, pending)).status_code == 302

    assert Contribution.objects.values().get() == before
    for act in (actions.mark_as_spam, actions.publish_contribution, actions.let_through):
        with pytest.raises(NotAllowedError):
            act(contribution_id=pending.pk, actor=writer)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_office_show_what_it_is_about(as_moderator, pending, name):
    shown = as_moderator.get(page(name, pending)).content.decode()

    assert pending.text.replace("?", "") in shown


def test_office_reads_changes_nothing_by_hand_and_deletes_nothing(as_moderator, pending):
    change = reverse("admin:faq_contribution_change", args=[pending.pk])
    shown = as_moderator.get(change).content.decode()
    assert pending.guest_email in shown
    assert "more links than words" in shown
    for name in ("publish", "decline", "spam", "take_up"):
        assert page(name, pending) in shown
    assert as_moderator.post(change, {"text": "Other"}).status_code == 403
    delete = reverse("admin:faq_contribution_delete", args=[pending.pk])
    assert as_moderator.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("text", XSS)
def test_what_was_typed_runs_nowhere_in_the_office_and_in_mails(as_moderator, moderator, text):
    pending = ContributionFactory(
        status=S.PENDING, text=text, guest_name=text, organisation_name=text
    )
    raw = {text, text.replace("'", "&#x27;")} if "<" in text else set()
    addresses = [
        reverse("admin:faq_contribution_changelist"),
        reverse("admin:faq_contribution_change", args=[pending.pk]),
        page("publish", pending),
        reverse("admin:index"),
    ]

    for address in addresses:
        shown = as_moderator.get(address).content.decode()
        assert not [each for each in raw if each in shown]
        assert "1414" not in shown
    actions.publish_contribution(contribution_id=pending.pk, actor=moderator, reply=text)
    mail = OutgoingMail.objects.get()
    assert not [each for each in raw if each in mail.html]
    assert "\n" not in mail.subject + mail.to_name


def test_lists_of_the_office_cost_the_same_for_one_as_for_three(
    client, office, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(office)
    for factory, model in (
        (ContributionFactory, "contribution"), (VoteFactory, "vote"), (FollowFactory, "follow"),
    ):  # fmt: skip
        address = reverse(f"admin:faq_{model}_changelist")
        factory()
        client.get(address)
        with django_assert_max_num_queries(60) as one:
            client.get(address)
        factory()
        factory()
        with django_assert_num_queries(len(one)):
            client.get(address)


@pytest.mark.parametrize(("query", "found"), [
    ("q=Gina", 1), ("q=Nobody", 0), ("held=links", 1), ("held=script", 0),
    ("status__exact=pending", 1), ("status__exact=spam", 0),
])  # fmt: skip
def test_list_is_searched_and_narrowed(as_moderator, pending, query, found):
    address = f"{reverse('admin:faq_contribution_changelist')}?{query}"

    assert as_moderator.get(address).context["cl"].result_count == found


def test_what_waits_stands_on_the_first_page_of_the_office(as_moderator, pending):
    ContributionFactory(kind="correction")
    ContributionFactory(status=S.SPAM)

    assert [each.count for each in worklists()] == [1, 1, 1]
    shown = as_moderator.get(reverse("admin:index")).content.decode()
    for each in worklists():
        assert each.title in shown
        assert as_moderator.get(each.url).context["cl"].result_count == 1


def test_first_page_of_the_office_costs_the_same_for_one_as_for_three(
    as_moderator, pending, django_assert_num_queries, django_assert_max_num_queries
):
    as_moderator.get(reverse("admin:index"))
    with django_assert_max_num_queries(60) as one:
        as_moderator.get(reverse("admin:index"))
    ContributionFactory.create_batch(2, status=S.PENDING)

    with django_assert_num_queries(len(one)):
        as_moderator.get(reverse("admin:index"))


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_are_told_once(office):
    pending = ContributionFactory(status=S.PENDING)

    outcome = race(
        lambda: actions.publish_contribution(contribution_id=pending.pk, actor=office),
        lambda: actions.publish_contribution(contribution_id=pending.pk, actor=office),
    )

    assert outcome == ["done", "done"]
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_showing_and_marking_as_spam_at_once_leaves_one_state(office):
    pending = ContributionFactory(status=S.PENDING)

    race(
        lambda: actions.decline_contribution(
            contribution_id=pending.pk, actor=office, reason="It is right."
        ),
        lambda: actions.mark_as_spam(contribution_id=pending.pk, actor=office),
    )

    pending.refresh_from_db()
    told = OutgoingMail.objects.count()
    assert (pending.status, told) in {(S.SPAM, 0), (S.DECLINED, 1)}
    assert len(kinds_of(pending)) == 1

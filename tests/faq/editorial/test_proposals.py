"""Members propose another wording; the office accepts, changes or declines it."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.editorial import actions, worklists
from faq.editorial.errors import (
    AnswerMissingError,
    ChangedMeanwhileError,
    DraftWaitsError,
    NothingNewError,
    ReasonMissingError,
)
from faq.editorial.models import Draft, Proposal, ProposalStatus
from faq.editorial.texts import Text
from faq.questions.models import Revision, Visibility
from members.organisations.models import Representative
from tests.factories.faq import QuestionFactory, TranslationFactory
from tests.faq.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return QuestionFactory(
        text__title="What does it cost?", text__short_answer="It costs 100 lei.", text__body="",
    )  # fmt: skip


def words(**changes):
    values = {"title": "What does it cost?", "short_answer": "It costs 120 lei.", **changes}
    return Text(**values)


def propose(question, author, text=None, **facts):
    values = {"language": "en", "based_on": 1, **facts}
    return actions.propose_edit(
        question_id=question.pk, text=text or words(), author=author, **values
    )


def kinds(question):
    events = HistoryEvent.objects.about(question).order_by("pk")
    return [kind.removeprefix("question.") for kind in events.values_list("kind", flat=True)]


def letters():
    return list(OutgoingMail.objects.order_by("pk").values_list("template", "to_address"))


def publish(question, short_answer, **facts):
    return actions.publish_revision(
        question_id=question.pk, language="en", title="What does it cost?",
        short_answer=short_answer, body="", author=None, **facts,
    )  # fmt: skip


def test_proposed_edit_waits_beside_the_answer_with_name_and_organisation(question, ana):
    proposal = propose(question, ana, note="The Assembly has decided")

    organisation = Representative.objects.get(user=ana).organisation
    assert proposal.status == ProposalStatus.PENDING
    assert proposal.based_on.number == 1
    assert proposal.credit == f"{ana.full_name}, {organisation}"
    assert question.translations.get().short_answer == "It costs 100 lei."
    assert kinds(question) == ["proposed"]
    assert letters() == [("faq/editorial/mail/proposal_received", ana.email)]


def test_members_alone_propose_and_only_what_they_read(question, carmen, ana):
    hidden = QuestionFactory(visibility=Visibility.MEMBERS)

    with pytest.raises(NotAllowedError):
        propose(question, carmen)
    with pytest.raises(NotAllowedError):
        propose(hidden, carmen)
    assert propose(hidden, ana, words(title="Other?")).status == ProposalStatus.PENDING


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"short_answer": "", "body": ""}, AnswerMissingError),
        ({"short_answer": "It costs 100 lei."}, NothingNewError),
        ({"title": " "}, AnswerMissingError),
    ],
)
def test_edit_that_cannot_be_is_refused_in_a_sentence(question, ana, changes, error):
    with pytest.raises(error):
        propose(question, ana, words(**changes))

    assert not Proposal.objects.exists()


def test_proposing_again_changes_the_edit_that_waits(question, ana):
    propose(question, ana)
    propose(question, ana)
    propose(question, ana, words(short_answer="It costs 130 lei."))

    assert Proposal.objects.get().short_answer == "It costs 130 lei."
    assert kinds(question) == ["proposed", "proposal_changed"]
    assert len(letters()) == 1


def test_database_keeps_one_waiting_edit_of_a_person(question, ana):
    first = propose(question, ana)
    first.pk = None

    with pytest.raises(IntegrityError, match="one_waiting"), transaction.atomic():
        first.save()


def test_answer_that_was_revised_meanwhile_is_not_proposed_over(question, ana):
    publish(question, "It costs 110 lei.")

    with pytest.raises(ChangedMeanwhileError):
        propose(question, ana, based_on=1)


def test_accepted_edit_is_published_with_thanks_and_its_author_is_told(question, ana, editor):
    proposal = propose(question, ana)

    accepted = actions.accept_proposal(
        proposal_id=proposal.pk, actor=editor, comment="New fee", significance="major"
    )

    newest = Revision.objects.get(number=2)
    assert newest.short_answer == "It costs 120 lei."
    assert (newest.author, newest.contributor, newest.credit) == (editor, ana, proposal.credit)
    assert (accepted.status, accepted.published_as, accepted.decided_by) == (
        "accepted", newest, editor,
    )  # fmt: skip
    assert kinds(question) == ["proposed", "revised", "proposal_accepted"]
    assert letters()[-1] == ("faq/editorial/mail/proposal_accepted", ana.email)


def test_who_does_not_wish_to_be_named_is_not_named(question, ana, editor):
    proposal = propose(question, ana, wants_credit=False)

    actions.accept_proposal(proposal_id=proposal.pk, actor=editor)

    assert Revision.objects.get(number=2).credit == ""
    assert ana.full_name not in OutgoingMail.objects.latest("pk").text.replace(
        f"Hello {ana.full_name},", ""
    )


def test_edit_accepted_in_other_words_says_so(question, ana, editor):
    proposal = propose(question, ana)

    accepted = actions.accept_proposal(
        proposal_id=proposal.pk,
        actor=editor,
        text=words(short_answer="It costs 120 lei a year."),
    )

    assert accepted.status == ProposalStatus.CHANGED
    assert question.translations.get().short_answer == "It costs 120 lei a year."
    assert "with changes by an editor" in OutgoingMail.objects.latest("pk").text


def test_accepting_twice_is_accepting_once(question, ana, editor):
    proposal = propose(question, ana)
    for _ in range(2):
        actions.accept_proposal(proposal_id=proposal.pk, actor=editor)

    assert Revision.objects.count() == 2
    assert len(letters()) == 2


def test_edit_of_an_answer_that_moved_on_is_put_together_by_an_editor(question, ana, editor):
    proposal = propose(question, ana)
    publish(question, "It costs 110 lei.")

    with pytest.raises(ChangedMeanwhileError):
        actions.accept_proposal(proposal_id=proposal.pk, actor=editor)
    both = words(short_answer="It costs 120 lei, not 110.")
    with pytest.raises(ChangedMeanwhileError):
        actions.accept_proposal(proposal_id=proposal.pk, actor=editor, text=both, based_on=1)
    actions.accept_proposal(proposal_id=proposal.pk, actor=editor, text=both, based_on=2)

    assert question.translations.get().short_answer == "It costs 120 lei, not 110."


def test_accepting_does_not_throw_away_what_somebody_is_writing(question, ana, editor, writer):
    proposal = propose(question, ana)
    actions.save_draft(
        question_id=question.pk, language="en", title="What?", short_answer="Soon.", body="",
        author=writer,
    )  # fmt: skip

    with pytest.raises(DraftWaitsError):
        actions.accept_proposal(proposal_id=proposal.pk, actor=editor)

    assert Draft.objects.exists()


def test_declined_edit_has_a_reason_that_its_author_reads(question, ana, editor):
    proposal = propose(question, ana)

    with pytest.raises(ReasonMissingError):
        actions.decline_proposal(proposal_id=proposal.pk, reason=" ", actor=editor)
    actions.decline_proposal(proposal_id=proposal.pk, reason="The fee is <100>", actor=editor)

    letter = OutgoingMail.objects.latest("pk")
    assert "The fee is <100>" in letter.text
    assert "The fee is &lt;100&gt;" in letter.html
    with pytest.raises(IllegalTransitionError):
        actions.accept_proposal(proposal_id=proposal.pk, actor=editor)


def test_declined_edit_is_taken_up_again_unless_another_waits(question, ana, editor):
    proposal = propose(question, ana)
    actions.decline_proposal(proposal_id=proposal.pk, reason="No", actor=editor)

    actions.reopen_proposal(proposal_id=proposal.pk, actor=editor)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason, proposal.decided_by) == ("pending", "", None)

    actions.decline_proposal(proposal_id=proposal.pk, reason="No", actor=editor)
    propose(question, ana, words(short_answer="It costs 130 lei."))
    with pytest.raises(ChangedMeanwhileError):
        actions.reopen_proposal(proposal_id=proposal.pk, actor=editor)


def test_author_alone_takes_an_edit_back(question, ana, bogdan, editor):
    proposal = propose(question, ana)

    with pytest.raises(NotAllowedError):
        actions.withdraw_proposal(proposal_id=proposal.pk, actor=bogdan)
    actions.withdraw_proposal(proposal_id=proposal.pk, actor=ana)
    actions.withdraw_proposal(proposal_id=proposal.pk, actor=ana)

    assert kinds(question) == ["proposed", "proposal_withdrawn"]
    with pytest.raises(IllegalTransitionError):
        actions.accept_proposal(proposal_id=proposal.pk, actor=editor)


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        (actions.accept_proposal, {}),
        (actions.decline_proposal, {"reason": "No"}),
        (actions.reopen_proposal, {}),
    ],
)
def test_who_writes_does_not_decide(question, ana, writer, action, facts):
    proposal = propose(question, ana)

    with pytest.raises(NotAllowedError):
        action(proposal_id=proposal.pk, actor=writer, **facts)


def test_letters_are_in_the_language_of_their_reader(question, ana, editor):
    ana.language = "ro"
    ana.save()
    proposal = propose(question, ana)

    actions.accept_proposal(proposal_id=proposal.pk, actor=editor)

    for letter in OutgoingMail.objects.all():
        assert letter.language == "ro"
        assert "/ro/faq/" in letter.text
        assert "/ro/faq/" in letter.html


def test_letter_leads_to_the_text_that_was_edited(question, ana, editor):
    TranslationFactory(question=question, language="ro", title="Cât costă?", slug="cat-costa")
    type(ana).objects.filter(pk=ana.pk).update(language="ro")
    ana.refresh_from_db()

    actions.accept_proposal(proposal_id=propose(question, ana).pk, actor=editor)

    mail = OutgoingMail.objects.get(template="faq/editorial/mail/proposal_accepted")
    assert mail.language == "ro"
    for words in (mail.text, mail.html):
        assert question.get_absolute_url() in words
        assert "cat-costa" not in words


@pytest.mark.django_db(transaction=True)
def test_accepting_and_taking_back_at_once_one_is_told(ana, office):
    question = QuestionFactory(text__title="What does it cost?", text__body="")
    proposal = propose(question, ana)

    outcomes = race(
        lambda: actions.accept_proposal(proposal_id=proposal.pk, actor=office),
        lambda: actions.withdraw_proposal(proposal_id=proposal.pk, actor=ana),
    )

    proposal.refresh_from_db()
    assert outcomes == ["IllegalTransitionError", "done"]
    assert (Revision.objects.count() == 2) is (proposal.status == "accepted")


# The member's pages.


def sent(**changes):
    return {
        "title": "What does it cost?", "short_answer": "It costs 120 lei.", "body": "",
        "addendum": "", "note": "", "wants_credit": "on", "based_on": "1", **changes,
    }  # fmt: skip


@pytest.fixture
def as_ana(client, ana):
    client.force_login(ana)
    return client


def form_url(question):
    return reverse("faq:propose_edit", args=[question.pk])


def test_member_walks_from_the_answer_to_the_state_of_the_edit(as_ana, question):
    page = as_ana.get(question.get_absolute_url()).content.decode()
    assert f'href="{form_url(question)}"' in page
    page = as_ana.get(form_url(question)).content.decode()
    assert "It costs 100 lei." in page

    page = as_ana.post(form_url(question), sent(preview="1")).content.decode()
    assert re.search(r"<ins>.*?120</?", page)
    assert "Nothing is sent yet." in page
    assert not Proposal.objects.exists()

    page = as_ana.post(form_url(question), sent(), follow=True).content.decode()
    assert "An editor reads it" in page
    assert "waits for an editor" in page

    page = as_ana.get(form_url(question)).content.decode()
    assert "It costs 120 lei." in page
    address = reverse("faq:proposal_withdraw", args=[Proposal.objects.get().pk])
    page = as_ana.post(address, follow=True).content.decode()
    assert "You have taken your edit back" in page


def test_member_whose_answer_was_revised_meanwhile_sees_how_and_loses_nothing(as_ana, question):
    publish(question, "It costs 110 lei.")

    page = as_ana.post(form_url(question), sent()).content.decode()

    assert "has been revised since you opened this page" in page
    assert re.search(r"<ins>.*?110</?", page)
    assert re.search(r"<textarea[^>]*>\s*It costs 120 lei.", page)
    assert 'name="based_on" value="2"' in page
    as_ana.post(form_url(question), sent(based_on="2"))
    assert Proposal.objects.get().based_on.number == 2


def test_romanian_reader_proposes_for_the_romanian_answer(as_ana, question):
    actions.publish_revision(
        question_id=question.pk, language="ro", title="Cât costă?", short_answer="100 de lei.",
        body="", author=None,
    )  # fmt: skip
    address = f"/ro{form_url(question)}"

    assert "100 de lei." in as_ana.get(address).content.decode()
    as_ana.post(address, sent(title="Cât costă?", short_answer="120 de lei, plătiţi."))

    proposal = Proposal.objects.get()
    assert (proposal.language, proposal.short_answer) == ("ro", "120 de lei, plătiți.")


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "[x](javascript:a)"]
)
def test_nothing_a_member_writes_becomes_markup(as_ana, question, evil, office):
    values = sent(title=f"What {evil}", short_answer=evil, body=evil, addendum=evil, note=evil)
    pages = [as_ana.post(form_url(question), {**values, "preview": "1"})]
    pages.append(as_ana.post(form_url(question), values, follow=True))
    proposal = Proposal.objects.get()
    as_ana.force_login(office)
    office_pages = ("change", "accept", "edit", "decline")
    pages += [as_ana.get(office_url(name, proposal)) for name in office_pages]

    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html
    letter = OutgoingMail.objects.get()
    assert "<script>" not in letter.html
    assert "<img src=x" not in letter.html


def test_strangers_find_no_form_and_hidden_answers_no_page(client, carmen, ana, question):
    hidden = QuestionFactory(visibility=Visibility.MEMBERS)
    client.force_login(carmen)
    assert client.get(form_url(question)).status_code == 403
    assert client.get(form_url(hidden)).status_code == 404
    client.force_login(ana)
    assert client.get(form_url(hidden)).status_code == 200


def test_nobody_else_sees_or_takes_back_an_edit(client, bogdan, ana, question):
    proposal = propose(question, ana)
    client.force_login(bogdan)

    assert "120" not in client.get(reverse("faq:proposal_list")).content.decode()
    address = reverse("faq:proposal_withdraw", args=[proposal.pk])
    assert client.post(address).status_code == 404


def test_list_of_edits_asks_as_much_for_three_as_for_one(
    as_ana, ana, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("faq:proposal_list")
    propose(QuestionFactory(), ana)
    as_ana.get(address)
    with django_assert_max_num_queries(40) as first:
        as_ana.get(address)
    for _ in range(2):
        propose(QuestionFactory(), ana)

    with django_assert_num_queries(len(first)):
        as_ana.get(address)


def shown_to(person, question, client):
    request = RequestFactory().get("/")
    request.user = person
    request.COOKIES = dict.fromkeys(client.cookies, "x")
    template = Template("{% load faq_editorial %}{% propose_edit question text %}")
    text = question.translations.get()
    return template.render(Context({"request": request, "question": question, "text": text}))


def test_way_to_propose_is_shown_to_members_alone(client, question, ana, carmen):
    client.force_login(ana)
    assert "Propose an edit" in shown_to(ana, question, client)
    propose(question, ana)
    assert "Change the edit you proposed" in shown_to(ana, question, client)
    assert "faq-propose" not in shown_to(carmen, question, client)


def test_visitor_costs_no_query(client, question, carmen, django_assert_num_queries):
    template = Template("{% load faq_editorial %}{% propose_edit question text %}")
    text = question.translations.get()
    request = RequestFactory().get("/")

    with django_assert_num_queries(0):
        html = template.render(Context({"request": request, "question": question, "text": text}))

    assert "faq-propose" not in html


# The office's pages.


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def office_url(name, proposal):
    return reverse(f"admin:faq_proposal_{name}", args=[proposal.pk])


def test_office_sees_the_difference_and_accepts(as_editor, question, ana):
    proposal = propose(question, ana, note="Decided in May")

    page = as_editor.get(office_url("change", proposal)).content.decode()
    assert re.search(r"<del>.*?100</?", page)
    assert re.search(r"<ins>.*?120</?", page)
    assert "Decided in May" in page
    assert office_url("accept", proposal) in page
    as_editor.post(office_url("accept", proposal), {"comment": "", "significance": "content"})

    assert question.translations.get().short_answer == "It costs 120 lei."


def test_office_changes_the_words_and_accepts(as_editor, question, ana):
    proposal = propose(question, ana)
    page = as_editor.get(office_url("edit", proposal)).content.decode()
    assert re.search(r"<textarea name=.en-short_answer[^>]*>\s*It costs 120 lei.", page)

    values = {"title": "What does it cost?", "short_answer": "It costs 125 lei.", "body": "",
              "addendum": "", "comment": "", "significance": "content", "based_on": 1,
              "draft_version": 0}  # fmt: skip
    as_editor.post(
        office_url("edit", proposal),
        {f"en-{name}": value for name, value in values.items()} | {"publish": "1"},
    )

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.CHANGED
    assert question.translations.get().short_answer == "It costs 125 lei."


def test_office_sees_what_editors_changed_since_it_was_proposed(as_editor, question, ana):
    proposal = propose(question, ana)
    publish(question, "It costs 110 lei.")

    page = as_editor.get(office_url("change", proposal)).content.decode()

    assert "has been revised since this was proposed" in page
    assert "What editors have changed since" in page
    assert re.search(r"<ins>.*?110</?", page)
    assert office_url("accept", proposal) not in page
    assert office_url("edit", proposal) in page


def test_office_declines_and_takes_up_again(as_editor, question, ana):
    proposal = propose(question, ana)

    as_editor.post(office_url("decline", proposal), {"reason": "Not decided yet"})
    assert "Not decided yet" in as_editor.get(office_url("change", proposal)).content.decode()
    as_editor.post(office_url("reopen", proposal))

    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.PENDING


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("change", "200 200 200"), ("accept", "403 403 200"), ("edit", "403 403 200"),
        ("decline", "403 403 200"), ("reopen", "403 403 200"), ("delete", "403 403 403"),
    ],
)  # fmt: skip
def test_page_of_an_edit_is_open_by_right(
    client, reader, writer, editor, question, ana, name, codes
):
    proposal = propose(question, ana)
    found = []
    for person in (reader, writer, editor):
        client.force_login(person)
        found.append(str(client.get(office_url(name, proposal)).status_code))

    assert " ".join(found) == codes


def test_waiting_edits_stand_on_the_first_page_of_the_office(question, ana):
    proposal = propose(question, ana)

    assert list(worklists.worklists()[3].rows) == [proposal]

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.db import IntegrityError, transaction

from faq.questions.models import (
    Question,
    QuestionStatus,
    RevisionNeed,
    Translation,
    Visibility,
)
from members.accounts.models import User
from members.organisations.models import MembershipStatus, Role
from tests.factories.faq import (
    QuestionFactory,
    RevisionNeedFactory,
    TranslationFactory,
    UnansweredQuestionFactory,
)
from tests.factories.members import UserFactory, represent

pytestmark = pytest.mark.django_db


def test_public_answers_are_everybodys_and_members_answers_are_members(ana, carmen, office):
    public = QuestionFactory()
    inside = QuestionFactory(visibility=Visibility.MEMBERS)

    for viewer in (AnonymousUser(), carmen):
        assert list(Question.objects.visible_to(viewer)) == [public]
    for viewer in (ana, office):
        assert set(Question.objects.visible_to(viewer)) == {public, inside}


@pytest.mark.parametrize(
    "permission", ["read_members_answers", "view_question", "change_question", "publish_question"]
)
def test_office_reads_members_answers_by_permission_not_by_being_the_office(permission):
    inside = QuestionFactory(visibility=Visibility.MEMBERS)
    person = UserFactory(is_staff=True)

    assert not Question.objects.visible_to(person).exists()
    person.user_permissions.add(Permission.objects.get(codename=permission))
    person = User.objects.get(pk=person.pk)  # permissions are remembered
    assert list(Question.objects.visible_to(person)) == [inside]
    person.is_staff = False
    assert not Question.objects.visible_to(person).exists()


def test_office_that_represents_a_member_reads_as_the_member_does(member):
    inside = QuestionFactory(visibility=Visibility.MEMBERS)
    person = UserFactory(is_staff=True)
    represent(person, member, Role.REPRESENTATIVE)

    assert list(Question.objects.visible_to(person)) == [inside]


def test_representative_of_a_suspended_member_reads_as_the_public_does(ana, member):
    QuestionFactory(visibility=Visibility.MEMBERS)
    member.memberships.update(status=MembershipStatus.SUSPENDED)

    assert not Question.objects.visible_to(ana).exists()


def test_question_without_an_answer_is_visible_to_nobody(office):
    UnansweredQuestionFactory()
    QuestionFactory(status=QuestionStatus.ARCHIVED)
    QuestionFactory(status=QuestionStatus.NEEDS_ANSWER)

    assert not Question.objects.visible_to(office).exists()


def test_text_is_shown_in_the_readers_language_or_in_the_other_one():
    question = QuestionFactory()
    english = question.translations.get()
    assert question.shown_in("ro") == english

    romanian = TranslationFactory(question=question, language="ro", title="Ce?")

    assert question.shown_in("ro") == romanian
    assert question.shown_in("en-gb") == english


def test_wording_without_an_answer_does_not_hide_the_answer_of_the_other_language():
    question = QuestionFactory()
    Translation.objects.create(question=question, language="ro", title="Ce?", slug="ce")

    assert question.shown_in("ro").language == "en"


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("translation_answered_iff_revised", {"revision_number": 0}),
        ("translation_answered_iff_revised", {"short_answer": "", "body": ""}),
        ("translation_answered_iff_revised", {"revised_at": None}),
        ("translation_language_known", {"language": "de"}),
    ],
)
def test_text_that_cannot_be_is_refused_by_the_database(constraint, values):
    text = QuestionFactory().translations.get()

    with pytest.raises(IntegrityError, match=constraint):
        Translation.objects.filter(pk=text.pk).update(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("question_status_known", {"status": "lost"}),
        ("question_visibility_known", {"visibility": "nobody"}),
        ("question_published_is_dated", {"published_at": None}),
        ("question_audiences_known", {"audiences": ["nobody"]}),
    ],
)
def test_question_that_cannot_be_is_refused_by_the_database(constraint, values):
    question = QuestionFactory()

    with pytest.raises(IntegrityError, match=constraint):
        Question.objects.filter(pk=question.pk).update(**values)


def test_question_has_one_open_need_at_most():
    need = RevisionNeedFactory()

    with pytest.raises(IntegrityError, match="revision_need_one_open"), transaction.atomic():
        RevisionNeedFactory(question=need.question)
    RevisionNeed.objects.update(closed_at=need.opened_at)
    RevisionNeedFactory(question=need.question)

import factory
from django.utils import timezone

from faq.briefs.models import Brief, BriefItem
from faq.community.models import (
    Contribution,
    ContributionKind,
    ContributionStatus,
    Follow,
    Helped,
    Vote,
)
from faq.questions.models import (
    Label,
    Question,
    QuestionStatus,
    Revision,
    RevisionNeed,
    Topic,
    Translation,
)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class LabelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Label

    name = factory.Sequence(lambda n: f"label {n}")
    slug = factory.Sequence(lambda n: f"label-{n}")


class QuestionFactory(factory.django.DjangoModelFactory):
    """A published question with an English answer; `text__title=…` and so on set its words."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"question-{n}")
    status = QuestionStatus.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        TranslationFactory(question=self, **kwargs)


class UnansweredQuestionFactory(QuestionFactory):
    """A question that waits for its answer."""

    class Meta:
        skip_postgeneration_save = True

    status = QuestionStatus.NEEDS_ANSWER
    published_at = None

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        UnansweredTranslationFactory(question=self, **kwargs)


class TranslationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Translation
        skip_postgeneration_save = True

    question = factory.SubFactory(QuestionFactory)
    language = "en"
    title = factory.Sequence(lambda n: f"What is number {n}?")
    slug = factory.Sequence(lambda n: f"what-is-number-{n}")
    short_answer = "It is a number."
    body = "A number, *plainly*."
    revision_number = 1
    revised_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def revision(self, create, extracted, **kwargs):
        if self.revision_number:
            Revision.objects.create(
                translation=self,
                number=self.revision_number,
                title=self.title,
                short_answer=self.short_answer,
                body=self.body,
            )


class UnansweredTranslationFactory(TranslationFactory):
    short_answer = body = ""
    revision_number = 0
    revised_at = None

    class Meta:
        skip_postgeneration_save = True


class RevisionNeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RevisionNeed

    question = factory.SubFactory(QuestionFactory)
    reason = "The list is out of date."


def wording_of(question: Question, language: str = "en") -> Revision:
    """The revision that readers see."""
    text = question.translations.get(language=language)
    return text.revisions.get(number=text.revision_number)


class VoteFactory(factory.django.DjangoModelFactory):
    """A vote of a visitor on the present wording."""

    class Meta:
        model = Vote

    question = factory.SubFactory(QuestionFactory)
    revision = factory.LazyAttribute(lambda o: wording_of(o.question))
    value = Helped.YES
    visitor = factory.Sequence(lambda n: f"visitor-{n}")
    crowd = "a-crowd"


class ContributionFactory(factory.django.DjangoModelFactory):
    """What a guest wrote, shown beneath the answer."""

    class Meta:
        model = Contribution

    question = factory.SubFactory(QuestionFactory)
    revision = factory.LazyAttribute(lambda o: wording_of(o.question))
    kind = ContributionKind.COMMENT
    text = factory.Sequence(lambda n: f"What about number {n}?")
    language = "en"
    guest_name = "Gina Guest"
    guest_email = factory.Sequence(lambda n: f"guest{n}@example.org")
    status = ContributionStatus.PUBLISHED
    confirmed_at = factory.LazyFunction(timezone.now)


class FollowFactory(factory.django.DjangoModelFactory):
    """A guest's confirmed wish to be told."""

    class Meta:
        model = Follow

    question = factory.SubFactory(QuestionFactory)
    language = "en"
    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    confirmed_at = factory.LazyFunction(timezone.now)


class BriefFactory(factory.django.DjangoModelFactory):
    """A published brief of one public answer; `answers=[…]` are others, in order."""

    class Meta:
        model = Brief
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"brief-{n}")
    title = factory.Sequence(lambda n: f"Brief {n}")
    is_published = True

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        for number, question in enumerate([QuestionFactory()] if extracted is None else extracted):
            BriefItem.objects.create(brief=self, question=question, position=number)

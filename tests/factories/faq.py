import factory
from django.utils import timezone

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

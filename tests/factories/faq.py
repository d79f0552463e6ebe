import factory
from django.utils import timezone

from faq.questions.models import Question, QuestionStatus, Revision, Translation


class QuestionFactory(factory.django.DjangoModelFactory):
    """A published question with an English answer."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    status = QuestionStatus.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def text(self, create, extracted, **kwargs):
        TranslationFactory(question=self, **kwargs)


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
        Revision.objects.create(
            translation=self,
            number=1,
            title=self.title,
            short_answer=self.short_answer,
            body=self.body,
        )

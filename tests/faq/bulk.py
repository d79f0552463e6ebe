"""A large FAQ within a second or two, without its importer."""

from django.db import connection
from django.utils import timezone

from faq.questions.models import Audience, Question, Revision, Translation, Visibility
from tests.factories.faq import LabelFactory, TopicFactory


def bulk_answers(number: int) -> list[Question]:
    """Public answers in English, a tenth for members, with topics, labels, audiences and pins."""
    topics, labels = TopicFactory.create_batch(10), LabelFactory.create_batch(40)
    now = timezone.now()
    audiences = list(Audience.values)
    questions = Question.objects.bulk_create(
        Question(
            key=f"bulk-{labels[0].pk}-{n}",
            status="published",
            published_at=now,
            topic=topics[n % 10],
            audiences=[audiences[n % 4]],
            is_pinned=n % 10 == 3,
            visibility=Visibility.MEMBERS if n % 10 == 9 else Visibility.PUBLIC,
        )
        for n in range(number)
    )
    through = Question.labels.through
    through.objects.bulk_create(
        through(question=question, label=label)
        for n, question in enumerate(questions)
        for label in {labels[n % 40], labels[(n * 7 + 3) % 40]}
    )
    texts = Translation.objects.bulk_create(
        Translation(
            question=question,
            language="en",
            title=f"What is matter {n}?",
            slug=f"what-is-{n}",
            short_answer=f"Word{n // 4} and term{n % 900} and thing{n % 333}.",
            revision_number=2,
            revised_at=now,
        )
        for n, question in enumerate(questions)
    )
    Revision.objects.bulk_create(
        Revision(
            translation=text,
            number=revision,
            title=text.title,
            short_answer=f"{text.short_answer} {revision}",
        )
        for text in texts
        for revision in (1, 2)
    )
    _let_the_planner_know()
    return questions


def _let_the_planner_know() -> None:
    """What autovacuum does within a minute; else it may plan for the empty tables of before."""
    tables = [each._meta.db_table for each in (Question, Translation, Revision)]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")

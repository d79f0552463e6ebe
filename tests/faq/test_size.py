"""Ten answers, a hundred, five thousand: every page asks the database the same number of times.

`pytest tests/faq/test_size.py -s` prints how long each takes with five thousand.
"""

import datetime as dt
import time
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from faq.asking.models import Ask
from faq.community.models import Contribution, Follow, Helped, Vote
from faq.demand.models import Gap, GapQuery, SearchEvent
from faq.editorial.models import Draft, Proposal
from faq.questions.models import (
    Alias,
    Citation,
    CitedSource,
    OldAddress,
    Question,
    Revision,
    RevisionNeed,
    Translation,
)
from faq.search.actions import rebuild_index
from faq.search.related import rewrite_related
from members.organisations.models import Role
from tests.factories.faq import BriefFactory
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    UserFactory,
    represent,
)
from tests.faq.bulk import bulk_answers

pytestmark = pytest.mark.django_db

SIZES = (10, 100, 5_000)
SLOWEST = 10.0  # seconds, on a machine that does other things, too
SEARCHES = {
    "a word of some": "matter word1", "a word of all": "what is matter", "a typing error": "mattre",
    "nothing": "zeppelin hangar", "20,000 words": "matter word1 " * 10_000,
}  # fmt: skip


def grow(number: int, office: Any) -> list[Question]:
    """So many more answers, each with what gathers around an answer in some years."""
    questions = bulk_answers(number)
    day, now = timezone.localdate() - dt.timedelta(days=3), timezone.now()
    first = questions[0].pk
    Question.objects.filter(pk__in=[each.pk for each in questions]).update(
        owner=office, review_by=day
    )
    Translation.objects.bulk_create(
        Translation(
            question=each, language="ro", title=f"Ce este lucrul {n}?", slug=f"ce-este-{n}",
            short_answer=f"Cuvânt{n}.", revision_number=1, revised_at=now, behind="content",
        )
        for n, each in enumerate(questions)
    )  # fmt: skip
    english = Revision.objects.filter(translation__question__in=questions, number=2)
    present = {row.translation.question_id: row for row in english.select_related("translation")}
    source = CitedSource.objects.create(kind="law", reference=f"{first}/2026")
    kind = ContentType.objects.get_for_model(Question)
    gap_times = {"first_at": now, "last_at": now}
    rows: dict[Any, list[Any]] = {}
    for n, each in enumerate(questions):
        revision = present[each.pk]
        words = f"wording {first} {n}"
        made = [
            Alias(question=each, language="en", text=words),
            RevisionNeed(question=each, reason="Prices change.", expected_on=day, owner=office),
            Citation(question=each, source=source, article=str(n)),
            OldAddress(question=each, path=f"/wiki/{first}/{n}"),
            Draft(question=each, language="en", title=words, author=office),
            Proposal(question=each, language="en", based_on=revision, title=words, author=office),
            Follow(question=each, language="en", email=f"{first}.{n}@example.org"),
            Ask(text=words, language="en", guest_email="g@example.org", status="assigned",
                confirmed_at=now, assignee=office, due_on=day, question=each),
            Contribution(question=each, revision=revision, kind="comment", text=words,
                         language="en", guest_email="g@example.org", status="published",
                         confirmed_at=now),
            Gap(title=words, stems=[words], times=n, **gap_times),
            SearchEvent(words=words, language="en", confidence="none", created_at=now,
                        searched_at=now),
            HistoryEvent(subject_type=kind, subject_id=each.pk, subject_label=words,
                         kind="question.published", actor_label="Olga"),
        ]  # fmt: skip
        made += [
            Vote(question=each, revision=revision, value=value, visitor=f"{first}-{n}-{turn}")
            for turn, value in enumerate([Helped.NO, Helped.NO, Helped.YES])
        ]
        for row in made:
            rows.setdefault(type(row), []).append(row)
    for model, several in rows.items():
        model.objects.bulk_create(several, batch_size=2_000)
    GapQuery.objects.bulk_create(
        GapQuery(gap=gap, words=gap.title, language="en", times=1, last_at=now) for gap in rows[Gap]
    )
    rebuild_index(with_related=False)  # beside the answer that is looked at there are some
    rewrite_related([first])
    return questions


MODELS = (
    "question", "ask", "contribution", "vote", "follow", "proposal", "gap", "searchevent", "label",
    "topic", "revision", "revisionneed", "citedsource", "oldaddress", "verification", "brief",
    "thesaurusentry",
)  # fmt: skip


def pages_of(question: Question) -> dict[str, tuple[str, str]]:
    """Who asks for what."""
    own = question.get_absolute_url()
    chosen = ",".join(str(question.pk + n) for n in range(9))
    pages = {
        "list": ("visitor", "/faq/"),
        "list of a member": ("ana", "/faq/"),
        "list, last page": ("visitor", "/faq/?page=999"),
        "question": ("visitor", own),
        "question, in Romanian, of a member": ("ana", f"/ro/faq/{question.pk}-ce-este-0/"),
        "ask": ("visitor", "/faq/ask/?q=matter"),
        "new.atom": ("visitor", "/faq/feed/new.atom"),
        "revised.atom": ("visitor", "/faq/feed/revised.atom"),
        "sitemap": ("visitor", "/sitemap.xml"),
        "brief, to choose": ("visitor", "/faq/brief/"),
        "brief": ("visitor", f"/faq/brief/view/?q={chosen}"),
        "editors' page": ("office", reverse("admin:faq_editors_page")),
        "admin's first page": ("office", "/admin/"),
        "question in the admin": (
            "office", reverse("admin:faq_question_change", args=[question.pk]),
        ),
        "questions searched in the admin": ("office", "/admin/faq/question/?q=matter"),
    }  # fmt: skip
    for name, words in SEARCHES.items():
        pages[f"search: {name}"] = ("visitor", f"/faq/search/?q={words}")
    for model in MODELS:
        pages[f"admin: {model}"] = ("office", reverse(f"admin:faq_{model}_changelist"))
    return pages


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker) -> Any:
    """For each page the number of queries at each size, and the seconds at the largest."""
    found: dict[str, tuple[list[int], float]] = {}
    with django_db_blocker.unblock(), transaction.atomic():
        AssociationFactory()
        office = UserFactory(is_staff=True, is_superuser=True)
        ana = UserFactory()
        represent(ana, ActiveMemberFactory(), Role.REPRESENTATIVE)
        BriefFactory()
        clients = {"visitor": Client(), "ana": Client(), "office": Client()}
        clients["ana"].force_login(ana)
        clients["office"].force_login(office)
        have = 0
        for size in SIZES:
            started = time.perf_counter()
            questions = grow(size - have, office)
            have = size
            print(f"\n{size} answers made in {time.perf_counter() - started:.1f} s")  # noqa: T201
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            for name, (who, address) in pages_of(questions[0]).items():
                if name not in found or "?q=" in address:
                    # The thesaurus is read, and the search is no new one.
                    clients[who].get(address)
                numbers, _seconds = found.get(name, ([], 0.0))
                number, seconds = _asked(clients[who], address)
                found[name] = ([*numbers, number], seconds)
        yield found
        transaction.set_rollback(True)


def _asked(client: Client, address: str) -> tuple[int, float]:
    """The number of queries and the seconds."""
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(queries), time.perf_counter() - started


# Queries that only long lists need: how many more than ten there are; topics to narrow by.
OF_LONG_LISTS = {"editors' page": 9, "brief, to choose": 1, "list, last page": 3}


def test_every_page_asks_the_same_at_ten_a_hundred_and_five_thousand(measured):
    grown = {
        name: numbers
        for name, (numbers, _seconds) in measured.items()
        if max(numbers) - min(numbers) > OF_LONG_LISTS.get(name, 0)
    }
    assert grown == {}
    assert len(measured) > 35


def test_pages_of_a_large_faq_come_in_time(measured):
    for name, (numbers, seconds) in sorted(measured.items(), key=lambda each: -each[1][1]):
        print(f"{seconds * 1000:7.0f} ms {numbers} {name}")  # noqa: T201
    slow = {name: seconds for name, (_numbers, seconds) in measured.items() if seconds > SLOWEST}
    assert slow == {}

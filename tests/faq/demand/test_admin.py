import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cluster_portal.home.worklists import for_staff
from faq.demand import actions, worklists
from faq.demand.models import Gap, GapStatus
from faq.questions.models import Alias, Question
from tests.factories.demand import GapFactory, GapQueryFactory, SearchEventFactory
from tests.factories.members import UserFactory
from tests.faq.demand.test_gaps import bicycle_gap, publish, searched
from tests.faq.questions.test_views import count

pytestmark = pytest.mark.django_db
LIST = "/admin/faq/gap/"


def page_of(gap, name="change"):
    return reverse(f"admin:faq_gap_{name}", args=[gap.pk])


@pytest.fixture
def as_writer(client, writer):
    client.force_login(writer)
    return client


def test_gaps_stand_in_the_order_of_how_often_they_were_searched(as_writer):
    for title, times in (("rare thing", 1), ("common thing", 9)):
        GapQueryFactory(gap__title=title, gap__times=times, times=times)
    GapQueryFactory(gap=Gap.objects.get(title="common thing"), words="the thing", times=1)

    content = as_writer.get(LIST).content.decode()

    assert content.index("common thing") < content.index("rare thing")
    assert "the thing" in content


def test_list_asks_the_same_number_of_queries_for_one_gap_as_for_three(as_writer, editor):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            query = GapQueryFactory(gap__question=publish(editor))
            SearchEventFactory(words=query.words)
        with count() as queries:
            as_writer.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_weeks_are_drawn_with_their_table(as_writer, answers):
    gap = bicycle_gap()
    long_ago = timezone.now() - dt.timedelta(weeks=6)
    SearchEventFactory(words="bicycle parking", searched_at=long_ago, created_at=long_ago)

    for address in (LIST, page_of(gap)):
        content = as_writer.get(address).content.decode()
        assert content.count("<rect ") == 13
        assert "5 in the last four weeks, 1 in the four before" in content
        assert "style=" not in re.findall(r"<svg.*?</svg>", content, re.DOTALL)[0]
    assert content.count('<td class="gap-queries__number">0</td>') == 11


def test_page_shows_what_each_wording_found_then_and_finds_now(as_writer, editor, answers):
    gap = bicycle_gap()
    actions.try_gap(gap_id=gap.pk, question_id=publish(editor).pk)

    content = as_writer.get(page_of(gap)).content.decode()

    row = re.search(r"<tr>\s*<th[^>]*><a[^>]*>bicycle parking</a>.*?</tr>", content, re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row.group())
    assert cells[:4] == ["English", "everybody", "4", "0.00"]
    assert float(cells[4]) >= 0.5
    assert cells[5] == "1"
    assert "Gap closed" in content


def test_answer_is_written_from_the_gap_with_its_words_filled_in(as_writer, writer, answers):
    searched("parcare biciclete?", language="ro")
    actions.group_searches()
    gap = Gap.objects.get()
    content = as_writer.get(page_of(gap)).content.decode()
    address = re.search(r'href="([^"]+)">Write the answer', content).group(1).replace("&amp;", "&")

    form = as_writer.get(address).content.decode()
    assert 'value="Parcare biciclete?"' in form
    assert "People searched for: parcare biciclete?" in form
    as_writer.post(
        address,
        {"title_en": "", "title_ro": "Parcare biciclete?", "topic": "", "visibility": "public",
         "editors_note": ""},
    )  # fmt: skip
    assert str(Question.objects.needing_an_answer().get()) == "Parcare biciclete?"


def test_answer_is_named_and_takes_the_words(as_writer, editor, answers):
    searched("velociped garage", times=2)
    actions.group_searches()
    gap, question = Gap.objects.get(), publish(editor)
    page = as_writer.get(page_of(gap, "answer")).content.decode()
    assert re.search(r'name="wordings"[^>]*checked', page)

    response = as_writer.post(
        page_of(gap, "answer"),
        {"number": question.pk, "wordings": [query.pk for query in gap.queries.all()]},
        follow=True,
    )

    gap.refresh_from_db()
    assert gap.status == GapStatus.CLOSED
    assert "The gap is closed" in response.content.decode()
    assert Alias.objects.get(question=question).text == "velociped garage"


def test_closest_answers_are_offered(as_writer, answers):
    searched("board helicopter")
    actions.group_searches()
    content = as_writer.get(page_of(Gap.objects.get(), "answer")).content.decode()
    assert "What does the Board of Directors do?" in content


@pytest.mark.parametrize("sent", [{}, {"number": 987_654}, {"number": "x"}, {"wordings": ["1"]}])
def test_wrong_choice_gets_a_sentence(as_writer, sent):
    gap = GapQueryFactory().gap
    response = as_writer.post(page_of(gap, "answer"), sent)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_gap_is_ignored_with_a_reason_and_opened_again(as_writer):
    gap = GapQueryFactory().gap
    assert "errorlist" in as_writer.post(page_of(gap, "ignore"), {"reason": " "}).content.decode()
    as_writer.post(page_of(gap, "ignore"), {"reason": "Ask the landlord."})
    gap.refresh_from_db()
    assert gap.status == GapStatus.IGNORED
    content = as_writer.get(page_of(gap)).content.decode()
    assert "Ask the landlord." in content
    assert "Write the answer" not in content

    as_writer.post(page_of(gap, "reopen"), {"reason": ""})
    gap.refresh_from_db()
    assert gap.status == GapStatus.OPEN


def test_gap_is_given_to_somebody(as_writer, editor):
    gap = GapQueryFactory().gap
    as_writer.post(page_of(gap, "assign"), {"assignee": editor.pk})
    gap.refresh_from_db()
    assert gap.assignee == editor


def test_searches_are_counted_and_tried_again_when_asked(as_writer, editor, answers):
    searched("bicycle parking")
    content = as_writer.post(reverse("admin:faq_gap_group"), follow=True).content.decode()
    assert "Counted anew: 1 new wording." in content
    publish(editor)
    as_writer.post(page_of(Gap.objects.get(), "again"))
    assert Gap.objects.get().status == GapStatus.CLOSED


@pytest.mark.parametrize("name", ["assign", "ignore", "reopen", "answer", "again"])
def test_who_does_not_write_answers_may_not(client, name):
    gap = GapQueryFactory().gap
    client.force_login(UserFactory(is_staff=True))
    assert client.post(page_of(gap, name)).status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.post(reverse("admin:faq_gap_group")).status_code == 403


def test_nobody_changes_or_deletes_what_the_portal_noted(client, office):
    event, gap = SearchEventFactory(), GapFactory()
    client.force_login(office)
    for row in (event, gap):
        name = row._meta.model_name
        assert client.get(f"/admin/faq/{name}/").status_code == 200
        assert client.get(f"/admin/faq/{name}/add/").status_code == 403
        assert client.get(f"/admin/faq/{name}/{row.pk}/delete/").status_code == 403
        assert (
            'name="_save"' not in client.get(f"/admin/faq/{name}/{row.pk}/change/").content.decode()
        )


def test_session_is_shown_to_nobody(client, office):
    event = SearchEventFactory(session="x" * 43)
    client.force_login(office)
    for address in ("", f"{event.pk}/change/"):
        assert "x" * 43 not in client.get(f"/admin/faq/searchevent/{address}").content.decode()


def test_open_gaps_stand_on_the_first_page_of_the_office(client, writer):
    gap = GapQueryFactory().gap
    GapQueryFactory(gap__status=GapStatus.IGNORED)
    (worklist,) = worklists.worklists()

    assert [row for row, _url in worklist.first] == [gap]
    assert worklist.title in {each.title for each in for_staff(writer)}
    client.force_login(writer)
    assert client.get(worklist.url).status_code == 200

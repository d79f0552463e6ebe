"""What is kept of searches, of whom nothing is, and for how long."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from faq.demand import actions, periodic
from faq.demand.models import Confidence, GapQuery, SearchCount, SearchEvent
from tests.factories.demand import GapFactory, GapQueryFactory, SearchEventFactory
from tests.faq.racing import race

SEARCH = "/faq/search/"
ADDRESS = "203.0.113.77"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
TYPING = {"hx-request": "true", "user-agent": BROWSER}


def search(client, query, address=SEARCH, headers=TYPING, **extra):
    return client.get(address, {"q": query}, headers=headers, **{"REMOTE_ADDR": ADDRESS, **extra})


def kept():
    return sorted(SearchEvent.objects.values_list("words", flat=True))


def note(query, *, session="s", is_certain=False, results=0):
    actions.note_search(
        session=session, query=query, language="ro", reader="public", results=results,
        score=0.2 if results else 0.0, is_certain=is_certain,
    )  # fmt: skip


@pytest.mark.django_db
class TestWhatIsKept:
    def test_search_that_finds_nothing_or_nothing_certain(self, client, answers):
        search(client, "Sarmale  CALDE", "/ro/faq/search/")
        search(client, "board helicopters")
        search(client, "board of directors")

        nothing, unsure = SearchEvent.objects.order_by("pk")
        assert (nothing.words, nothing.confidence) == ("sarmale calde", Confidence.NONE)
        assert (nothing.language, nothing.reader, nothing.results) == ("ro", "public", 0)
        assert (unsure.words, unsure.confidence) == ("board helicopters", Confidence.LOW)
        assert unsure.results > 0
        assert 0 < unsure.score < 0.5

    def test_page_is_kept_like_what_is_typed(self, client, answers):
        search(client, "sarmale", headers={"user-agent": BROWSER})
        assert kept() == ["sarmale"]

    def test_what_a_member_misses_is_known_as_such(self, client, ana, answers):
        client.force_login(ana)
        search(client, "sarmale")
        assert SearchEvent.objects.get().reader == "members"

    @pytest.mark.parametrize(
        "headers",
        [
            {**TYPING, "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
            {**TYPING, "user-agent": "facebookexternalhit/1.1"},
            {**TYPING, "sec-purpose": "prefetch;prerender"},
            {**TYPING, "purpose": "prefetch"},
            {"user-agent": BROWSER, "accept": "application/json"},
        ],
    )
    def test_crawlers_prefetching_and_programs_are_not(self, client, answers, headers):
        assert search(client, "sarmale", headers=headers).status_code == 200
        assert kept() == []

    def test_head_and_empty_searches_are_not(self, client, answers):
        client.head(SEARCH, {"q": "sarmale"}, headers=TYPING)
        for query in ("", "  ", "ab", "0722 123 456", "ana@example.org", "\x00"):
            search(client, query)
        assert kept() == []

    def test_no_address_and_no_name_stands_in_any_column(self, client, ana, answers):
        client.force_login(ana)
        search(client, "sarmale pentru ana@example.org 0722 123 456")
        row = SearchEvent.objects.values().get()

        written = " ".join(map(str, row.values()))
        for secret in (ADDRESS, "Firefox", "ana@", "0722", str(ana.pk) + "@", ana.full_name):
            assert secret not in written
        assert row["words"] == "sarmale pentru …"
        assert len(row["session"]) == 43
        assert Session.objects.count() == 1  # Ana's own, from signing in
        with connection.cursor() as cursor:
            cursor.execute("SELECT event::text FROM faq_searchevent AS event")
            assert ADDRESS not in cursor.fetchone()[0]

    def test_session_is_one_of_browser_address_and_day(self, client, answers, monkeypatch):
        def session(**changes):
            SearchEvent.objects.all().delete()
            agent = changes.pop("agent", BROWSER)
            search(client, "sarmale", headers={**TYPING, "user-agent": agent}, **changes)
            return SearchEvent.objects.get().session

        first = session()
        assert session() == first
        assert session(REMOTE_ADDR="203.0.113.78") != first
        assert session(agent=BROWSER + " Other") != first
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
        assert session() != first

    def test_failing_to_keep_it_does_not_break_the_search(self, client, answers, monkeypatch,
                                                          caplog):  # fmt: skip
        monkeypatch.setattr(actions.searches, "_LOCK", "nonsense")  # the database refuses it
        response = search(client, "sarmale")

        assert response.status_code == 200
        assert "A search could not be kept" in caplog.text


@pytest.mark.django_db
class TestTyping:
    def test_keystrokes_are_one_search(self):
        for typed in ("sar", "sarm", "sarmale", "sarmale ca", "sarmale calde"):
            note(typed)
        assert kept() == ["sarmale calde"]

    def test_what_is_deleted_and_typed_anew_is_one_too(self):
        for typed in ("sarmalle", "sarmal", "sarmale"):
            note(typed)
        assert kept() == ["sarmale"]

    def test_search_that_ends_in_an_answer_leaves_nothing(self):
        note("coti")
        note("cotiz", results=3)
        note("cotizație", is_certain=True, results=5)
        assert kept() == []

    def test_number_that_is_masked_in_the_end_is_not_kept_in_its_beginning(self):
        for typed in ("call 072", "call 0722", "call 07221", "call 0722123456"):
            note(typed)
        assert kept() == ["call …"]

    def test_half_a_minute_later_it_is_another_search(self):
        note("sarm")
        SearchEvent.objects.update(searched_at=timezone.now() - dt.timedelta(seconds=31))
        note("sarmale")
        assert kept() == ["sarm", "sarmale"]

    def test_other_words_and_other_people_are_other_searches(self):
        note("sarmale")
        note("mici")
        note("sarmale calde", session="t")
        assert kept() == ["mici", "sarmale", "sarmale calde"]

    def test_flood_of_one_session_is_bounded(self):
        for number in range(100):
            note(f"sarmale{chr(97 + number % 26)}{number}")
        note("mici", session="t")
        assert SearchEvent.objects.filter(session="s").count() == 40
        assert SearchEvent.objects.filter(session="t").count() == 1

    def test_flood_of_all_is_bounded(self, monkeypatch):
        monkeypatch.setattr(actions.searches, "MOST_OF_ALL", 5)
        for number in range(9):
            note("sarmale", session=f"s{number}")
        assert SearchEvent.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_keystrokes_that_arrive_together_are_one_row():
    race(*(lambda typed=typed: note(typed) for typed in ("sar", "sarm", "sarma", "sarmale")))

    assert len(kept()) == 1


@pytest.mark.django_db
class TestAskedAfterwards:
    def test_searches_of_the_same_words_are_marked(self):
        note("parcare biciclete")
        note("sarmale")
        note("parcare", session="t")

        marked = actions.asked_after_search(
            session="s", text="Unde găsesc o parcare pentru bicicletă?"
        )

        assert marked == 1
        assert SearchEvent.objects.get(led_to_asking=True).words == "parcare biciclete"

    def test_nothing_is_tied_to_searches_without_a_session(self):
        SearchEventFactory(words="parcare", session="")
        assert actions.asked_after_search(session="", text="parcare") == 0


@pytest.mark.django_db
class TestForgetting:
    def test_sessions_are_emptied_after_an_hour(self):
        now = timezone.now()
        SearchEventFactory(session="old", searched_at=now - dt.timedelta(minutes=61))
        SearchEventFactory(session="new", searched_at=now - dt.timedelta(minutes=59))

        periodic.forget_sessions(timestamp=0)

        assert sorted(SearchEvent.objects.values_list("session", flat=True)) == ["", "new"]

    def test_after_90_days_only_counts_of_three_or_more_are_left(self):
        old = timezone.now() - dt.timedelta(days=91)
        for words, times in (("sarmale", 3), ("mici", 2)):
            for _ in range(times):
                SearchEventFactory(words=words, searched_at=old, created_at=old)
        SearchEventFactory(words="sarmale")

        periodic.keep_searches(timestamp=0)
        periodic.keep_searches(timestamp=0)

        assert [(row.words, row.times) for row in SearchCount.objects.all()] == [("sarmale", 3)]
        assert SearchCount.objects.get().month == timezone.localtime(old).date().replace(day=1)
        assert kept() == ["sarmale"]

    def test_month_is_counted_whole_though_its_days_go_one_by_one(self, monkeypatch):
        zone = timezone.get_current_timezone()
        for day in (1, 10, 20):
            at = dt.datetime(2026, 3, day, 12, tzinfo=zone)
            SearchEventFactory(words="sarmale", searched_at=at, created_at=at)
        for now in (dt.datetime(2026, 5, 31, tzinfo=zone), dt.datetime(2026, 6, 12, tzinfo=zone),
                    dt.datetime(2026, 7, 1, tzinfo=zone)):  # fmt: skip
            monkeypatch.setattr(timezone, "now", lambda now=now: now)
            actions.count_old_searches()

        assert [(row.words, row.times) for row in SearchCount.objects.all()] == [("sarmale", 3)]
        assert kept() == []

    def test_rare_wordings_of_gaps_go_with_their_searches(self):
        old = timezone.now() - dt.timedelta(days=91)
        rare, often = GapFactory(), GapFactory()
        GapQueryFactory(gap=rare, words="ion popescu", times=2, last_at=old)
        GapQueryFactory(gap=often, words="sarmale", times=3, last_at=old)

        actions.count_old_searches()

        assert [query.words for query in GapQuery.objects.all()] == ["sarmale"]
        assert not type(rare).objects.filter(pk=rare.pk).exists()

"""The page of results, what a box shows while one types, and what the two promise."""

import re
import time
from html.parser import HTMLParser

import pytest

from faq.demand.models import SearchEvent
from tests.faq.questions.test_views import count
from tests.faq.search.test_views import published

pytestmark = pytest.mark.django_db
SEARCH = "/faq/search/"
TYPING = {"HX-Request": "true"}
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def with_attribute(self, name, value=None):
        return [
            attrs for _tag, attrs in self.found
            if name in attrs and value in (None, attrs[name])
        ]  # fmt: skip


def elements(response):
    return Elements(response.content.decode())


def titles(response):
    links = re.findall(r'<a href="(/(?:ro/)?faq/\d+-[^"]+)">(.*?)</a>', response.content.decode())
    return [re.sub(r"<.*?>", "", words) for _address, words in links]


@pytest.mark.parametrize("query", ["board", "cotizatzie", "board helicopters", "sarmale", ""])
def test_fragment_and_page_show_the_same(client, answers, query):
    page = client.get(SEARCH, {"q": query})
    fragment = client.get(SEARCH, {"q": query}, headers=TYPING)

    assert titles(page) == titles(fragment)
    assert "<html" not in fragment.content.decode()
    inside = fragment.content.decode().partition('<div class="faq-found">')[2]
    assert inside.strip() in page.content.decode()


def test_box_of_another_page_gets_five_and_the_way_to_all(client, answers):
    few = client.get(SEARCH, {"q": "board members groups cost services", "few": "1"},
                     headers=TYPING)  # fmt: skip
    whole = client.get(SEARCH, {"q": "board members groups cost services"})

    assert len(titles(whole)) > 5
    assert titles(few) == titles(whole)[:5]
    assert f"All {len(titles(whole))} results" in few.content.decode()
    assert 'href="/faq/search/?q=board%20members%20groups%20cost%20services"' in (
        few.content.decode()
    )


def test_coming_back_with_the_browser_gets_a_whole_page(client, answers):
    restored = client.get(
        SEARCH, {"q": "board"}, headers={**TYPING, "HX-History-Restore-Request": "true"}
    )

    assert "<html" in restored.content.decode()


def test_what_is_shown_while_typing_is_kept_by_the_browser_for_half_a_minute(client, answers):
    typed = client.get(SEARCH, {"q": "board"}, headers=TYPING)
    page = client.get(SEARCH, {"q": "board"})

    assert typed.headers["Cache-Control"] == "private, max-age=30"
    assert "Cache-Control" not in page.headers
    for response in (typed, page):
        varies = set(response.headers["Vary"].split(", "))
        assert varies - {"Accept-Language"} == {"Accept", "HX-Request", "Cookie"}


@pytest.mark.parametrize("address", [SEARCH, "/ro/faq/search/"])
def test_a_visitor_gets_neither_cookie_nor_session(client, answers, address):
    for headers in ({}, TYPING):
        response = client.get(address, {"q": "sarmale"}, headers=headers)
        assert not response.cookies
    assert not client.session.keys()


@pytest.mark.parametrize("page", [SEARCH, "/faq/", "/"])
def test_box_is_a_plain_form_that_works_without_javascript(client, association, answers, page):
    found = elements(client.get(page))

    (form,) = [a for tag, a in found.found if tag == "form" and a.get("role") == "search"]
    (field,) = found.with_attribute("name", "q")
    assert (form["action"], form["method"]) == (SEARCH, "get")
    assert ("label", field["id"]) in [(tag, attrs.get("for")) for tag, attrs in found.found]
    assert field["hx-trigger"] == "input changed delay:200ms"
    assert field["hx-get"].startswith(SEARCH)
    assert ("hx-replace-url" in field) is (page == SEARCH)
    assert found.with_attribute("id", field["hx-target"].removeprefix("#"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("board", r"\d answers?, the closest first"),
        ("board helicopters", r"Nothing certain: \d answers? comes? close"),
        ("sarmale", "No answer about “sarmale”"),
    ],
)
def test_one_region_says_how_much_was_found_and_nothing_else_is_live(client, answers, query, said):
    page = client.get(SEARCH, {"q": query})
    typed = client.get(SEARCH, {"q": query, "few": "1"}, headers=TYPING)

    live = elements(page).with_attribute("role", "status")
    assert [attrs["id"] for attrs in live] == ["search-status"]
    assert re.search(
        rf'id="search-status" role="status">\s*(<span[^>]*>)?{said}', page.content.decode()
    )
    assert not elements(typed).with_attribute("role")
    assert not elements(typed).with_attribute("aria-live")
    assert re.search(
        rf'hx-swap-oob="innerHTML:#search-status">\s*(<span[^>]*>)?{said}', typed.content.decode()
    )


def test_mistyped_word_is_said_and_can_be_insisted_on(client, answers):
    for headers in ({}, TYPING):
        content = client.get(SEARCH, {"q": "cotizatzie & co"}, headers=headers).content.decode()
        assert "Showing results for <strong>cotizația &amp; co</strong>" in content
        assert 'href="/faq/search/?q=cotizatzie%20%26%20co&amp;exact=1"' in content


def test_nothing_found_leads_on(client, answers):
    content = client.get("/ro/faq/search/", {"q": "sarmale/x"}).content.decode()

    assert 'href="/ro/faq/ask/?q=sarmale%2Fx"' in content
    assert 'href="/ro/faq/?topic=cost-joining"' in content
    assert "papers-board" not in content  # a topic with answers for members only


def test_answer_in_the_other_language_only_says_so(client, editor):
    published(editor, title="Where is the bicycle shed?", short_answer="Behind the house.")

    for few in ({}, {"few": "1"}):
        content = client.get(
            "/ro/faq/search/", {"q": "bicycle shed", **few}, headers=TYPING
        ).content.decode()
        assert re.search(r'<(div class="row__main"|li) lang="en">', content)


@pytest.mark.parametrize("attack", ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>"])
@pytest.mark.parametrize("few", [{}, {"few": "1"}])
def test_what_is_typed_is_never_markup(client, answers, attack, few):
    for query in (attack, f"board {attack}", f"cotizatzie {attack}"):
        for headers in ({}, TYPING):
            content = client.get(SEARCH, {"q": query, **few}, headers=headers).content.decode()
            assert "<script>alert" not in content
            assert "<img src=x" not in content


def test_members_word_leaves_no_trace_for_who_is_not_one(client, ana, answers):
    """Neither results nor count, repair, topics nor what the log offers tell of it."""
    for query in ("zanzibar", "zanzibr", "zanz", "xylophone", "xylofone"):
        for headers in ({}, TYPING):
            for few in ({}, {"few": "1"}):
                visitor = client.get(SEARCH, {"q": query, **few}, headers=headers)
                content = visitor.content.decode().replace(query, "")
                assert "anzibar" not in content
                assert "ylophon" not in content
                assert "Showing results" not in content
                assert not titles(visitor)
    client.force_login(ana)
    assert titles(client.get(SEARCH, {"q": "zanzibar"}))


@pytest.mark.parametrize("headers", [{}, TYPING])
def test_number_of_queries_does_not_grow_with_what_is_found(client, editor, headers):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            published(editor, body="Long body with a needle in it. " * 9)
        with count() as queries:
            client.get(SEARCH, {"q": "needle"}, headers=headers)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_keeping_the_search_takes_little_beside_searching(client, answers):
    """The log is a few small statements after the answer; it takes less than half its time."""

    def asked(number, agent):
        start = time.perf_counter()
        with count() as queries:
            client.get(
                SEARCH,
                {"q": f"board helicopters {number}x"},
                headers={**TYPING, "user-agent": agent},
            )
        return time.perf_counter() - start, len(queries)

    without, with_log = [], []
    for number in range(40):  # in turn, for the machine may do other things meanwhile
        without.append(asked(number, "Somebot/1.0"))
        with_log.append(asked(number, BROWSER["user-agent"]))

    assert SearchEvent.objects.count() == 40
    assert max(queries for _took, queries in with_log) - without[-1][1] <= 5
    assert min(with_log)[0] < 1.5 * min(without)[0]
    assert min(with_log)[0] < 0.2

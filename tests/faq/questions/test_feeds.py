import datetime as dt
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faq.editorial import actions
from faq.questions.models import Question, Visibility
from tests.factories.faq import LabelFactory, QuestionFactory, TranslationFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NEW, REVISED = "/faq/feed/new.atom", "/faq/feed/revised.atom"


def entries(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert not response.cookies
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - what we have made ourselves
    return feed.findall(f"{ATOM}entry")


def titles(client, path):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, path)]


def publish(question, body, **more):
    return actions.publish_revision(
        question_id=question.pk,
        language="en",
        title=question.translations.get(language="en").title,
        short_answer="So.",
        body=body,
        author=None,
        **more,
    )


def test_new_answers_stand_newest_first_each_language_with_its_own(client):
    QuestionFactory(text__title="First?")
    second = QuestionFactory(text__title="Second?")
    TranslationFactory(question=second, language="ro", title="A doua?", slug="a-doua")

    assert titles(client, NEW) == ["Second?", "First?"]
    assert titles(client, "/ro/faq/feed/new.atom") == ["A doua?"]
    entry = entries(client, "/ro/faq/feed/new.atom")[0]
    assert entry.find(f"{ATOM}link").get("href") == (
        f"http://testserver/ro/faq/{second.pk}-a-doua/"
    )


def test_revised_answers_tell_what_changed_and_leave_out_slips_of_the_pen(client):
    revised, mended, untouched = (QuestionFactory(text__title=f"{n}?") for n in "abc")
    publish(revised, "New.", comment="The fee is another one.")
    publish(mended, "Mended.", significance="typo")

    found = entries(client, REVISED)

    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["a?"]
    assert "The fee is another one." in found[0].findtext(f"{ATOM}summary")
    assert untouched.translations.exists()


def test_feed_of_a_label_has_its_answers_and_no_feed_is_of_a_label_of_members(client, ana):
    fees, inside = LabelFactory(slug="fees", name="fees"), LabelFactory(slug="inside")
    QuestionFactory(text__title="Mine?").labels.add(fees)
    QuestionFactory(text__title="Other?")
    QuestionFactory(visibility=Visibility.MEMBERS).labels.add(inside)

    assert titles(client, f"{NEW}?label=fees") == ["Mine?"]
    client.force_login(ana)
    for unknown in ("inside", "nothing", "%00", "'"):
        assert client.get(f"{NEW}?label={unknown}").status_code == 404, unknown
    assert "Mine?" in titles(client, NEW)


def test_members_answers_and_addenda_are_in_no_feed_for_anybody(client, ana):
    QuestionFactory(visibility=Visibility.MEMBERS, text__title="Xyzzy?")
    publish(QuestionFactory(), "Body.", addendum="Plugh.")
    client.force_login(ana)

    for path in (NEW, REVISED):
        content = client.get(path).content.decode()
        assert "Xyzzy" not in content
        assert "Plugh" not in content


@pytest.mark.parametrize(
    "nasty",
    ["</title><script>alert(1)</script>", "]]>&<b>", "\x0b\x01\x1f", "\ufffe\uffff", "🙂 \u202e"],
)
def test_any_title_and_text_gives_a_feed_that_can_be_read(client, nasty):
    QuestionFactory(text__title=f"A {nasty}", text__short_answer=nasty, text__body=nasty)

    summary = entries(client, NEW)[0].findtext(f"{ATOM}summary")

    assert "<script" not in summary
    assert "<b>" not in summary


def test_links_in_a_feed_are_whole_and_live_blocks_are_left_out(client):
    QuestionFactory(text__body="[Board](/board/) [part](#h-x) [out](//e.org/) [[member-count]]")

    summary = entries(client, NEW)[0].findtext(f"{ATOM}summary")

    assert 'href="http://testserver/board/"' in summary
    assert 'href="http://testserver/faq/' in summary
    assert "[[" not in summary


def test_feeds_ask_the_same_number_of_queries_however_many_and_tell_when_nothing_is_new(client):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            publish(QuestionFactory(), "Other.")
        for path in (NEW, REVISED):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    tag = client.get(NEW).headers["ETag"]
    assert client.get(NEW, headers={"If-None-Match": tag}).status_code == 304


def test_pages_tell_feed_readers_where_the_feeds_are(client):
    question = QuestionFactory()
    question.labels.add(LabelFactory(slug="fees"))

    for path, link in (
        ("/faq/", NEW), ("/ro/faq/", f"/ro{REVISED}"), ("/faq/?label=fees", f"{NEW}?label=fees"),
        (Question.objects.get().get_absolute_url(), REVISED),
    ):  # fmt: skip
        assert 'type="application/atom+xml"' in client.get(path).content.decode()
        assert f'href="{link}"' in client.get(path).content.decode()


def test_sitemap_has_each_written_language_pairs_and_the_day_of_the_words(client):
    both, alone = QuestionFactory(text__slug="both"), QuestionFactory(text__slug="alone")
    TranslationFactory(question=both, language="ro", slug="ambele")
    both.translations.filter(language="ro").update(
        revised_at=dt.datetime(2025, 3, 4, 12, tzinfo=dt.UTC)
    )
    QuestionFactory(visibility=Visibility.MEMBERS, text__slug="xyzzy")

    content = client.get("/sitemap.xml").content.decode()

    ro = f"http://testserver/ro/faq/{both.pk}-ambele/"
    assert f"<loc>{ro}</loc><lastmod>2025-03-04</lastmod>" in content
    assert f'hreflang="ro" href="{ro}"' in content
    assert f"/faq/{alone.pk}-alone/" in content
    assert f'href="http://testserver/faq/{alone.pk}-alone/"' not in content
    assert f"/ro/faq/{alone.pk}-" not in content
    assert "xyzzy" not in content


@pytest.mark.parametrize("path", [NEW, REVISED])
def test_an_empty_feed_stays_the_same(client, path):
    assert b"<updated>1970-01-01T00:00:00+00:00</updated>" in client.get(path).content

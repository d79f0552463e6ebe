"""The page of one answer: two depths at one address, what it rests on, and who may see which."""

import datetime as dt
import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faq.editorial import actions
from faq.questions.models import (
    Citation,
    CitedSource,
    Question,
    Revision,
    Significance,
    Visibility,
)
from faq.questions.reading import as_data, with_links_to_parts
from faq.search.actions import rebuild_index
from tests.factories.faq import (
    LabelFactory,
    QuestionFactory,
    RevisionNeedFactory,
    TranslationFactory,
)
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def publish(question, *, addendum="", body="All may read this.", language="en", **more):
    return actions.publish_revision(
        question_id=question.pk,
        language=language,
        title=question.translations.get(language=language).title,
        short_answer="So.",
        body=body,
        addendum=addendum,
        author=None,
        **more,
    )


def address(question):
    return Question.objects.get(pk=question.pk).get_absolute_url()


def page(client, question):
    response = client.get(address(question))
    assert response.status_code == 200
    return response.content.decode()


def seen(client, path):
    """A page without what is drawn by lot each time: the ballot and the token of a form."""
    response = client.get(path)
    body = re.sub(
        r'(name="(ballot|csrfmiddlewaretoken)"[^>]*value=")[^"]*', r"\1", response.content.decode()
    )
    body = re.sub(r"(\?v=|ballot=)[\w.:=-]+", r"\1", body)
    return response.status_code, dict(response.headers), body


@pytest.fixture
def reader(db):
    person = UserFactory(full_name="Rita Reads", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="read_members_answers"))
    return person


def test_members_and_the_office_read_their_part_on_the_same_page(client, ana, reader):
    question = QuestionFactory()
    publish(question, addendum="## Rebates\n\nThe secret word is *xyzzy*.")

    for person in (ana, reader):
        client.force_login(person)
        content = page(client, question)
        assert "For members" in content
        assert "<em>xyzzy</em>" in content
        assert 'id="m-rebates"' in content
        assert content.index("All may read this.") < content.index("xyzzy")


def test_strangers_get_not_a_trace_of_it_on_any_public_surface(client, carmen, member):
    question = QuestionFactory(text__slug="what")
    question.labels.add(LabelFactory(slug="fees"))
    other = QuestionFactory()
    other.labels.set(question.labels.all())
    publish(question)
    rebuild_index()
    office = UserFactory(is_staff=True)
    surfaces = [
        address(question), address(other), "/faq/", "/faq/?label=fees", "/sitemap.xml",
        "/faq/feed/new.atom", "/faq/feed/revised.atom", "/faq/search/?q=xyzzy", "/ro/faq/",
    ]  # fmt: skip

    for person in (None, carmen, office):
        if person:
            client.force_login(person)
        before = [seen(client, path) for path in surfaces]
        publish(question, addendum=f"## Xyzzy\n\nNobody else {person}.", comment="Xyzzy added.",
                credit="Xyzzy Ltd")  # fmt: skip
        assert [seen(client, path) for path in surfaces] == before
        publish(question)  # taken away again


def test_members_see_when_their_part_was_changed(client, ana):
    question = QuestionFactory()
    publish(question)
    publish(question, addendum="Plugh.", comment="For members.")

    assert "For members." not in page(client, question)
    client.force_login(ana)
    assert "For members." in page(client, question)


def test_what_an_answer_rests_on_is_named_and_struck_when_it_is_superseded(client):
    question = QuestionFactory()
    statute = CitedSource.objects.create(kind="statute", reference="2020", address="https://e.org/")
    new = CitedSource.objects.create(kind="board", reference="4/2026")
    old = CitedSource.objects.create(
        kind="board", reference="1/2019", superseded_on=dt.date(2026, 1, 2), superseded_by=new
    )
    later = CitedSource.objects.create(
        kind="rules", reference="R1", superseded_on=dt.date(2999, 1, 1)
    )
    for source in (statute, old, later):
        Citation.objects.create(question=question, source=source, article="art. 12")

    content = page(client, question)

    assert re.search(r'<a href="https://e.org/"\s*>statute 2020, art. 12</a>', content)
    assert "<s>decision of the Board 1/2019, art. 12</s>" in content
    assert "superseded by decision of the Board 4/2026" in content
    assert "<s>internal rules" not in content


def test_reader_is_told_who_works_on_it_by_role_and_never_by_name(client, office):
    need = RevisionNeedFactory(owner=office, reason="The fees change.")

    content = page(client, need.question)

    assert "The fees change." in content
    assert "The office is working on it" in content
    assert office.full_name not in content


def test_page_says_when_it_was_found_correct_and_whom_to_thank(client):
    question = QuestionFactory()
    publish(question, body="New.", credit="Ana Pop, Member Ltd")
    publish(question, body="Newer.", credit="Ana Pop, Member Ltd")
    Question.objects.filter(pk=question.pk).update(
        verified_at=dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
    )

    content = page(client, question)

    assert "6 May 2026" in content
    assert content.count("Ana Pop, Member Ltd") == 1
    assert "revision 3" in content


@pytest.mark.parametrize(
    ("weight", "is_told"),
    [
        (None, False),
        (Significance.TYPO, False),
        (Significance.CONTENT, True),
        (Significance.MAJOR, True),
    ],
)
def test_reader_of_the_older_text_is_told_when_it_matters(client, weight, is_told):
    question = in_two_languages()
    if weight:
        publish(question, significance=weight)

    content = client.get(f"/ro/faq/{question.pk}-ce/").content.decode()

    link = f'href="/faq/{question.pk}-what/" hreflang="en"'
    main = content[content.index("<main") :]
    assert (link in main) == is_told
    assert ("callout--wait" in main) == (weight == Significance.MAJOR)


def test_only_members_are_told_that_their_part_is_another_in_the_other_language(client, ana):
    question = in_two_languages()
    publish(question, body="", addendum="xyzzy", significance=Significance.MAJOR)
    path, callout = f"/ro/faq/{question.pk}-ce/", "callout--wait"

    assert callout not in client.get(path).content.decode()
    client.force_login(ana)
    assert callout in client.get(path).content.decode()
    client.logout()
    publish(question, body="More.", addendum="xyzzy", significance=Significance.MAJOR)
    assert callout in client.get(path).content.decode()


def in_two_languages():
    """Both say the same."""
    question = QuestionFactory(text__title="What?", text__slug="what", text__short_answer="So.")
    publish(question, body="")
    TranslationFactory(question=question, language="ro", title="Ce?", slug="ce")
    numbers = dict(question.translations.values_list("language", "revision_number"))
    question.translations.filter(language="ro").update(in_step_with=numbers["en"])
    question.translations.filter(language="en").update(in_step_with=numbers["ro"], behind="")
    return question


def test_each_heading_has_a_link_that_the_keyboard_reaches():
    html = with_links_to_parts('<h2 id="h-a">A &amp; "B" <em>c</em></h2>\n<p>x</p>')

    assert '<h2 id="h-a">A &amp; "B" <em>c</em></h2>' in html
    assert 'href="#h-a"' in html
    assert 'aria-label="Link to the part “A &amp; &quot;B&quot; c”"' in html


NASTY = '</script><script>alert(1)</script> & <!-- \u2028 \u2029 " \\ ]]>'


def test_data_for_machines_say_what_everybody_sees_and_cannot_break_out(client, ana):
    question = QuestionFactory(text__title=NASTY, text__short_answer=NASTY, text__body="**Bold**")
    publish(question, body=NASTY, addendum="xyzzy")
    client.force_login(ana)

    content = page(client, question)

    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    assert len(found) == 1
    assert not set("<>&\u2028\u2029") & set(found[0])
    data = json.loads(found[0])
    assert data["mainEntity"]["acceptedAnswer"]["text"].startswith("So.")
    assert "alert(1)" in data["mainEntity"]["acceptedAnswer"]["text"]
    assert data["@type"] == "WebPage"
    assert "xyzzy" not in found[0]


def test_members_answers_give_machines_nothing(client, ana):
    question = QuestionFactory(visibility=Visibility.MEMBERS)
    client.force_login(ana)

    assert "ld+json" not in page(client, question)


def test_data_are_in_the_language_of_the_text():
    text = QuestionFactory().translations.get()

    assert json.loads(as_data(text, "<p>Ș</p>"))["inLanguage"] == "en"


def test_page_asks_the_same_whatever_stands_around_the_answer(client):
    counts = []
    question = QuestionFactory()
    question.labels.add(LabelFactory())
    for number in (1, 3):
        for n in range(number):
            other = QuestionFactory()
            other.labels.set(question.labels.all())
            source = CitedSource.objects.create(kind="law", reference=f"{number}-{n}")
            Citation.objects.create(question=question, source=source)
            publish(question, body=f"Body {number} {n}", credit=f"Somebody {n}")
        rebuild_index()
        with CaptureQueriesContext(connection) as queries:
            page(client, question)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Revision.objects.filter(translation__question=question).count() == 5

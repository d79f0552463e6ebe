"""One word that only members may read, and every way by which a stranger might come across it."""

import itertools
import re
from collections import deque
from html import escape
from urllib.parse import quote, quote_plus, urldefrag

import pytest
from django.test import Client

from cluster_portal.toolkit.mail.models import OutgoingMail
from faq.asking import actions as asking
from faq.asking import links
from faq.briefs.models import Brief, BriefItem
from faq.demand import actions as demand
from faq.editorial import actions as editorial
from faq.editorial.actions import asks
from faq.questions.models import (
    AddressSource,
    Alias,
    Citation,
    CitedSource,
    OldAddress,
    Question,
    RelatedChoice,
    RelationChoice,
    Significance,
    SourceKind,
    Visibility,
)
from faq.search import actions as search
from faq.upkeep import actions as upkeep
from members.accounts.models import User
from tests.factories.faq import (
    ContributionFactory,
    FollowFactory,
    LabelFactory,
    TopicFactory,
)

SECRET = "zimbrulix"
OTHER = "querculix"  # a word of the same kind that stands nowhere
TYPINGS = ["{}", "{}s", "the {} of members", '"{}"', "members {}", "{:.7}", "{:.4}", "-{} fees"]
SENT = {
    "value": "yes", "ballot": "x", "text": "Hello", "kind": "comment", "name": "Vera",
    "email": "vera@example.org", "revision": "1", "stamp": "x", "follow": "on", "title": "What?",
    "based_on": "1",
}  # fmt: skip
NOT_FOLLOWED = re.compile(r"^/(ro/)?(accounts|admin|static|media)/")
PAGES = [
    "/", "/ro/", "/faq/", "/ro/faq/", "/faq/search/", "/faq/ask/", "/faq/brief/",
    "/faq/feed/new.atom", "/faq/feed/revised.atom", "/ro/faq/feed/new.atom", "/sitemap.xml",
    "/robots.txt", "/privacy/", "/services/", "/partners/", "/members/", "/working-groups/",
    "/projects/", "/board/", "/join/", "/faq/?audience=member", "/faq/?audience=joining",
]  # fmt: skip


class Planted:
    """The word in each place that only members, or only the office, may see."""

    def __init__(self, office: User, ana: User):
        self.office, self.ana = office, ana
        label = LabelFactory(name=f"{SECRET} label", slug=f"{SECRET}-label")
        topic = TopicFactory(name=f"{SECRET} topic", slug=f"{SECRET}-topic")
        fees = LabelFactory(name="fees", slug="fees")
        self.open = self._publish(
            "What does membership cost?", "It depends.", "## Fees\n\nSee the table.",
            addendum=f"## The {SECRET} part\n\nMembers pay the {SECRET} fee.",
        )  # fmt: skip
        self.near = self._publish("Who pays the fees?", "Companies pay the fees.", "By transfer.")
        for question in (self.open, self.near):
            question.labels.add(fees)
        self.hidden = self._publish(
            f"Where is the {SECRET}?", f"In the {SECRET} room.", f"The {SECRET} fees, too.",
            visibility=Visibility.MEMBERS, topic=topic,
        )  # fmt: skip
        self.hidden.labels.set([label, fees])
        Alias.objects.create(question=self.hidden, language="en", text=f"find the {SECRET}")
        editorial.publish_revision(
            question_id=self.hidden.pk, language="en", title="Where is the treasure room?",
            short_answer=f"In the {SECRET} room.", body="", author=office,
            significance=Significance.MAJOR, comment=f"the {SECRET} moved",
        )  # fmt: skip
        OldAddress.objects.create(
            path=f"/wiki/{SECRET}", question=self.hidden, source=AddressSource.IMPORT
        )
        RelatedChoice.objects.create(
            question=self.open, target=self.hidden, choice=RelationChoice.PINNED
        )
        source = CitedSource.objects.create(
            kind=SourceKind.BOARD, reference=f"{SECRET}/1", title_en=f"On the {SECRET}"
        )
        Citation.objects.create(question=self.hidden, source=source)
        ContributionFactory(question=self.hidden, text=f"I like the {SECRET}.")
        ContributionFactory(question=self.open, text=f"The {SECRET}?", is_for_members=True)
        ContributionFactory(question=self.open, text=f"Pending {SECRET}", status="pending")
        FollowFactory(question=self.hidden, email="guest@example.org")
        self.brief = Brief.objects.create(
            slug="joining", title_en="Joining", title_ro="Înscriere", is_published=True
        )
        for position, question in enumerate((self.open, self.hidden)):
            BriefItem.objects.create(brief=self.brief, question=question, position=position)
        editorial.save_draft(
            question_id=self.open.pk, language="en", title="What does membership cost?",
            short_answer=f"A draft on the {SECRET}.", body="", author=office,
        )  # fmt: skip
        demand.note_search(
            session="s", query=f"the {SECRET} fee", language="en", reader=Visibility.MEMBERS,
            results=0, score=0.1, is_certain=False,
        )  # fmt: skip
        demand.group_searches()
        self.ask = asking.ask(
            text="Where is the room?", language="en", author=None, guest_email="guest@example.org"
        )
        asking.confirm(ask_id=self.ask.pk)
        asks.write_answer_for(ask_id=self.ask.pk, actor=office)
        self._answer_the_ask()
        search.index_questions(Question.objects.values_list("pk", flat=True))
        search.rebuild_index()

    def _publish(self, title: str, short: str, body: str, **fields) -> Question:
        addendum = fields.pop("addendum", "")
        question = editorial.create_question(titles={"en": title}, actor=self.office, **fields)
        for language in ("en", "ro"):
            editorial.publish_revision(
                question_id=question.pk, language=language, title=title, short_answer=short,
                body=body, addendum=addendum, author=self.office,
            )  # fmt: skip
        question.refresh_from_db()
        return question

    def _answer_the_ask(self) -> None:
        """By an answer for members, which its asker, a guest, may not read."""
        self.ask.refresh_from_db()
        question = self.ask.question
        assert question
        editorial.change_details(
            question_id=question.pk, visibility=Visibility.MEMBERS, actor=self.office
        )
        editorial.publish_revision(
            question_id=question.pk, language="en", title=f"The {SECRET} room",
            short_answer=f"Behind the {SECRET}.", body="", author=self.office,
        )  # fmt: skip


@pytest.fixture
def planted(association, office, ana) -> Planted:
    return Planted(office, ana)


def _said(response) -> str:
    """All that came back: the page, its headers, its address."""
    content = b"".join(response) if response.streaming else response.content
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{content.decode('utf-8', 'replace')} {headers}".casefold()


def _walk(client: Client, starts: list[str]) -> dict[str, int]:
    """Follow every link of ours from these pages; fails where the word is met."""
    seen: dict[str, int] = {}
    waiting = deque(starts)
    while waiting:
        address = urldefrag(waiting.popleft())[0]
        if address in seen or NOT_FOLLOWED.match(address) or len(seen) > 400:
            continue
        response = client.get(address)
        seen[address] = response.status_code
        said = _said(response)
        assert SECRET not in said.replace(address.casefold(), ""), address
        if response.headers.get("Content-Type", "").startswith(("text/html", "application/atom")):
            found = re.findall(r'(?:href|hx-get)="(?:http://testserver)?(/[^"/][^"]*|/)"', said)
            waiting.extend(link.replace("&amp;", "&") for link in found)
        elif "Location" in response.headers:
            waiting.append(response.headers["Location"])
    return seen


def _strangers(carmen: User) -> list[Client]:
    visitor, stranger = Client(), Client()
    stranger.force_login(carmen)
    return [visitor, stranger]


def test_no_page_that_a_stranger_can_walk_to_says_it(planted, carmen):
    for client in _strangers(carmen):
        seen = _walk(client, [*PAGES, f"/f/{planted.open.pk}/", links.page_of(planted.ask)])
        assert seen[f"/faq/{planted.open.pk}-what-does-membership-cost/"] == 200
        assert seen["/faq/feed/new.atom"] == seen["/sitemap.xml"] == 200
        assert len(seen) > 40


def test_what_is_hidden_answers_like_what_never_was(planted, carmen):
    hidden, never = planted.hidden.pk, 987_654
    slug = planted.hidden.translations.get(language="en").slug
    for client in _strangers(carmen):
        for form in (
            "/faq/{}/", f"/faq/{{}}-{slug}/", "/f/{}/", "/ro/faq/{}-x/", "/faq/{}/respond/",
            "/faq/{}/notes/", "/faq/{}/follow/", "/faq/{}/propose/", "/faq/{}/helped/",
            "/f/{}", "/faq/{}", "/faq/{}/respond/sent/", "/faq/{}/follow/sent/",
            "/faq/{}/helped/why/", "/faq/brief/view/?q={}", "/faq/brief/view/brief.pdf?q={}",
            "/faq/brief/?q={}&members=1",
        ):  # fmt: skip
            one, other = client.get(form.format(hidden)), client.get(form.format(never))
            assert one.status_code == other.status_code, form
            assert set(one.headers) == set(other.headers), form
            assert SECRET not in _said(one).replace(form.format(hidden), "")
            assert "treasure" not in _said(one).replace(slug, ""), form
        for room in ("respond", "helped", "helped/why", "follow", "propose"):
            one, other = (client.post(f"/faq/{number}/{room}/", SENT) for number in (hidden, never))
            assert one.status_code == other.status_code, room
            assert set(one.headers) == set(other.headers), room
            assert SECRET not in _said(one)
        for known, unknown in (
            (f"/faq/feed/new.atom?label={SECRET}-label", f"/faq/feed/new.atom?label={OTHER}-label"),
            (f"/wiki/{SECRET}", f"/wiki/{OTHER}"),
            (f"/faq/where-is-the-{SECRET}/", f"/faq/where-is-the-{OTHER}/"),
            (f"/faq/?label={SECRET}-label", f"/faq/?label={OTHER}-label"),
            (f"/faq/?topic={SECRET}-topic", f"/faq/?topic={OTHER}-topic"),
        ):
            one, other = client.get(known), client.get(unknown)
            assert one.status_code == other.status_code, known
            assert _same(one, SECRET) == _same(other, OTHER), known


def test_search_treats_it_like_a_word_that_nobody_wrote(planted, carmen):
    for client, typing in itertools.product(_strangers(carmen), TYPINGS):
        secret, other = typing.format(SECRET), typing.format(OTHER)
        for address in ("/faq/search/", "/ro/faq/search/", "/faq/ask/offers/", "/faq/ask/"):
            key = "text" if "offers" in address else "q"
            one, two = (client.get(address, {key: words}) for words in (secret, other))
            assert _same(one, secret) == _same(two, other)
        as_json = {"headers": {"accept": "application/json"}}
        one, two = (
            client.get("/faq/search/", {"q": words}, **as_json).json() for words in (secret, other)
        )
        assert one["confidence"] == two["confidence"]
        assert one["results"] == two["results"]


def test_a_typing_error_is_not_repaired_to_it(planted, carmen):
    for client in _strangers(carmen):
        for words in ("zimbrulxi", "zimbrulis", "zimbruli", "zmbrulix fees"):
            for headers in ({}, {"HX-Request": "true"}):
                said = _said(client.get("/faq/search/", {"q": words}, headers=headers))
                assert SECRET not in said


def test_members_do_find_and_read_it(planted, ana):
    """The walk above proves nothing if the word is nowhere."""
    client = Client()
    client.force_login(ana)
    page = client.get(planted.open.get_absolute_url()).content.decode()
    assert f"Members pay the {SECRET} fee." in page
    found = client.get("/faq/search/", {"q": SECRET}, headers={"accept": "application/json"}).json()
    assert {planted.open.pk, planted.hidden.pk} <= {each["id"] for each in found["results"]}
    assert SECRET in client.get(planted.hidden.get_absolute_url()).content.decode()
    repaired = client.get("/faq/search/", {"q": "zimbrulxi"}).content.decode()
    assert SECRET in repaired


def test_no_letter_to_a_stranger_says_it(planted, carmen):
    upkeep.supersede(kind="board", reference=f"{SECRET}/1", actor=planted.office)
    editorial.publish_revision(
        question_id=planted.hidden.pk, language="en", title=f"Now about the {SECRET}",
        short_answer=f"The {SECRET} is here.", body="", author=planted.office,
        significance=Significance.MAJOR, closes_need=True,
    )  # fmt: skip
    FollowFactory(question=planted.open, email="guest@example.org")
    FollowFactory(question=planted.open, person=carmen, email="")
    editorial.publish_revision(
        question_id=planted.open.pk, language="en", title="What does membership cost?",
        short_answer="It depends.", body="## Fees\n\nSee the table.", author=planted.office,
        addendum=f"The {SECRET} again.", comment=f"Now with the {SECRET}",
    )  # fmt: skip
    strangers = OutgoingMail.objects.filter(to_address__in=["guest@example.org", carmen.email])
    for mail in strangers:
        assert SECRET not in f"{mail.subject} {mail.text} {mail.html}".casefold()


def test_a_brief_of_a_stranger_leaves_it_out(planted, carmen):
    chosen = f"{planted.open.pk},{planted.hidden.pk}"
    for client in _strangers(carmen):
        for address in (
            f"/faq/brief/view/?q={chosen}", f"/faq/brief/view/?q={chosen}&members=1",
            "/faq/brief/joining/", "/ro/faq/brief/joining/",
        ):  # fmt: skip
            response = client.get(address)
            assert response.status_code == 200, address
            assert SECRET not in _said(response)
            assert "treasure" not in _said(response)


def _same(response, words: str) -> str:
    """The page without what was typed, and without what differs each time."""
    said = _said(response)
    for form in (escape(words), quote(words), quote_plus(words), words):
        said = said.replace(form.casefold(), "…")
    return re.sub(r'name="(csrfmiddlewaretoken|stamp)" value="[^"]*"|csrftoken=\w+', "", said)

"""Words that try to become code, in every field that people fill in, read on every way out."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.pdf import documents
from faq.community import screening
from faq.questions.models import Question
from members.organisations.models import Role
from tests.factories.members import (
    ActiveMemberFactory,
    AssociationFactory,
    UserFactory,
    represent,
)
from tests.faq import hostile_world
from tests.faq.hostile import ATTACKS, Page, pack, packs
from tests.paper import words_on

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
PARAMETERS = ("q", "text", "label", "topic", "page", "kind", "audience")


@dataclass
class Outputs:
    """What came out of the portal, by a name each; an exception where it failed."""

    pages: dict[str, Any] = field(default_factory=dict)
    mails: list[OutgoingMail] = field(default_factory=list)
    papers: list[dict[str, Any]] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)

    def take(self, name: str, ask: Callable[[], Any]) -> Any:
        try:
            with transaction.atomic():
                response = ask()
        except Exception as error:
            response = error
        self.pages[name] = response
        return response

    def of_type(self, kind: str) -> dict[str, Any]:
        return {
            name: page
            for name, page in self.pages.items()
            if not isinstance(page, Exception) and page.headers.get("Content-Type", "") == kind
        }


def _read(outputs: Outputs, questions: list[Question], people: dict[str, Any]) -> None:
    """Few requests, each way out at least once."""
    visitor, ana, office = Client(), Client(), Client()
    ana.force_login(people["ana"])
    office.force_login(people["office"])

    def page(address: str, client: Client = visitor, **more: Any) -> Any:
        name = f"{'visitor' if client is visitor else 'ana' if client is ana else 'office'}"
        return outputs.take(
            f"{name} {address[:120]} {more or ''}", lambda: client.get(address, **more)
        )

    open_pages = [Question.objects.get(pk=each.pk).get_absolute_url() for each in questions]
    for number, address in enumerate(open_pages):
        page(address, visitor if number % 2 else ana)
    page(open_pages[1], ana)
    page(open_pages[1].replace("/faq/", "/ro/faq/"), ana)
    page(f"/ro/faq/{questions[0].pk}-x/", follow=True)
    page(open_pages[3])  # archived
    for address in ("/faq/", "/ro/faq/?audience=member", f"/faq/?label={_label(questions[0])}",
                    "/faq/feed/new.atom", "/ro/faq/feed/revised.atom", "/faq/feed/revised.atom",
                    f"/faq/feed/new.atom?label={_label(questions[0])}", "/sitemap.xml",
                    "/faq/brief/", "/faq/brief/hostile/", "/ro/faq/brief/hostile/",
                    f"/faq/{questions[0].pk}/notes/", "/faq/asked/", "/", "/my/"):  # fmt: skip
        page(address, ana if address in {"/faq/asked/", "/my/", "/faq/brief/hostile/"} else visitor)
    page("/faq/brief/hostile/brief.pdf")
    page(f"/faq/brief/view/brief.pdf?q={questions[1].pk},{questions[0].pk}&members=1", ana)
    for attack in ATTACKS:
        page("/faq/search/", data={"q": attack})
    for words in ("struck script", "onerror evil", "passwd", "javascript"):
        page("/faq/search/", data={"q": words})
        page("/faq/search/", data={"q": words}, headers={"HX-Request": "true"})
        page("/faq/search/?few=1", data={"q": words, "few": "1"}, headers={"HX-Request": "true"})
        page("/ro/faq/search/", data={"q": words}, headers={"accept": "application/json"})
    for address in ("/faq/ask/", "/faq/ask/offers/", "/faq/", "/faq/feed/new.atom", "/faq/brief/",
                    "/faq/brief/view/", "/faq/search/"):  # fmt: skip
        for attack in (ATTACKS[1], "\x00", pack(1_000, 1)):
            page(
                address, data=dict.fromkeys(("q", "text", "label", "topic", "page", "kind"), attack)
            )
    for path in ("/faq/<script>struck()</script>/", '/faq/1-"><svg onload=struck()>/', "/faq/%00/",
                 "/wiki/%3Cscript%3Estruck()%3C/script%3E?x=<b>", "/f/9999999999999999999/",
                 "/faq/%E2%80%AE%F0%9F%8E%89/", "/faq/asked/<script>/",
                 "/faq/brief/<b>/"):  # fmt: skip
        page(path)
    _send(outputs, visitor, questions[0])
    _read_in_office(page, office, questions)


def _label(question: Question) -> str:
    return question.labels.all()[0].slug


def _send(outputs: Outputs, visitor: Client, question: Question) -> None:
    """The forms of visitors, with what is refused shown again."""
    for number, words in enumerate([*packs(3_000), "\x00 NUL"]):
        sent = {
            "text": words, "details": words, "kind": words, "name": words, "email": words,
            "organisation": words, "guest_name": words, "guest_email": words, "audience": words,
            "stamp": words, "revision": words, "fax": "", "home_page": "", "offered": words,
            "value": words, "ballot": words, "ticket": words, "why": words, "comment": words,
        }  # fmt: skip
        good = {
            **sent, "kind": "comment", "email": "x@example.org", "guest_email": "x@example.org",
            "audience": "joining", "revision": "1", "stamp": screening.fresh_stamp(), "offered": "",
            "text": words[:240], "name": words[:110], "guest_name": words[:110], "value": "no",
            "organisation": words[:190],
        }  # fmt: skip
        for address in ("/faq/ask/", f"/faq/{question.pk}/respond/", f"/faq/{question.pk}/follow/",
                        f"/faq/{question.pk}/helped/",
                        f"/faq/{question.pk}/helped/why/"):  # fmt: skip
            for kind, data in (("bad", sent), ("good", good)):
                outputs.take(
                    f"post {kind} {number} {address}",
                    lambda address=address, data=data: visitor.post(
                        address, data, headers={"Sec-Fetch-Site": "same-origin"}
                    ),
                )


def _read_in_office(page: Callable, office: Client, questions: list[Question]) -> None:
    first, second, third = questions[0].pk, questions[1].pk, questions[2].pk
    for model in ("question", "ask", "contribution", "proposal", "gap", "searchevent", "label",
                  "topic", "revision", "revisionneed", "citedsource", "follow", "vote", "brief",
                  "oldaddress", "thesaurusentry", "verification"):  # fmt: skip
        page(reverse(f"admin:faq_{model}_changelist"), office)
    page(reverse("admin:faq_question_changelist"), office, data={"q": pack(400, 1)})
    page(reverse("admin:faq_editors_page"), office)
    page("/admin/", office)
    page("/admin/toolkit/outgoingmail/", office)
    mail = OutgoingMail.objects.filter(template__endswith="/answered").get()
    page(reverse("admin:toolkit_outgoingmail_change", args=[mail.pk]), office)
    page(reverse("admin:toolkit_outgoingmail_html", args=[mail.pk]), office)
    for name in ("change", "archive", "need", "merge", "history", "delete"):
        page(reverse(f"admin:faq_question_{name}", args=[first]), office)
    page(reverse("admin:faq_question_change", args=[third]), office)
    for pk, language in ((first, "en"), (third, "ro")):
        page(reverse("admin:faq_question_difference", args=[pk, language]), office)
        page(reverse("admin:faq_question_preview", args=[pk, language]), office)
    page(f"/admin/faq/question/{second}/text/en/difference/?older=1&newer=2", office)
    for model in ("ask", "contribution", "proposal", "gap", "label", "topic", "citedsource",
                  "brief"):  # fmt: skip
        rows = _model(model).objects.order_by("pk")
        for row in (rows[0], rows[max(0, rows.count() - 1)]):
            page(reverse(f"admin:faq_{model}_change", args=[row.pk]), office)
    for name in ("assign", "reply", "attach", "decline"):
        for row in _model("ask").objects.open():
            page(reverse(f"admin:faq_ask_{name.replace('-', '_')}", args=[row.pk]), office)
    page(
        "/admin/autocomplete/", office,
        data={"app_label": "faq", "model_name": "briefitem", "field_name": "question", "term": "s"},
    )  # fmt: skip


def _model(name: str) -> Any:
    return apps.get_model("faq", name)


@pytest.fixture(scope="module")
def outputs(django_db_setup, django_db_blocker) -> Any:
    """One world for all tests here; nothing of it stays in the database."""
    papers: list[dict[str, Any]] = []
    made = documents.made

    def noted(template: str, data: dict[str, Any], **more: Any) -> bytes:
        papers.append(data)
        return made(template, data, **more)

    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "made", noted)
        AssociationFactory()
        member = ActiveMemberFactory(display_name="Member Ltd")
        ana = UserFactory(full_name=pack(100, 1), email="ana@example.org")
        represent(ana, member, Role.REPRESENTATIVE)
        office = UserFactory(
            full_name="Olga Office", email="office@example.org", is_staff=True, is_superuser=True
        )
        found = Outputs(papers=papers)
        questions = hostile_world.write(office=office, ana=ana)
        _read(found, questions, {"office": office, "ana": ana})
        found.mails = list(OutgoingMail.objects.all())
        found.titles = dict(
            Question.objects.filter(translations__language="en").values_list(
                "pk", "translations__title"
            )
        )
        yield found
        transaction.set_rollback(True)


@pytest.mark.parametrize("attack", ATTACKS[:13])
def test_reader_of_pages_sees_code_where_there_is_some(attack):
    assert Page(f"<p title='{attack}'>{attack}</p>").faults


def test_nothing_fails(outputs):
    failed = {name: page for name, page in outputs.pages.items() if isinstance(page, Exception)}
    assert not failed, "\n" + "\n".join(f"{name}: {error!r}" for name, error in failed.items())
    statuses = {name: page.status_code for name, page in outputs.pages.items()}
    assert {name: status for name, status in statuses.items() if status >= 500} == {}
    assert {200, 301, 302, 404, 410} <= set(statuses.values())


def test_no_page_has_code_of_others(outputs):
    pages = outputs.of_type("text/html; charset=utf-8")
    read = {
        name: Page(page.content.decode(), is_mail="outgoingmail" in name and "html" in name)
        for name, page in pages.items()
    }
    assert {name: page.faults for name, page in read.items() if page.faults} == {}
    shown = [name for name, page in read.items() if "struck()" in page.text()]
    assert len(shown) > 60  # the words are there, as words


def test_data_for_machines_cannot_leave_their_element(outputs):
    seen = 0
    for name, page in outputs.pages.items():
        if not re.match(r"(visitor|ana) (/ro)?/faq/\d+-", name) or page.status_code != 200:
            continue
        read = Page(page.content.decode())
        for words in read.data:
            data = json.loads(words)
            assert data["name"] == data["mainEntity"]["name"]
            assert data["name"] in " ".join(read.words), name
            assert not set("<>&\u2028\u2029") & set(words)
            seen += 1
    assert seen >= 4


def test_feeds_can_be_read_and_hold_safe_html(outputs):
    feeds = outputs.of_type("application/atom+xml; charset=utf-8")
    assert len(feeds) >= 4
    for name, page in feeds.items():
        tree = ElementTree.fromstring(page.content)  # noqa: S314 - what we have made ourselves
        entries = tree.findall(f"{ATOM}entry")
        for entry in entries:
            summary = Page(entry.findtext(f"{ATOM}summary") or "")
            assert summary.faults == [], name
            assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/")
            assert {element.tag for element in entry.iter()} <= {
                f"{ATOM}{tag}" for tag in ("entry", "title", "link", "published", "updated", "id",
                                           "summary")
            }  # fmt: skip
        assert entries, name


def test_sitemap_has_nothing_but_addresses_of_ours(outputs):
    (page,) = outputs.of_type("application/xml").values()
    tree = ElementTree.fromstring(page.content)  # noqa: S314 - what we have made ourselves
    for element in tree.iter():
        if element.tag.endswith("}loc"):
            assert re.fullmatch(r"http://testserver/[\w/.-]*", element.text)


def test_search_answers_programs_with_json(outputs):
    found = outputs.of_type("application/json")
    assert len(found) >= 5
    for page in found.values():
        assert json.loads(page.content)["results"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_letters_hold_the_words_and_no_code(outputs):
    assert {mail.template.rpartition("/")[2] for mail in outputs.mails} >= {
        "published", "declined", "confirm", "received", "assigned", "assignee", "answered",
        "attached", "office_new", "proposal_received", "proposal_accepted", "replied", "revised",
    } - {"replied"}  # fmt: skip
    for mail in outputs.mails:
        assert Page(mail.html, is_mail=True).faults == [], mail.template
        assert "\n" not in mail.subject, mail.template
        assert "\r" not in mail.subject, mail.template
        assert "&#x27;" not in mail.text, mail.template
        assert "&quot;" not in mail.text, mail.template
    assert any("<script>struck()</script>" in mail.text for mail in outputs.mails)


def test_paper_gets_words_and_opens_nothing(outputs):
    papers = outputs.of_type("application/pdf")
    assert len(papers) == len(outputs.papers) == 2
    for name, page in papers.items():
        words = words_on(page.content)
        assert '#read("/etc/passwd")' in words, name
        assert "root:" not in words, name
        assert b"/JavaScript" not in page.content
        assert b"/EmbeddedFile" not in page.content
    addresses = [address for data in outputs.papers for address in _addresses_in(data)]
    assert len(addresses) > 10
    for address in addresses:
        assert re.match(r"(https?://|mailto:|tel:)", address), address


def _addresses_in(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [data["url"]] if data.get("url") else []
        return own + [address for each in data.values() for address in _addresses_in(each)]
    if isinstance(data, list):
        return [address for each in data for address in _addresses_in(each)]
    return []

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from faq.briefs import choosing, limits, pdf
from faq.briefs.models import Brief
from faq.editorial import actions as editorial
from faq.questions.models import Visibility
from tests.factories.faq import (
    BriefFactory,
    QuestionFactory,
    RevisionNeedFactory,
    TopicFactory,
    TranslationFactory,
    UnansweredQuestionFactory,
)
from tests.factories.members import ActiveMemberFactory
from tests.paper import words_on

pytestmark = pytest.mark.django_db

CHOOSE, VIEW, VIEW_PDF = "/faq/brief/", "/faq/brief/view/", "/faq/brief/view/brief.pdf"


@pytest.fixture(autouse=True)
def _association(association):
    """Pages and PDFs carry its name."""


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def paper_of(response) -> str:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return words_on(response.content)


def answer(title: str, body: str = "The answer.", **changes):
    return QuestionFactory(text__title=title, text__body=body, **changes)


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        (["4,7,12"], [4, 7, 12]),
        (["4", "7", "4"], [4, 7]),
        (["7, 4 x; ٣ -1"], [7, 4, 1]),
        (["9" * 50, "\x00", ""], []),
        ([], []),
    ],
)
def test_numbers_are_read_from_an_address(values, numbers):
    assert choosing.numbers_in(values) == numbers


def test_answers_are_chosen_by_topic_without_javascript(client):
    topic = TopicFactory(name="Money")
    cost = answer("What does it cost?", topic=topic, audiences=["joining"])
    other = answer("How are we run?", audiences=["governance"])
    UnansweredQuestionFactory(text__title="Not answered?")
    answer("Only members?", visibility=Visibility.MEMBERS)

    page = words_of(client.get(CHOOSE))
    ticked = words_of(client.get(CHOOSE, {"audience": "joining"}))

    assert "Money" in page
    assert "Not answered?" not in page
    assert "Only members?" not in page
    assert f'value="{cost.pk}" id="q-{cost.pk}" checked' in ticked
    assert f'id="q-{other.pk}" checked' not in ticked


def test_list_of_questions_leads_there(client):
    answer("First?")

    assert f'href="{CHOOSE}"' in words_of(client.get("/faq/"))


def test_what_was_ticked_becomes_an_address_to_send_on(client):
    first, second = answer("First?"), answer("Second?")

    response = client.get(f"{VIEW}?q={second.pk}&q={first.pk}")

    assert response.status_code == 302
    assert response.url == f"{VIEW}?q={second.pk},{first.pk}"
    page = words_of(client.get(response.url))
    assert page.index("Second?") < page.index("First?")


def test_each_answer_is_stamped_and_complete(client):
    question = answer("What does it cost?", "It costs **900**.\n\n- less for some")

    page = words_of(client.get(VIEW, {"q": str(question.pk)}))

    assert "It is a number." in page
    assert "<strong>900</strong>" in page
    assert f"answer no. {question.pk}, revision 1, of" in page
    assert "Test Cluster" in page


def test_a_stamp_names_the_newest_revision_that_its_reader_can_see(client, ana):
    question = answer("What does it cost?")
    text = question.translations.get(language="en")
    for addendum, body in (("One.", text.body), ("One.", "It is 900."), ("Two.", "It is 900.")):
        editorial.publish_revision(
            question_id=question.pk, language="en", title=text.title, body=body,
            short_answer=text.short_answer, addendum=addendum, author=None,
        )  # fmt: skip

    address = {"q": str(question.pk)}
    assert "revision 3, of" in words_of(client.get(VIEW, address))
    assert "revision 3, of" in paper_of(client.get(VIEW_PDF, address))
    client.force_login(ana)
    assert "revision 4, of" in words_of(client.get(VIEW, address | {"members": "1"}))


def test_live_blocks_are_filled_on_page_and_paper(client):
    ActiveMemberFactory.create_batch(3)
    question = answer("Who?", "We are [[member-count]].\n\n[[members-by-category]]")
    address = {"q": str(question.pk)}

    assert "We are 3." in words_of(client.get(VIEW, address))
    paper = paper_of(client.get(VIEW_PDF, address))
    assert "We are 3." in paper
    assert "Members today" in paper


def test_nothing_chosen_and_too_much_get_a_sentence(client):
    question = answer("First?")
    many = ",".join(str(number) for number in range(1, 42))

    assert "Choose at least one answer." in words_of(client.get(VIEW))
    for address in (VIEW, VIEW_PDF):
        page = words_of(client.get(address, {"q": f"{question.pk},{many},99"}))
        assert "A brief has 40 answers at most" in page
        assert f'id="q-{question.pk}" checked' in page


def test_what_may_not_be_read_is_left_out_like_what_is_not_there(client, ana):
    public = answer("Public?")
    secret = answer("Secret?", visibility=Visibility.MEMBERS)
    public.translations.update(addendum="x", addendum_html="<p>The addendum.</p>")

    page = words_of(client.get(VIEW, {"q": f"{public.pk},{secret.pk}"}))
    missing = words_of(client.get(VIEW, {"q": f"{public.pk},999999"}))

    assert "Secret?" not in page
    assert "The addendum." not in page
    assert "1 of the answers asked for is not to be had here" in page
    assert "1 of the answers asked for is not to be had here" in missing
    assert client.get(VIEW, {"q": str(secret.pk)}).status_code == 404
    assert client.get(VIEW_PDF, {"q": str(secret.pk)}).status_code == 404
    assert client.get(VIEW_PDF, {"q": str(secret.pk), "members": "1"}).status_code == 404


def test_members_ask_for_more_and_get_it(client, ana, carmen):
    public = answer("Public?")
    long = "<p>The addendum.</p>" * 60
    public.translations.update(addendum="x", addendum_html=long)
    secret = answer("Secret?", visibility=Visibility.MEMBERS)
    address = {"q": f"{public.pk},{secret.pk}"}

    client.force_login(carmen)
    stranger = words_of(client.get(VIEW, {**address, "members": "1"}))
    client.force_login(ana)
    plain = words_of(client.get(VIEW, address))
    more = client.get(VIEW, {**address, "members": "1"})
    paper = paper_of(client.get(VIEW_PDF, {**address, "members": "1"}))

    for page in (stranger, plain):
        assert "Secret?" not in page
        assert "The addendum." not in page
    assert "Secret?" in words_of(more)
    assert "The addendum." in words_of(more)
    assert "not for passing on" in words_of(more)
    assert "Cookie" in more.headers["Vary"]
    assert "The addendum." in paper
    assert "not for passing on" in paper
    assert "3/3" in paper.replace(" / ", "/")
    assert paper.count("members only") == 3  # at the foot of each page
    assert "not for passing on" not in paper_of(client.get(VIEW_PDF, address))


def test_public_brief_asks_nothing_about_the_visitor(client, django_assert_num_queries):
    brief = BriefFactory()
    response = client.get(brief.get_absolute_url())

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_ready_made_brief_is_a_page_and_a_pdf_in_both_languages(client):
    question = answer("What does it cost?")
    TranslationFactory(
        question=question, language="ro", title="Cât costă?", body="Nouă sute de lei."
    )
    brief = BriefFactory(
        title_en="Considering joining", title_ro="Vă gândiți?", answers=[question],
        introduction_en="Before you decide.",
    )  # fmt: skip

    assert "Considering joining" in words_of(client.get(CHOOSE))
    page = words_of(client.get(brief.get_absolute_url()))
    assert "Before you decide." in page
    assert "What does it cost?" in page
    paper = paper_of(client.get(reverse("faq:brief_pdf", args=[brief.slug])))
    assert "Considering joining" in paper
    assert f"answer no. {question.pk}, revision 1, of" in paper
    translation.activate("ro")
    romanian = paper_of(client.get(f"/ro/faq/brief/{brief.slug}/brief.pdf"))
    assert "Vă gândiți?" in romanian
    assert "Nouă sute de lei." in romanian


def test_brief_that_is_not_published_is_for_the_office(client, ana, office):
    brief = BriefFactory(is_published=False)
    addresses = [brief.get_absolute_url(), reverse("faq:brief_pdf", args=[brief.slug])]

    for address in addresses:
        assert client.get(address).status_code == 404
    client.force_login(ana)
    for address in addresses:
        assert client.get(address).status_code == 404
    client.force_login(office)
    for address in addresses:
        assert client.get(address).status_code == 200


def test_brief_without_readable_answers_says_what_to_do(client):
    brief = BriefFactory(answers=[answer("Secret?", visibility=Visibility.MEMBERS)])

    page = words_of(client.get(brief.get_absolute_url()))

    assert "Secret?" not in page
    assert "Choose answers" in page
    assert client.get(reverse("faq:brief_pdf", args=[brief.slug])).status_code == 404


def test_answer_that_is_being_revised_says_so(client):
    question = answer("First?")
    RevisionNeedFactory(question=question, reason_en="The prices change.")
    address = {"q": str(question.pk)}

    assert "The prices change." in words_of(client.get(VIEW, address))
    assert "The prices change." in paper_of(client.get(VIEW_PDF, address))


@pytest.mark.parametrize("address", [VIEW, VIEW_PDF])
def test_brief_asks_the_same_number_of_queries_for_any_number(
    client, address, django_assert_num_queries
):
    ids = [answer(f"Number {number}?").pk for number in range(3)]
    client.get(address, {"q": str(ids[0])})
    expected = {VIEW: 4, VIEW_PDF: 4}[address]
    with django_assert_num_queries(expected):
        client.get(address, {"q": str(ids[1])})
    with django_assert_num_queries(expected):
        client.get(address, {"q": choosing.as_query(ids)})


def test_choosing_asks_the_same_number_of_queries(client, django_assert_num_queries):
    answer("First?")
    client.get(CHOOSE)
    with django_assert_num_queries(5):
        client.get(CHOOSE)
    for number in range(3):
        answer(f"Number {number}?")
    with django_assert_num_queries(5):
        client.get(CHOOSE)


def test_same_pdf_is_made_once_and_again_when_an_answer_changes(client, monkeypatch):
    question = answer("First?")
    made = []
    real = pdf.documents.made
    monkeypatch.setattr(pdf.documents, "made", lambda *a, **k: made.append(1) or real(*a, **k))
    for _time in range(3):
        client.get(VIEW_PDF, {"q": str(question.pk)})
    assert len(made) == 1

    question.translations.update(body_html="<p>Another answer.</p>")

    assert "Another answer." in paper_of(client.get(VIEW_PDF, {"q": str(question.pk)}))
    assert len(made) == 2


def test_place_that_asks_for_many_new_pdfs_is_told_to_wait(client, monkeypatch):
    monkeypatch.setattr(limits, "PER_PLACE", 2)
    ids = [answer(f"Number {number}?").pk for number in range(3)]
    got = [client.get(VIEW_PDF, {"q": str(number)}) for number in ids]

    assert [response.status_code for response in got] == [200, 200, 429]
    assert got[2].headers["Retry-After"] == "3600"
    assert "Many PDFs were made for your network" in words_of(got[2])
    assert client.get(VIEW_PDF, {"q": str(ids[0])}).status_code == 200
    cache.clear()
    assert client.get(VIEW_PDF, {"q": str(ids[2])}).status_code == 200


def test_brief_that_is_too_long_for_paper_says_so(client, monkeypatch):
    monkeypatch.setattr(pdf, "LONGEST", 100)
    question = answer("First?", "Words. " * 30)

    response = client.get(VIEW_PDF, {"q": str(question.pk)})

    assert response.status_code == 413
    assert "too long for one PDF" in words_of(response)
    assert client.get(VIEW, {"q": str(question.pk)}).status_code == 200


def test_hostile_words_stay_words_on_paper(client):
    evil = '#read("/etc/passwd") <script>alert(1)</script> $x$ @y'
    question = answer(evil, evil)

    page = client.get(VIEW, {"q": str(question.pk)}).content.decode()
    paper = paper_of(client.get(VIEW_PDF, {"q": str(question.pk)}))

    assert "<script>alert" not in page
    assert '#read("/etc/passwd")' in paper
    assert "root:" not in paper


def test_paper_says_that_the_data_are_a_sample(client, association):
    question = answer("First?")
    address = {"q": str(question.pk)}
    assert "are invented" not in paper_of(client.get(VIEW_PDF, address))

    association.is_sample = True
    association.save()

    assert "are invented" in paper_of(client.get(VIEW_PDF, address))


def test_office_puts_a_brief_together_in_the_admin(client, office):
    first, second = answer("First?"), answer("Second?")
    client.force_login(office)
    values = {
        "slug": "starting", "title_en": "Starting", "title_ro": "Început", "audience": "joining",
        "is_published": "on", "position": "5", "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0", "items-0-question": first.pk, "items-0-position": "20",
        "items-1-question": second.pk, "items-1-position": "10",
    }  # fmt: skip
    refused = client.post(reverse("admin:faq_brief_add"), {**values, "slug": "view"})
    client.post(reverse("admin:faq_brief_add"), values)

    assert "choose another" in words_of(refused)
    brief = Brief.objects.get()
    page = words_of(client.get(brief.get_absolute_url()))
    assert page.index("Second?") < page.index("First?")
    assert "Starting" in words_of(client.get(reverse("admin:faq_brief_changelist"), {"q": "Înc"}))

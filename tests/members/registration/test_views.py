import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.mail.models import OutgoingMail
from members.organisations.models import Category
from members.registration import actions, limits
from members.registration.models import Application
from members.registration.steps import STEPS
from tests.factories.members import ActiveMemberFactory, FeeTableFactory, fiscal_code
from tests.members.registration.conftest import (
    approve,
    ask,
    filled_in,
    paper,
    reject,
    submit,
)

JOIN = reverse("members:join")
START = reverse("members:join_start")
SENT = reverse("members:join_sent")


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def step(application: Application, slug: str) -> str:
    return reverse("members:application_step", args=[application.token, slug])


def again(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


# The public page


def test_join_shows_what_it_costs_and_how_it_goes(client, association, table):
    text = text_of(client.get(JOIN))

    for fact in ("Up to 49 staff", "50 staff or more", "3,000.00", "within 30 days"):
        assert fact in text
    assert START in text


def test_join_without_a_fee_table_says_so(client, association):
    assert "The fees are not published yet" in text_of(client.get(JOIN))


def test_join_works_on_an_empty_database(client, db):
    assert client.get(JOIN).status_code == 200
    assert client.get(START).status_code == 200


def test_join_says_which_fees_are_examples_and_shows_the_year_to_come(client, association, table):
    type(table).objects.update(is_example=True)
    FeeTableFactory(year=table.year + 1)

    text = text_of(client.get(JOIN))

    assert "These fees are examples" in text
    assert f"Fees for {table.year + 1}" in text


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"category": "company", "staff_count": "80"}, "3,000.00\u00a0RON"),
        ({"category": "company", "staff_count": "20"}, "1,200.00\u00a0RON"),
        ({"category": "university", "staff_count": ""}, "500.00\u00a0RON"),
        ({"category": "company"}, "depends on the number of staff"),
        ({"category": "company", "staff_count": "-1"}, "greater than or equal to 0"),
        ({"category": "company", "staff_count": "many"}, "whole number"),
        ({"category": "church"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_simulator_answers_every_question(client, association, table, query, answer, headers):
    text = text_of(client.get(JOIN, query, headers=headers))

    assert answer in text
    assert ("<html" in text) == (not headers)


def test_join_is_read_without_a_cookie_and_with_few_queries(
    client, association, table, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        response = client.get(JOIN)

    assert not response.cookies


# The way in


def test_start_sends_a_link_and_answers_with_the_same_page(client, association):
    response = client.post(START, {"category": "company", "email": "dana@new.example"})

    assert response.url == SENT
    application = Application.objects.get()
    assert application.get_absolute_url() in OutgoingMail.objects.get().text


def test_start_in_romanian_begins_a_romanian_application(client, association):
    client.post(f"/ro{START}", {"category": "company", "email": "dana@new.example"})

    assert Application.objects.get().language == "ro"
    assert "/ro/join/" in OutgoingMail.objects.get().text


@pytest.mark.parametrize("data", [{"email": "dana@"}, {"category": "x"}, {"email": ""}])
def test_start_says_what_is_wrong_and_keeps_what_was_typed(client, association, data):
    sent = {"category": "company", "email": "dana@new.example"} | data

    response = client.post(START, sent)

    assert response.context["form"].errors
    assert f'value="{sent["email"]}"' in text_of(response) or not sent["email"]
    assert not Application.objects.exists()


def test_robot_that_fills_in_the_hidden_field_gets_the_same_page_and_nothing_else(
    client, association
):
    response = client.post(
        START, {"category": "company", "email": "bot@example.org", "company_fax": "1"}
    )

    assert response.url == SENT
    assert not Application.objects.exists()


def test_one_address_gets_three_links_an_hour(client, association):
    for _ in range(5):
        response = client.post(START, {"category": "company", "email": "dana@new.example"})
        assert response.url == SENT

    assert OutgoingMail.objects.count() == limits.PER_ADDRESS == 3


def test_one_place_asks_for_twenty_links_an_hour(client, association):
    for number in range(limits.PER_PLACE + 3):
        client.post(START, {"category": "company", "email": f"p{number}@example.org"})

    assert OutgoingMail.objects.count() == limits.PER_PLACE


# Filling in


@pytest.mark.parametrize("slug", [s.slug for s in STEPS if s.slug != "questions"])
def test_every_step_opens_by_the_link_without_an_account(client, draft, slug):
    response = client.get(step(draft, slug))

    text = text_of(response)
    assert 'content="noindex"' in text
    assert "no-store" in response.headers["Cache-Control"]
    assert 'rel="canonical"' not in text


@pytest.mark.parametrize("token", ["nonsense", "1-1.xxx", "1-1", "é", "x" * 300])
def test_forged_link_is_404_everywhere(client, draft, token):
    addresses = [
        reverse("members:application", args=[token]),
        reverse("members:application_step", args=[token, "address"]),
        reverse("members:application_withdraw", args=[token]),
        reverse("members:application_paper_remove", args=[token, 1]),
    ]
    for address in addresses:
        assert client.post(address).status_code == 404
        assert client.get(address).status_code in {404, 405}


def test_step_that_does_not_exist_is_404(client, draft):
    assert client.get(step(draft, "nothing")).status_code == 404


def test_a_whole_application_is_filled_in_page_by_page(client, association, table):
    client.post(START, {"category": "company", "email": "dana@new.example"})
    application = Application.objects.get()
    answers = {
        "organisation": {
            "country": "RO",
            "identifier": "RO 990.000-18",
            "legal_name": "New Company SRL",
            "website": "new.example",
            "register_number": "J12/750/2012",
        },
        "address": {"street": "Strada Nouă 1", "city": "Cluj-Napoca", "county": "Cluj"},
        "people": {"contact_name": "Dana", "signatory_name": "Dana"},
        "size": {"staff_count": "80", "staff_counted_on": "2026-01-01"},
        "motivation": {"motivation": "Partners", "contribution": "Engineers"},
    }
    for slug, data in answers.items():
        response = client.post(step(application, slug), data)
        assert response.status_code == 302, response.context["form"].errors
    assert response.url == step(application, "papers")
    client.post(step(application, "papers"), {"file": paper(), "add": "yes"})
    assert client.post(step(application, "papers"), {"continue": "yes"}).url == step(
        application, "review"
    )
    review = text_of(client.get(step(application, "review")))
    for fact in ("New Company SRL", "99000018", "3,000.00\u00a0RON", "extract.pdf", "Strada Nouă"):
        assert fact in review

    response = client.post(
        step(application, "review"), {"accepts_statute": "on", "accepts_privacy": "on"}
    )

    assert response.url == application.get_absolute_url()
    application = again(application)
    assert (application.status, application.identifier, application.website) == (
        "submitted", "99000018", "https://new.example",
    )  # fmt: skip
    assert "It is the office&#x27;s turn" in text_of(client.get(response.url))


def test_step_with_a_mistake_keeps_what_was_typed_and_saves_the_rest(client, association, table):
    draft = filled_in(identifier="", legal_name="")

    text = text_of(
        client.post(
            step(draft, "organisation"),
            {"country": "RO", "identifier": "1900101123457", "legal_name": "New Company SRL"},
        )
    )

    assert "personal number" in text
    assert 'value="1900101123457"' in text
    assert (again(draft).legal_name, again(draft).identifier) == ("New Company SRL", "")


def test_names_of_an_application_hide_nothing(client, draft):
    rows = {"people-TOTAL_FORMS": "1", "people-INITIAL_FORMS": "0"}
    row = {"full_name": "El\u200bena\u202e poP", "email": "el@new.example", "roles": ["billing"]}
    client.post(step(draft, "organisation"), {
        "country": "RO", "identifier": "99000018", "legal_name": "New\u00a0Company\u202e LRS",
    })  # fmt: skip
    client.post(step(draft, "address"), {
        "street": "Strada\u200b Nouă\u202e 1", "city": "Cluj\u00ad", "county": "Cluj\u2028Sud",
        "postal_code": "400\u200b001",
    })  # fmt: skip
    client.post(step(draft, "people"), {
        "contact_name": "Dana\r\nBoss", "signatory_name": "\u2067Dana",
        **rows, **{f"people-0-{name}": value for name, value in row.items()},
    })  # fmt: skip

    found = again(draft)
    assert (found.legal_name, found.contact_name, found.signatory_name) == (
        "New Company LRS", "Dana Boss", "Dana",
    )  # fmt: skip
    assert found.people.get().full_name == "Elena poP"
    assert (found.street, found.city, found.county, found.postal_code) == (
        "Strada Nouă 1", "Cluj", "Cluj Sud", "400001",
    )  # fmt: skip


def test_step_half_answered_can_be_left_for_later(client, association, table):
    draft = filled_in(street="", city="", county="")

    response = client.post(step(draft, "address"), {"street": "Strada Nouă 1", "later": "yes"})

    assert response.url == draft.get_absolute_url()
    assert again(draft).street == "Strada Nouă 1"
    text = text_of(client.get(response.url))
    assert "1 page is still to be answered" in text
    assert step(draft, "address") in text


def test_code_with_a_wrong_check_digit_is_taken_after_it_is_confirmed(client, draft):
    data = {"country": "RO", "identifier": "99000001", "legal_name": "New Company SRL"}
    assert "identifier_confirmed" not in text_of(client.get(step(draft, "organisation")))

    doubted = text_of(client.post(step(draft, "organisation"), data))
    assert "probably mistyped" in doubted
    assert 'name="identifier_confirmed"' in doubted
    assert again(draft).identifier == "99000001"

    response = client.post(step(draft, "organisation"), data | {"identifier_confirmed": "on"})
    assert response.status_code == 302
    assert again(draft).identifier_confirmed

    client.post(step(draft, "organisation"), data | {"identifier": "99000018"})
    assert not again(draft).identifier_confirmed


def test_known_organisation_is_said_at_its_field_and_the_rest_is_kept(client, draft):
    member = ActiveMemberFactory()
    before = draft.identifier

    text = text_of(
        client.post(
            step(draft, "organisation"),
            {"country": "RO", "identifier": member.identifier, "legal_name": "Another name SRL"},
        )
    )

    assert "We know an organisation with this code already" in text
    assert member.legal_name not in text
    assert (again(draft).identifier, again(draft).legal_name) == (before, "Another name SRL")


@pytest.mark.parametrize("category", [Category.UNIVERSITY, Category.AUTHORITY])
def test_trade_register_is_not_asked_of_those_who_are_not_in_it(client, draft, category):
    assert 'name="register_number"' in text_of(client.get(step(draft, "organisation")))

    client.post(step(draft, "category"), {"category": category})

    assert again(draft).category == category
    assert 'name="register_number"' not in text_of(client.get(step(draft, "organisation")))
    assert "does not depend on your size" in text_of(client.get(step(draft, "size")))


def test_trade_register_number_has_its_shape(client, draft):
    data = {"country": "RO", "identifier": draft.identifier, "legal_name": "New Company SRL"}

    wrong = client.post(step(draft, "organisation"), data | {"register_number": "12/2012"})
    assert "J12/123/2012" in text_of(wrong)
    right = client.post(step(draft, "organisation"), data | {"register_number": "J12/750/2012"})
    assert right.status_code == 302


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"staff_count": "", "staff_counted_on": "2026-01-01"}, "required"),
        ({"staff_count": "20", "staff_counted_on": "2999-01-01"}, "still to come"),
        ({"staff_count": "20", "staff_counted_on": "yesterday"}, "valid date"),
        ({"staff_count": "99999999999"}, "less than or equal to 1000000"),
    ],
)
def test_size_says_what_is_wrong(client, draft, data, sentence):
    assert sentence in text_of(client.post(step(draft, "size"), data))


def test_size_tells_the_fee_on_the_next_page(client, draft):
    response = client.post(
        step(draft, "size"), {"staff_count": "80", "staff_counted_on": "2026-01-01"}, follow=True
    )

    assert "You would pay 3,000.00\u00a0RON in the first year." in text_of(response)


def test_change_from_the_review_leads_back_to_it(client, draft):
    review = text_of(client.get(step(draft, "review")))
    address = f"{step(draft, 'people')}?from=review"
    assert address in review

    response = client.post(address, {"contact_name": "Dan", "signatory_name": "Dan"})

    assert response.url == step(draft, "review")


def test_review_links_to_what_is_missing_and_does_not_send(client, association, table):
    draft = filled_in(city="", motivation="")

    response = client.post(
        step(draft, "review"), {"accepts_statute": "on", "accepts_privacy": "on"}
    )

    text = text_of(response)
    assert "Something is still missing" in text
    assert f"{step(draft, 'address')}?from=review" in text
    assert f"{step(draft, 'motivation')}?from=review" in text
    assert again(draft).status == "draft"


def test_review_wants_statute_and_privacy(client, draft):
    text = text_of(client.post(step(draft, "review"), {"accepts_statute": "on"}))

    assert "Please tick this to send the application in" in text
    assert again(draft).status == "draft"


def test_review_says_that_the_organisation_is_known(client, draft):
    submit(filled_in())

    text = text_of(
        client.post(step(draft, "review"), {"accepts_statute": "on", "accepts_privacy": "on"})
    )

    assert "We know an organisation with this code already" in text


def test_sending_twice_is_harmless(client, draft):
    data = {"accepts_statute": "on", "accepts_privacy": "on"}

    first = client.post(step(draft, "review"), data)
    second = client.post(step(draft, "review"), data)

    assert first.url == second.url == draft.get_absolute_url()
    assert OutgoingMail.objects.filter(template__endswith="submitted").count() == 1


def test_file_that_is_not_what_it_says_gets_a_sentence(client, draft):
    response = client.post(
        step(draft, "papers"), {"file": paper("extract.pdf", b"GIF89a"), "add": "yes"}
    )

    assert "its content is something else" in text_of(response)
    assert not draft.documents.exists()


def test_file_chosen_before_going_on_is_not_lost(client, draft):
    response = client.post(step(draft, "papers"), {"file": paper(), "continue": "yes"})

    assert response.url == step(draft, "review")
    assert draft.documents.get().name == "extract.pdf"


def test_adding_without_a_file_says_so(client, draft):
    assert "This field is required" in text_of(client.post(step(draft, "papers"), {"add": "yes"}))


def test_paper_is_removed_by_a_button_of_ones_own_application_only(client, draft):
    other = filled_in(identifier=fiscal_code(80))
    document = actions.add_paper(application_id=draft.pk, file=paper())

    client.post(reverse("members:application_paper_remove", args=[other.token, document.pk]))
    assert draft.documents.exists()
    address = reverse("members:application_paper_remove", args=[draft.token, document.pk])
    assert client.get(address).status_code == 405
    client.post(address)
    assert not draft.documents.exists()


def test_steps_of_a_sent_application_lead_to_its_page(client, sent):
    for slug in ("address", "papers", "review", "category"):
        for send in (client.get, client.post):
            assert send(step(sent, slug)).url == sent.get_absolute_url()


# The applicant's page


def test_page_says_what_the_office_asks_and_takes_the_answer(client, sent, office):
    ask(sent, office, "Which register do you stand in?")

    text = text_of(client.get(sent.get_absolute_url()))
    assert "Waiting for your answer" in text
    assert "Which register do you stand in?" in text
    empty = text_of(client.post(sent.get_absolute_url(), {"answer": ""}))
    assert "This field is required" in empty

    client.post(sent.get_absolute_url(), {"answer": "The court's", "paper": paper()})

    after = text_of(client.get(sent.get_absolute_url()))
    assert "The office is looking through it" in after
    assert "The court&#x27;s" in after
    assert sent.documents.count() == 1


def test_answer_to_nothing_leads_back_to_the_page(client, sent):
    response = client.post(sent.get_absolute_url(), {"answer": "Hello"})

    assert response.url == sent.get_absolute_url()


def test_page_of_an_approved_application_says_how_to_sign_in(client, before_board, office):
    approve(before_board, office, reason="Welcome among us")

    text = text_of(client.get(before_board.get_absolute_url()))

    for fact in ("Approved: welcome", "Welcome among us", "dana@new.example",
                 reverse("account_request_login_code")):  # fmt: skip
        assert fact in text
    assert "Withdraw" not in text


def test_page_of_a_rejected_application_says_why_and_until_when(client, before_board, office):
    reject(before_board, office, office_note="Only for us")

    text = text_of(client.get(before_board.get_absolute_url()))

    assert "Outside the cluster&#x27;s field" in text
    assert "You may apply again from" in text
    assert "Only for us" not in text


def test_page_says_when_the_statutes_day_has_passed(client, sent):
    Application.objects.update(decide_by=timezone.localdate() - dt.timedelta(days=1))

    assert "The statute wanted a decision by" in text_of(client.get(sent.get_absolute_url()))


def test_withdrawing_asks_first_and_is_done_by_post(client, sent):
    address = reverse("members:application_withdraw", args=[sent.token])
    assert "Withdraw the application of New Company?" in text_of(client.get(address))
    assert again(sent).status == "submitted"

    response = client.post(address, {"reason": "Merged"}, follow=True)

    assert again(sent).status == "withdrawn"
    assert "Your application is withdrawn." in text_of(response)
    assert client.post(address, follow=True).redirect_chain == [(sent.get_absolute_url(), 302)]


def test_page_of_an_expired_application_offers_a_new_one(client, draft):
    Application.objects.update(status="expired")

    assert START in text_of(client.get(draft.get_absolute_url()))


def test_applicants_page_asks_as_many_queries_however_much_was_asked(
    client, sent, office, django_assert_max_num_queries
):
    counts = []
    for number in range(3):
        ask(sent, office, f"Question {number}")
        actions.answer_information(application_id=sent.pk, answer=f"Answer {number}")
        if number != 1:
            with django_assert_max_num_queries(25) as asked:
                client.get(sent.get_absolute_url())
            counts.append(len(asked))

    assert counts[0] == counts[1]

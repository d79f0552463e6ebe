import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from cluster_portal.toolkit.history.models import HistoryEvent
from governance.mandates.models import BoardTerm, Mandate, MandateEvent
from tests.factories.governance import BoardTermFactory, MandateFactory
from tests.factories.members import ActiveMemberFactory, UserFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/governance/boardterm/add/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def posted(*rows, starts_on="2026-01-10", ends_on="2028-01-09", known=0) -> dict:
    form = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "elected_by_en": "Assembly 4",
        "elected_by_ro": "",
        "about_en": "",
        "about_ro": "",
        "mandates-TOTAL_FORMS": len(rows) + known,
        "mandates-INITIAL_FORMS": known,
    }
    for number, row in enumerate(rows, start=known):
        form |= {f"mandates-{number}-{name}": value for name, value in row.items()}
    return form


@pytest.fixture
def admin_client(client, office):
    client.force_login(office)
    return client


def test_a_term_is_entered_with_its_mandates_and_names_fill_themselves(admin_client):
    person, works = UserFactory(full_name="Petra"), ActiveMemberFactory(display_name="Works Ltd")

    response = admin_client.post(
        ADD,
        posted(
            {"office": "president", "user": person.pk, "organisation": works.pk},
            {"office": "member", "person_name": "Mihai, no account", "starts_on": "2026-02-01"},
        ),
    )

    assert response.status_code == 302, text_of(response)
    term = BoardTerm.objects.get()
    assert list(
        term.mandates.order_by("pk").values_list("person_name", "organisation_name", "starts_on")
    ) == [
        ("Petra", "Works Ltd", dt.date(2026, 1, 10)),
        ("Mihai, no account", "", dt.date(2026, 2, 1)),
    ]
    begun = HistoryEvent.objects.about(term).filter(kind=MandateEvent.BEGUN)
    assert begun.count() == 2


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"office": "member"}], "Choose a person or write the name."),
        (
            [{"office": "member", "person_name": "X", "starts_on": "2030-01-01"}],
            "This day is not in the term 2026–2028.",
        ),
        (
            [
                {"office": "president", "person_name": "X"},
                {"office": "president", "person_name": "Y"},
            ],
            "There is one of these at a time.",
        ),
    ],
)
def test_what_does_not_fit_is_said_at_the_row_and_nothing_is_saved(admin_client, rows, sentence):
    content = text_of(admin_client.post(ADD, posted(*rows)))

    assert sentence in content
    assert not BoardTerm.objects.exists()
    assert not Mandate.objects.exists()


def test_a_second_president_is_refused_in_words(admin_client):
    term = BoardTermFactory()
    MandateFactory(term=term, office="president")
    address = reverse("admin:governance_boardterm_change", args=[term.pk])

    response = admin_client.post(
        address,
        posted(
            {"office": "president", "person_name": "Second", "term": term.pk},
            starts_on=term.starts_on,
            ends_on=term.ends_on,
        ),
    )

    assert "holds this office at that time. End that mandate first." in text_of(response)
    assert term.mandates.count() == 1


def test_mandates_that_stand_are_listed_on_the_terms_page_and_not_written_there(admin_client):
    mandate = MandateFactory(person_name="Petra")
    address = reverse("admin:governance_boardterm_change", args=[mandate.term_id])
    assert f'/mandate/{mandate.pk}/change/">Petra</a>' in text_of(admin_client.get(address))

    admin_client.post(
        address,
        posted(starts_on=mandate.term.starts_on, ends_on=mandate.term.ends_on, known=1)
        | {
            "mandates-0-id": mandate.pk,
            "mandates-0-term": mandate.term_id,
            "mandates-0-person_name": "Somebody else",
            "mandates-0-DELETE": "on",
        },
    )

    assert Mandate.objects.get().person_name == "Petra"


def test_the_terms_page_says_what_the_law_asks_after_a_change(admin_client):
    mandate = MandateFactory(
        starts_on=timezone.localdate() - dt.timedelta(days=3), organisation=ActiveMemberFactory()
    )

    content = text_of(
        admin_client.get(reverse("admin:governance_boardterm_change", args=[mandate.term_id]))
    )

    assert "beneficial owners" in content
    assert "Check with your lawyer." in content


def test_a_mandate_is_ended_on_a_page_of_its_own_and_the_office_is_told_what_follows(admin_client):
    mandate = MandateFactory(person_name="Petra")
    address = reverse("admin:governance_mandate_end", args=[mandate.pk])
    assert "End the mandate of Petra" in text_of(admin_client.get(address))

    response = admin_client.post(
        address, {"on": timezone.localdate().isoformat(), "reason": "Moved"}, follow=True
    )

    mandate.refresh_from_db()
    assert mandate.end_reason == "Moved"
    assert "The mandate is ended." in text_of(response)
    assert "beneficial owners" in text_of(response)


def test_an_impossible_last_day_is_said_and_what_was_typed_is_kept(admin_client):
    mandate = MandateFactory()

    content = text_of(
        admin_client.post(
            reverse("admin:governance_mandate_end", args=[mandate.pk]),
            {"on": "1999-01-01", "reason": "Kept as typed"},
        )
    )

    assert "A mandate cannot end before it begins." in content
    assert "Kept as typed" in content


def test_a_correction_in_the_register_leaves_its_trace(admin_client, office):
    mandate = MandateFactory(person_name="Ptera")

    response = admin_client.post(
        reverse("admin:governance_mandate_change", args=[mandate.pk]),
        {
            "office": "member",
            "person_name": "Petra",
            "organisation_name": "",
            "starts_on": mandate.starts_on.isoformat(),
        },
    )

    assert response.status_code == 302, text_of(response)
    event = HistoryEvent.objects.about(mandate.term).get()
    assert event.changes == {"person_name": ["Ptera", "Petra"]}
    assert event.actor_id == office.pk


def test_a_correction_outside_the_term_is_refused_in_words(admin_client):
    mandate = MandateFactory()

    content = text_of(
        admin_client.post(
            reverse("admin:governance_mandate_change", args=[mandate.pk]),
            {"office": "member", "person_name": "X", "starts_on": "1999-01-01"},
        )
    )

    assert "This day is not in the term" in content


@pytest.mark.parametrize("move", ["change", "end"])
def test_staff_without_the_permission_change_nothing(client, move):
    mandate = MandateFactory(person_name="Petra")
    person = UserFactory(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_mandate"))
    client.force_login(person)
    address = reverse(f"admin:governance_mandate_{move}", args=[mandate.pk])

    response = client.post(address, {"on": "2026-06-01", "reason": "x", "person_name": "Y"})

    assert response.status_code == 403
    mandate.refresh_from_db()
    assert (mandate.person_name, mandate.ended_on) == ("Petra", None)


def test_nothing_historic_is_deleted(admin_client):
    mandate = MandateFactory()
    for name, key in (("mandate", mandate.pk), ("boardterm", mandate.term_id)):
        address = reverse(f"admin:governance_{name}_delete", args=[key])
        assert admin_client.post(address, {"post": "yes"}).status_code == 403
        listed = admin_client.get(reverse(f"admin:governance_{name}_changelist"))
        assert "delete_selected" not in text_of(listed)

    assert Mandate.objects.exists()


@pytest.mark.parametrize("name", ["mandate", "boardterm"])
def test_lists_ask_the_same_queries_however_many(admin_client, association, queries_of, name):
    address = reverse(f"admin:governance_{name}_changelist")

    def serve(*years):
        for year in years:
            term = BoardTermFactory(
                starts_on=dt.date(year, 1, 1), ends_on=dt.date(year + 1, 12, 31)
            )
            MandateFactory(term=term)

    serve(2010)
    with_one = queries_of(address)
    serve(2012, 2014)

    assert queries_of(address) == with_one


def test_a_terms_page_asks_the_same_queries_however_many_serve(
    admin_client, association, queries_of
):
    term = BoardTermFactory()
    address = reverse("admin:governance_boardterm_change", args=[term.pk])
    MandateFactory(term=term, organisation=ActiveMemberFactory())
    with_one = queries_of(address)
    for _number in range(2):
        MandateFactory(term=term, organisation=ActiveMemberFactory())

    assert queries_of(address) == with_one

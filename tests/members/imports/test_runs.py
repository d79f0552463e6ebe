"""From the file to the portal and back: nothing before the button, nothing twice, nobody told."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.accounts.models import User
from members.fees.models import FeeNotice
from members.imports import actions, jobs, kinds
from members.imports.actions import work
from members.imports.errors import ImportRefusedError
from members.imports.models import ImportRun, Outcome, RunStatus
from members.organisations import actions as organisations
from members.organisations.models import (
    Membership,
    MembershipStatus,
    Organisation,
    Representative,
    Role,
)
from tests.factories.members import (
    ActiveMemberFactory,
    OrganisationFactory,
    UserFactory,
    represent,
)
from tests.members.imports.files import ALFA, BETA, HEAD, csv_file

pytestmark = pytest.mark.usefixtures("association", "files_in_a_folder")
PEOPLE = ["Nume", "E-mail", "CUI", "Rol", "Funcție"]


def previewed(office, *rows, kind="organisations", **how):
    run = actions.receive(kind=kind, file=csv_file(*rows, **how), actor=office)
    actions.choose_columns(run_id=run.pk, columns=run.columns, actor=office)
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.PREVIEWED
    return run


def imported(office, *rows, **how):
    run = previewed(office, *rows, **how)
    actions.start_import(run_id=run.pk, actor=office)
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.IMPORTED
    return run


def undone(office, run):
    actions.start_undo(run_id=run.pk, actor=office, reason="The wrong file")
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == RunStatus.UNDONE
    return run


def outcomes(run):
    return [(row.line, row.outcome) for row in run.rows.order_by("line")]


class TestPreview:
    def test_it_says_of_each_row_what_would_come_and_enters_nothing(self, office):
        OrganisationFactory(
            identifier="99000026", legal_name="Universitatea Beta", category="university",
            display_name="Beta", city="Arad",
        )  # fmt: skip

        run = previewed(office, HEAD, ALFA, BETA, ["", "1", "", "", "", "", ""])

        assert outcomes(run) == [(2, Outcome.NEW), (3, Outcome.CHANGE), (4, Outcome.REFUSED)]
        new, change, refused = run.rows.order_by("line")
        assert new.changes["member_since"] == ["", "2019-03-14"]
        assert change.changes == {
            "city": ["Arad", "Oradea"], "member_since": ["", "2020-05-01"],
        }  # fmt: skip
        assert "2 to 10 digits" in refused.why
        assert Organisation.objects.count() == 1
        assert not Membership.objects.exists()

    def test_columns_are_guessed_changed_and_remembered(self, office):
        head = ["Cine", "CUI", "Categorie"]
        run = actions.receive(
            kind="organisations", file=csv_file(head, ["Alfa", "99000018", "firma"]), actor=office
        )
        assert run.columns == {"identifier": 1, "category": 2}
        with pytest.raises(ImportRefusedError, match="legal name"):
            actions.choose_columns(run_id=run.pk, columns=run.columns, actor=office)
        chosen = {**run.columns, "legal_name": 0}
        actions.choose_columns(run_id=run.pk, columns=chosen, actor=office)

        again = actions.receive(
            kind="organisations", file=csv_file(head, ["Beta", "99000026", "firma"]), actor=office
        )

        assert again.columns == chosen

    @pytest.mark.parametrize(
        ("column", "text", "sentence"),
        [
            (0, "", "legal name is missing"),
            (0, "=HYPERLINK()", "is a formula"),
            (0, "x" * 201, "200"),
            (1, "", "code is missing"),
            (1, "1960101123456", "personal number"),
            (1, "ABC", "no CUI or CIF"),
            (2, "", "category is missing"),
            (2, "cerc", "is no category"),
            (5, ",".join("abcdefghijklmn"), "at most 12"),
            (6, "31.02.2020", "is no day"),
            (6, "2999-01-01", "not a day of the past"),
        ],
    )
    def test_a_refused_row_says_why(self, office, column, text, sentence):
        row = [*ALFA]
        row[column] = text

        run = previewed(office, HEAD, row)

        assert run.rows.get().outcome == Outcome.REFUSED
        assert sentence in run.rows.get().why

    def test_what_is_odd_is_shown_without_being_refused(self, office):
        OrganisationFactory(display_name="Alfa Stiinta", identifier="99000042")

        run = previewed(office, HEAD, ["Alfa Știință", "99000019", *ALFA[2:]])

        row = run.rows.get()
        assert row.outcome == Outcome.NEW
        assert row.to_look_at == [
            "The last digit of the code does not fit the others.",
            "Has a name like Alfa Stiinta (99000042).",
        ]

    def test_the_second_row_about_the_same_organisation_is_refused(self, office, monkeypatch):
        monkeypatch.setattr(work, "CHUNK", 1)
        run = previewed(office, HEAD, ALFA, ["Alfa once more", "99000018", *ALFA[2:]])

        assert outcomes(run) == [(2, Outcome.NEW), (3, Outcome.REFUSED)]
        assert run.rows.get(line=3).why == "Line 2 is about the same one already."

    def test_another_membership_in_these_days_is_for_the_office(self, office):
        ActiveMemberFactory(identifier="99000018", legal_name=ALFA[0])

        run = previewed(office, HEAD, ALFA)

        assert "another membership" in run.rows.get().why

    def test_only_who_may(self, ana):
        with pytest.raises(NotAllowedError):
            actions.receive(kind="people", file=csv_file(HEAD, ALFA), actor=ana)


class TestImport:
    def test_rows_become_organisations_with_their_real_start(self, office):
        imported(office, HEAD, ALFA, BETA)

        alfa = Organisation.objects.get(identifier="99000018")
        assert (alfa.legal_name, alfa.city, alfa.category) == (
            "Alfa Știință SRL", "Cluj-Napoca", "company",
        )  # fmt: skip
        assert alfa.competences == ["cloud", "robotică"]
        assert alfa.phone == "+40 264 000 001"
        held = alfa.memberships.get()
        assert (held.status, held.started_on) == (MembershipStatus.ACTIVE, dt.date(2019, 3, 14))
        event = HistoryEvent.objects.about(alfa).get()
        assert event.kind == "import.entered"
        assert event.reason == "Entered by import from members.csv"
        assert event.actor_label == "Olga Office"
        assert set(Organisation.objects.active_members()) == set(Organisation.objects.all())

    def test_names_in_a_file_hide_nothing(self, office):
        imported(office, HEAD, ["Al\u200bfa\u202e LRS", *ALFA[1:]])

        assert Organisation.objects.get().legal_name == "Alfa LRS"

    def test_nobody_is_told_and_nothing_is_billed(self, office):
        imported(office, HEAD, ALFA, BETA)
        imported(office, PEOPLE, ["Ana Pop", "ana.pop@example.org", "99000018", "Facturare", ""],
                 kind="people")  # fmt: skip

        assert not OutgoingMail.objects.exists()
        assert not FeeNotice.objects.exists()

    def test_the_same_file_twice_adds_nothing(self, office):
        imported(office, HEAD, ALFA, BETA)

        again = previewed(office, HEAD, ALFA, BETA)

        assert {outcome for _line, outcome in outcomes(again)} == {Outcome.SAME}
        with pytest.raises(ImportRefusedError, match="No row"):
            actions.start_import(run_id=again.pk, actor=office)
        assert (Organisation.objects.count(), Membership.objects.count()) == (2, 2)

    def test_an_ended_membership_is_entered_as_ended(self, office):
        imported(office, [*HEAD, "Data retragerii"], [*ALFA, "01.02.2023"])

        held = Membership.objects.get()
        assert (held.status, held.ended_on) == (MembershipStatus.ENDED, dt.date(2023, 2, 1))

    def test_an_empty_cell_changes_nothing(self, office):
        known = OrganisationFactory(identifier="99000018", legal_name="X", phone="0123", city="Y")

        imported(office, HEAD, ["X", "99000018", "", "Arad", "", "", ""])

        known.refresh_from_db()
        assert (known.legal_name, known.phone, known.city) == ("X", "0123", "Arad")
        assert known.category == "company"

    def test_a_new_name_is_shown_and_left_to_the_office(self, office):
        OrganisationFactory(identifier="99000018", legal_name="Old SRL")

        run = previewed(office, HEAD, ["New SRL", "99000018", "", "", "", "", ""])

        assert run.rows.get().outcome == Outcome.SAME
        assert "the portal keeps “Old SRL”" in run.rows.get().to_look_at[0]

    def test_what_changed_since_the_preview_is_not_overwritten(self, office):
        known = OrganisationFactory(identifier="99000018", legal_name="X", city="Arad")
        run = previewed(office, HEAD, [ALFA[0], ALFA[1], "", "Oradea", "", "", ""])
        Organisation.objects.filter(pk=known.pk).update(city="Deva")
        actions.start_import(run_id=run.pk, actor=office)
        jobs.work(run_id=run.pk)

        known.refresh_from_db()
        assert known.city == "Deva"
        assert "Since the preview" in run.rows.get().why

    def test_what_is_refused_only_when_it_is_written_is_told_in_both_languages(
        self, office, monkeypatch
    ):
        real = kinds.of("organisations").apply

        def apply(found, **how):
            real(found, **how)
            raise ImportRefusedError(gettext("This field is required."))

        run = previewed(office, HEAD, ALFA)
        monkeypatch.setattr(kinds.of("organisations"), "apply", apply)
        actions.start_import(run_id=run.pk, actor=office)
        jobs.work(run_id=run.pk)

        row = run.rows.get()
        assert row.outcome == Outcome.REFUSED
        assert row.reason == {
            "en": "This field is required.", "ro": "Acest câmp este obligatoriu."
        }  # fmt: skip
        assert not Organisation.objects.exists()

    def test_a_run_that_broke_off_goes_on_and_ends_in_the_same_state(self, office, monkeypatch):
        monkeypatch.setattr(work, "CHUNK", 1)
        run = previewed(office, HEAD, ALFA, BETA)
        actions.start_import(run_id=run.pk, actor=office)
        assert work.import_some(run_id=run.pk) is True
        real, broken = work._enter, iter([RuntimeError("killed")])

        def enter(row, run):
            real(row, run)
            if error := next(broken, None):
                raise error

        monkeypatch.setattr(work, "_enter", enter)
        with pytest.raises(RuntimeError):
            jobs.work(run_id=run.pk)
        assert Organisation.objects.count() == 1
        jobs.work(run_id=run.pk)
        jobs.work(run_id=run.pk)

        run.refresh_from_db()
        assert (run.status, run.done) == (RunStatus.IMPORTED, 2)
        assert (Organisation.objects.count(), Membership.objects.count()) == (2, 2)

    def test_nothing_is_imported_before_the_preview_or_twice(self, office):
        run = actions.receive(kind="organisations", file=csv_file(HEAD, ALFA), actor=office)
        with pytest.raises(IllegalTransitionError):
            actions.start_import(run_id=run.pk, actor=office)
        run = imported(office, HEAD, ALFA)
        with pytest.raises(IllegalTransitionError):
            actions.start_import(run_id=run.pk, actor=office)

    def test_a_discarded_file_is_forgotten(self, office):
        run = previewed(office, HEAD, ALFA)

        actions.discard(run_id=run.pk, actor=office)

        run.refresh_from_db()
        assert (run.status, run.file.name, run.rows.count()) == (RunStatus.DISCARDED, "", 0)


class TestPeople:
    @pytest.fixture
    def alfa(self, office):
        imported(office, HEAD, ALFA)
        return Organisation.objects.get()

    def test_people_represent_their_organisation(self, office, alfa):
        imported(
            office, PEOPLE,
            ["Ana Pop", "Ana.Pop@example.org", "RO 99000018", "Administrator, Facturare", "CTO"],
            kind="people",
        )  # fmt: skip

        tie = Representative.objects.get()
        assert (tie.user.email, tie.user.full_name, tie.job_title) == (
            "ana.pop@example.org", "Ana Pop", "CTO",
        )  # fmt: skip
        assert [held.role for held in tie.open_roles] == [Role.ADMINISTRATOR, Role.BILLING]
        assert not tie.is_public

    def test_a_known_person_keeps_what_they_wrote(self, office, alfa):
        known = UserFactory(email="ana.pop@example.org", full_name="Ana-Maria Pop", phone="1")

        run = imported(office, [*PEOPLE, "Telefon"],
                       ["Ana Pop", "ana.pop@example.org", "99000018", "", "", "2"],
                       kind="people")  # fmt: skip

        known.refresh_from_db()
        assert (known.full_name, known.phone) == ("Ana-Maria Pop", "1")
        assert run.rows.get().to_look_at == ["This person has an account already."]
        assert known.representations.get().organisation == alfa

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            (["", "a@b.ro", "99000018", "", ""], "The name is missing"),
            (["A", "no mail", "99000018", "", ""], "no e-mail address"),
            (["A", "a@b.ro", "99000026", "", ""], "No organisation has the code"),
            (["A", "a@b.ro", "99000018", "Șef", ""], "is no role"),
            (["A", "a@b.ro", "99000018", "Contact principal", ""], "holds the role"),
            (["A", "closed@b.ro", "99000018", "", ""], "is closed"),
        ],
    )
    def test_a_refused_person_says_why(self, office, alfa, row, sentence):
        represent(UserFactory(), alfa, Role.PRIMARY_CONTACT)
        UserFactory(email="closed@b.ro", is_active=False)

        run = previewed(office, PEOPLE, row, kind="people")

        assert run.rows.get().outcome == Outcome.REFUSED
        assert sentence in run.rows.get().why

    def test_the_same_file_twice_adds_nothing(self, office, alfa):
        row = ["Ana Pop", "ana.pop@example.org", "99000018", "Administrator", "CTO"]
        imported(office, PEOPLE, row, kind="people")

        again = previewed(office, PEOPLE, row, kind="people")
        more = previewed(office, PEOPLE, [*row[:3], "Facturare", "CEO"], kind="people")

        assert again.rows.get().outcome == Outcome.SAME
        assert more.rows.get().changes == {
            "roles": [[], ["billing"]], "job_title": ["CTO", "CEO"],
        }  # fmt: skip


class TestUndo:
    def test_new_and_changed_rows_are_as_before(self, office):
        known = OrganisationFactory(
            identifier="99000026", legal_name="Before", city="Arad", competences=["old"],
        )  # fmt: skip
        run = imported(office, HEAD, ALFA, [BETA[0], BETA[1], "", "Oradea", "", "new", BETA[6]])

        undone(office, run)

        known.refresh_from_db()
        assert (known.legal_name, known.city, known.competences) == ("Before", "Arad", ["old"])
        assert list(Organisation.objects.all()) == [known]
        assert not Membership.objects.exists()
        assert all(row.undone_at for row in run.rows.all())

    def test_what_something_else_has_happened_to_stays_and_says_why(self, office):
        run = imported(office, HEAD, ALFA, BETA)
        beta = Organisation.objects.get(identifier="99000026")
        organisations.edit_page(organisation_id=beta.pk, actor=office, phone="0123")

        undone(office, run)

        assert list(Organisation.objects.all()) == [beta]
        row = run.rows.get(line=3)
        assert (row.undone_at, "has happened to Universitatea Beta" in row.why_kept) == (
            None, True,
        )  # fmt: skip

    def test_an_organisation_that_has_people_by_now_stays(self, office):
        run = imported(office, HEAD, ALFA)
        represent(UserFactory(), Organisation.objects.get())

        undone(office, run)

        assert Organisation.objects.exists()
        assert Membership.objects.exists()
        assert "people" in run.rows.get().why_kept

    def test_people_go_with_their_accounts_unless_they_have_signed_in(self, office):
        imported(office, HEAD, ALFA)
        run = imported(
            office, PEOPLE,
            ["Ana Pop", "ana.pop@example.org", "99000018", "Administrator", ""],
            ["Dan Pop", "dan.pop@example.org", "99000018", "", ""],
            kind="people",
        )  # fmt: skip
        User.objects.filter(email="dan.pop@example.org").update(last_login=timezone.now())

        undone(office, run)

        assert [str(tie.user) for tie in Representative.objects.all()] == ["Dan Pop"]
        assert not User.objects.filter(email="ana.pop@example.org").exists()
        assert "signed in" in run.rows.get(line=3).why_kept

    def test_a_change_of_roles_is_taken_back(self, office):
        imported(office, HEAD, ALFA)
        person = UserFactory(email="ana.pop@example.org")
        tie = represent(person, Organisation.objects.get(), Role.ADMINISTRATOR)
        run = imported(
            office, PEOPLE, ["Ana", "ana.pop@example.org", "99000018", "Facturare", "CEO"],
            kind="people",
        )  # fmt: skip

        undone(office, run)

        tie.refresh_from_db()
        assert tie.job_title == ""
        assert [held.role for held in tie.roles_held.all()] == [Role.ADMINISTRATOR]

    def test_only_who_may_and_once(self, office):
        run = imported(office, HEAD, ALFA)
        with pytest.raises(NotAllowedError):
            actions.start_undo(run_id=run.pk, actor=UserFactory(is_staff=True), reason="")
        undone(office, run)
        with pytest.raises(IllegalTransitionError):
            actions.start_undo(run_id=run.pk, actor=office, reason="Again")
        assert ImportRun.objects.count() == 1

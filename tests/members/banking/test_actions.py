"""A statement comes in: stored once, posted where it is sure, undone by reversal."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.banking import actions
from members.banking.actions.deciding import Part
from members.banking.errors import LineMovedError, UnknownAccountError, UnreadableFileError
from members.banking.models import CsvMapping, LinePosting, StatementFile, StatementLine
from members.ledger.models import Payment, Receivable
from members.ledger.rates import ExchangeRate
from members.organisations.models import BankAccount, Role
from members.payments import actions as payments
from tests.factories.members import UserFactory, represent
from tests.members.banking.conftest import (
    DAY,
    OWN,
    PAYER,
    balance,
    bring,
    movement,
    only_line,
    owe,
    reference_of,
    statement,
)

pytestmark = pytest.mark.django_db
REF = reference_of("COT-2026-0042")


def paying(text=REF, amount="1200.00", **more) -> bytes:
    return statement(
        movement(amount, text, **{"reference": "FT1", "name": "Acme Software", **more})
    )


def test_a_line_with_the_reference_is_posted_and_its_file_says_so(acme):
    notice = owe(acme)

    file = bring(paying(iban=PAYER))

    line = file.lines.get()
    payment = Payment.objects.get()
    assert (file.status, file.stored_count, line.status) == ("matched", 1, "posted")
    assert balance(notice) == 0
    assert (payment.organisation, payment.received_on, payment.payer_iban) == (acme, DAY, PAYER)
    assert line.postings.get().match.status == "posted"


def test_the_same_file_and_overlapping_ones_add_nothing(acme):
    owe(acme)
    twice = movement("50.00", "fara referinta", name="Popescu")  # two equal transfers of one day
    first = statement(movement("1200.00", REF, reference="FT1"), twice, twice)
    later = statement(
        movement("1200.00", REF.lower(), reference="ft1"), twice, twice, movement("7.00", "new")
    )

    bring(first)
    again = bring(first)
    overlapping = bring(later)

    assert StatementFile.objects.count() == 2
    assert again.stored_count == 3
    assert (overlapping.stored_count, overlapping.known_count) == (1, 3)
    assert Payment.objects.count() == 1
    assert StatementLine.objects.filter(amount=50).count() == 2


def test_different_transfers_under_one_reference_are_all_kept(acme):
    content = statement(
        movement("10.00", "a", reference="COLLECT"), movement("10.00", "b", reference="COLLECT")
    )

    assert bring(content).stored_count == 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0 a picture",
        statement(movement("1.00", "x"))[:-40],
        b"x" * (41 * 1024 * 1024),
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
    ids=["picture", "cut off", "too large", "entities"],
)
def test_a_bad_file_gets_a_sentence_and_nothing_is_stored(acme, content):
    with pytest.raises(UnreadableFileError) as refused:
        actions.import_statement(content=content, name="x", actor=None)

    assert str(refused.value).endswith(".")
    assert not StatementFile.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_a_statement_of_a_strange_account_is_refused_unless_it_is_said_whose_it_is(acme):
    strange = statement(movement("5.00", "x"), iban="RO83AAAADEMO000000000003")
    with pytest.raises(UnknownAccountError, match="not an account of the association"):
        actions.import_statement(content=strange, name="x", actor=None)

    file = bring(strange, account_id=BankAccount.objects.get().pk)

    assert file.account.iban == OWN


def test_import_is_for_the_office_and_defers_the_work(acme, office, carmen):
    with pytest.raises(NotAllowedError):
        actions.import_statement(content=paying(), name="x", actor=carmen)

    actions.import_statement(content=paying(), name="x", actor=office)

    assert ProcrastinateJob.objects.filter(queue_name="banking").count() == 1


def test_what_the_bank_told_is_never_changed(acme):
    line = only_line(paying("plata"))

    for change in ({"amount": 1}, {"raw": ""}, {"details": "other"}):
        with pytest.raises(DatabaseError, match="statement_is_kept"), transaction.atomic():
            StatementLine.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(DatabaseError, match="statement_is_kept"), transaction.atomic():
        StatementLine.objects.filter(pk=line.pk)._raw_delete(using="default")


def test_undoing_takes_the_payment_back_and_the_line_waits_again(acme, office):
    notice = owe(acme)
    line = only_line(paying())

    actions.undo_line(line_id=line.pk, actor=office, reason="Wrong")

    line.refresh_from_db()
    assert (line.status, line.note["text"]) == ("queued", "Wrong")
    assert balance(notice) == 1200
    assert sum(Payment.objects.values_list("amount", flat=True)) == 0
    assert list(line.matches.order_by("pk").values_list("status", flat=True)) == [
        "undone", "proposed",
    ]  # fmt: skip
    anew = line.matches.get(status="proposed")
    assert (anew.organisation, anew.shares) == (acme, [[notice.pk, "1200.00"]])

    actions.post_by_hand(line_id=line.pk, parts=[Part(acme.pk, Decimal(1200))], actor=office)
    assert balance(notice) == 0


def test_a_proposal_is_posted_by_one_decision_and_once(acme, office):
    notice = owe(acme)
    line = only_line(paying("rata", "500.00"))
    match = line.matches.get()
    assert line.status == "queued"

    actions.post_match(line_id=line.pk, match_id=match.pk, actor=office)

    assert balance(notice) == 700
    with pytest.raises(LineMovedError, match="somebody else was quicker"):
        actions.post_match(line_id=line.pk, match_id=match.pk, actor=office)


def test_a_confirmed_payment_teaches_the_payers_account(acme, office):
    owe(acme)
    line = only_line(paying("rata", "500.00", iban=PAYER))
    actions.post_match(line_id=line.pk, match_id=line.matches.get().pk, actor=office)

    next_one = only_line(paying("plata", "700.00", iban=PAYER, name="", reference="FT2"))

    assert next_one.status == "posted"
    codes = {reason["code"] for reason in next_one.matches.get().reasons}
    assert codes == {"iban", "fit_exact"}


def test_one_line_is_split_among_organisations(acme, beta, office):
    first, second = owe(acme), owe(beta, "COT-2026-0043", "300.00")
    line = only_line(paying("pentru doi", "1500.00", name="Conta Expert"))

    actions.post_by_hand(
        line_id=line.pk,
        parts=[Part(acme.pk, Decimal(1200), first.pk), Part(beta.pk, Decimal(300), second.pk)],
        actor=office,
    )

    assert balance(first) == balance(second) == 0
    assert LinePosting.objects.filter(line=line, teaches=False).count() == 2


def test_a_returned_transfer_reverses_its_payment_and_that_is_undone_too(acme, office):
    notice = owe(acme)
    bring(paying(iban=PAYER))
    back = statement(
        movement("-1200.00", f"RETUR {REF} FT1-77", iban=PAYER, reversal=True, name="Acme Software",
                 day=DAY + dt.timedelta(days=2), reference="B9")
    )  # fmt: skip

    line = only_line(back)

    assert line.status == "posted"
    assert balance(notice) == 1200
    actions.undo_line(line_id=line.pk, actor=office, reason="It came after all")
    assert balance(notice) == 0


def test_a_double_payment_becomes_credit_and_its_refund_uses_it(acme):
    owe(acme)
    bring(paying(iban=PAYER))
    bring(paying(iban=PAYER, reference="FT2", day=DAY + dt.timedelta(days=1)))
    assert Payment.objects.with_money_left().get().free == 1200

    line = only_line(
        statement(
            movement("-1200.00", "restituire suma", name="Acme Software", iban=PAYER,
                     day=DAY + dt.timedelta(days=5), reference="R1")
        )
    )  # fmt: skip

    assert line.status == "posted"
    assert not Payment.objects.with_money_left().exists()


def test_a_line_that_was_paid_by_hand_meanwhile_is_not_paid_twice(acme, office):
    notice = owe(acme)
    payments.record_payment(
        organisation_id=acme.pk, amount=Decimal(1200), currency="RON", received_on=DAY,
        submission_key="0d9e9b1c-0000-4000-8000-000000000001", actor=office,
    )  # fmt: skip

    bring(paying())

    assert balance(notice) == 0
    assert Payment.objects.with_money_left().count() == 1


def test_a_day_to_come_waits_with_the_ledgers_own_sentence(acme):
    owe(acme)

    line = only_line(paying(day=dt.date(2999, 1, 1)))

    assert (line.status, line.note["code"]) == ("queued", "refused")
    assert "a day to come" in line.note["text"]
    assert not Payment.objects.exists()


def test_setting_aside_and_taking_up_again(acme, office):
    line = only_line(paying("donatie"))
    other = only_line(paying("alt dar", reference="FT2", day=DAY + dt.timedelta(days=9)))

    actions.ignore_line(line_id=line.pk, actor=office, reason="A gift")
    assert not line.matches.filter(status="proposed").exists()
    notice = owe(acme)  # what it is for came later than the money
    actions.requeue_line(line_id=line.pk, actor=office)
    assert line.matches.get(status="proposed").shares == [[notice.pk, "1200.00"]]
    actions.postpone_line(line_id=line.pk, actor=office)

    assert list(StatementLine.objects.waiting()) == [other, StatementLine.objects.get(pk=line.pk)]


def test_members_hear_of_found_payments_once_and_not_of_old_ones(acme):
    person = UserFactory(email="money@example.org")
    represent(person, acme, Role.BILLING)
    owe(acme)
    owe(acme, "COT-2026-0044", "80.00")
    today = dt.date.today()  # noqa: DTZ011 - a bank's day
    file = bring(
        statement(
            movement("1200.00", REF, reference="A", day=today),
            movement("80.00", reference_of("COT-2026-0044"), reference="B", day=DAY),
        ),
        is_told=True,
    )  # fmt: skip

    assert actions.tell_of_file(file_id=file.pk) == 1
    assert actions.tell_of_file(file_id=file.pk) == 0
    assert OutgoingMail.objects.filter(to_address=person.email).count() == 1


def test_foreign_money_is_posted_at_the_rate_that_the_office_entered(acme):
    debt = owe(acme, "COT-2026-0060", "300.00", currency="EUR")
    line = only_line(paying(reference_of("COT-2026-0060"), "1491.00", iban=PAYER))
    assert (line.status, balance(debt)) == ("queued", 300)

    ExchangeRate.objects.create(currency="EUR", on=DAY, rate=Decimal("4.97"))
    same = paying(reference_of("COT-2026-0060"), "1491.00", iban=PAYER, reference="FT8")

    assert only_line(same).status == "posted"
    assert balance(debt) == 0


def test_csv_is_read_by_the_layout_that_has_its_columns(acme, office):
    owe(acme)
    text = f"Data;Suma;Partener;Detalii\n02.03.2026;1.200,00;Acme Software;{REF}\n"
    mapping = actions.layout_from_example(
        account_id=BankAccount.objects.get().pk, name="Banca", content=text.encode(), actor=office
    )
    assert mapping.columns["amount"] == "Suma"

    assert only_line(text.encode()).status == "posted"
    assert CsvMapping.objects.get().sample[1][3] == REF


def test_the_command_says_what_it_did_and_is_safe_twice(acme, tmp_path, capsys):
    owe(acme)
    path = tmp_path / "extras.xml"
    path.write_bytes(statement(movement("1200.00", REF, reference="FT1"), movement("9.00", "x")))

    call_command("import_statement", path, dry_run=True)
    assert "1 would be posted, 1 wait in the queue" in capsys.readouterr().out
    assert not StatementLine.objects.exists()
    call_command("import_statement", path)
    assert "2 lines read, 0 known already, 2 new" in capsys.readouterr().out
    call_command("import_statement", path)
    assert "imported before; nothing to add" in capsys.readouterr().out
    assert Receivable.objects.open().count() == 0

    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="PDF"):
        call_command("import_statement", path)

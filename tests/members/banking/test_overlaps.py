"""The same movement in several files, and movements that only look the same."""

from decimal import Decimal

from members.banking.models import LineStatus, StatementLine
from tests.members.banking.conftest import (
    OWN,
    PAYER,
    balance,
    bring,
    movement,
    owe,
    reference_of,
    statement,
)

BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy='RON'>{}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
)


def told(opening: int, closing: int, *movements: str) -> str:
    """A statement with its balances, out of a file of several."""
    return (
        f"<Stmt><Id>S{opening}</Id><Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>RON</Ccy></Acct>"
        + BALANCE.format("OPBD", opening)
        + BALANCE.format("CLBD", closing)
        + "".join(movements)
        + "</Stmt>"
    )


def file_of(*statements: str) -> bytes:
    return f"<Document><BkToCstmrStmt>{''.join(statements)}</BkToCstmrStmt></Document>".encode()


def test_one_reference_twice_is_two_movements_where_the_balances_say_so(acme):
    twice = [movement("100.00", "plata", reference="SAME")] * 2

    bring(file_of(told(0, 200, *twice)))
    assert StatementLine.objects.count() == 2
    bring(file_of(told(0, 200, *twice)) + b"\n")
    assert StatementLine.objects.count() == 2


def test_statements_of_a_file_that_overlap_are_counted_each_for_itself(acme):
    one, two, three = (movement(f"{n}00.00", "plata") for n in (1, 2, 3))

    bring(file_of(told(0, 300, one, two), told(100, 600, two, three)))
    assert sorted(line.amount for line in StatementLine.objects.all()) == [100, 200, 300]


def test_equal_transfers_in_statements_that_follow_on_one_another_are_two(acme):
    one = movement("100.00", "plata")

    bring(file_of(told(0, 100, one), told(100, 200, one)))
    assert StatementLine.objects.count() == 2


def test_what_a_file_of_another_format_told_already_waits_and_is_not_posted_again(acme):
    fee = owe(acme)
    text = reference_of("COT-2026-0042")
    mt940 = (
        f":20:X\n:25:{OWN}\n:60F:C260302RON0,00\n:61:260302C1200,00NMSC//OTHER\n"
        f":86:020?00INCASARE?20{text}?31{PAYER}?32ACME SOFTWARE SRL\n"
        ":61:260302C1200,00NMSC//OTHER2\n:86:020?00INCASARE?20alta plata?32Gamma\n"
        ":62F:C260302RON2400,00\n"
    )  # fmt: skip

    first = bring(statement(movement("1200.00", text, name="Acme Software", iban=PAYER)))
    assert balance(fee) == 0
    again, other = bring(mt940.encode()).lines.order_by("place")
    assert (again.status, again.note) == (
        LineStatus.QUEUED, {"code": "maybe_known", "line": first.lines.get().pk},
    )  # fmt: skip
    assert other.note["code"] == "nobody_known"
    assert balance(fee) == Decimal(0)


def test_a_column_that_tells_our_own_account_makes_no_transfer_between_own_accounts(acme):
    fee = owe(acme)

    bring(statement(movement("1200.00", reference_of("COT-2026-0042"), iban=OWN)))
    assert balance(fee) == 0


def test_the_office_is_led_to_the_line_that_another_may_repeat(client, office, acme):
    [line] = bring(statement(movement("10.00", "first"))).lines.all()
    [again] = bring(statement(movement("20.00", "second", reference="B2"))).lines.all()
    StatementLine.objects.filter(pk=again.pk).update(note={"code": "maybe_known", "line": line.pk})
    client.force_login(office)
    link = f'href="/admin/members/statementline/{line.pk}/change/"'
    for page in (f"queue/{again.pk}/", f"{again.pk}/change/"):
        assert link in client.get(f"/admin/members/statementline/{page}").content.decode()
    assert (
        "may repeat"
        not in client.get(f"/admin/members/statementline/{line.pk}/change/").content.decode()
    )

"""The readers, without a database."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from members.banking.errors import UnreadableFileError
from members.banking.formats import FileFormat, format_of, read_statements
from members.banking.formats.amounts import decimal_of, ibans_in, real_iban
from members.banking.formats.csv_mapping import CsvLayout, guess
from tests.members.banking.conftest import OWN, PAYER, movement, statement


def read(content: bytes, layout: CsvLayout | None = None):
    return read_statements(content, format_of(content), layout)


def entries(content: bytes, layout: CsvLayout | None = None):
    return [entry for each in read(content, layout) for entry in each.entries]


CAMT_02 = f"""<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
<BkToCstmrStmt><Stmt><Id>A1</Id><FrToDt><FrDtTm>2026-03-01T00:00:00</FrDtTm>
<ToDtTm>2026-03-31T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{OWN}</IBAN></Id><Ccy>RON</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="RON">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="RON">360.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="RON">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-05</Dt></BookgDt><AcctSvcrRef>BATCH7</AcctSvcrRef><NtryDtls>
<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="RON">100.00</Amt></TxAmt>
</AmtDtls><RltdPties><Dbtr><Nm>Acme</Nm></Dbtr><DbtrAcct><Id><IBAN>{PAYER}</IBAN></Id></DbtrAcct>
</RltdPties><RmtInf><Ustrd>first</Ustrd></RmtInf></TxDtls>
<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><AmtDtls><TxAmt>
<Amt Ccy="RON">200.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>second</Ustrd></RmtInf></TxDtls>
</NtryDtls></Ntry>
<Ntry><Amt Ccy="RON">40.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-03-06T10:00:00+02:00</DtTm></BookgDt></Ntry>
<Ntry><Amt Ccy="RON">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>
<BookgDt><Dt>2026-03-07</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_camt_of_the_older_version_is_read_with_batches_reversals_and_balances():
    [told] = read(CAMT_02.encode())

    assert (told.account, told.currency, told.opening, told.closing) == (OWN, "RON", 100, 360)
    assert (told.first_day, told.last_day) == (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert told.balances_fit
    first, second, back = told.entries  # what is only pending is no movement
    assert (first.amount, first.other_name, first.other_iban) == (Decimal(100), "Acme", PAYER)
    assert (first.bank_reference, second.bank_reference) == ("BATCH7/1", "BATCH7/2")
    assert (first.end_to_end_id, second.end_to_end_id) == ("E1", "")
    assert (back.amount, back.is_reversal, back.booked_on.day) == (Decimal(-40), True, 6)


def test_camt_of_the_newer_version_is_read_with_what_the_payer_ordered():
    content = statement(
        movement(
            "1485.00", "nota", name="Acme &amp; Co", structured="RF18COT", instructed=("300", "EUR")
        )
    )  # fmt: skip

    [entry] = entries(content)

    assert (entry.instructed_amount, entry.instructed_currency) == (Decimal(300), "EUR")
    assert (entry.other_name, entry.structured_reference) == ("Acme & Co", "RF18COT")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_camt_is_read_in_other_encodings(encoding):
    name = encoding.removesuffix("-sig")
    text = CAMT_02.replace('"1.0"?', f'"1.0" encoding="{name}"?')

    assert len(entries(text.encode(encoding))) == 3


RUNNING = f""":20:EXTRAS
:25:{OWN}
:28C:17/1
:60F:C260301RON1000,00
:61:2603050305C1200,00NTRF.//0017BCR99
ACME SOFTWARE
:86:Platitor ACME SOFTWARE SRL {PAYER[:9]}
{PAYER[9:]} CODFISC 99000018 - Beneficiar CLUSTER {OWN} CODF
ISC RO99000000 - Detalii /ROC/COT-20
26-0042
:61:260306D12,50NCHGNONREF
:86:Comision
:62F:C260306RON2187,50
-
"""


def test_mt940_text_that_is_broken_in_words_and_ibans_is_joined():
    [told] = read(RUNNING.encode())

    paid, charge = told.entries
    assert told.balances_fit
    assert (paid.amount, paid.bank_reference) == (Decimal(1200), "0017BCR99")
    assert (paid.other_name, paid.other_iban) == ("ACME SOFTWARE SRL", PAYER)
    assert paid.other_identifier == "99000018"
    assert "COT-2026-0042" in paid.details.replace("\n", "")
    assert (charge.amount, charge.bank_reference) == (Decimal("-12.50"), "")


def test_mt940_subfields_and_code_words_are_read():
    sub = (
        f":20:X\n:25:{OWN}\n:60F:C260301RON0,00\n:61:260305C10,00NMSC//R1\n"
        f":86:020?00INCASARE?20RF18 COT20260?210042?31{PAYER}?32ACME SOFT?33WARE SRL\n"
        ":61:260305RC5,00NTRFOP7//R2\n"
        f":86:/EREF/OP7/ORDP//NAME/ACME SOFTWARE SRL/IBAN/{PAYER[:10]}\n{PAYER[10:]}/REMI/"
        "plata nota\n"
        ":62F:C260305RON5,00\n"
    )  # fmt: skip

    first, second = entries(sub.encode())

    assert first.details.replace("\n", "") == "RF18 COT202600042"
    assert (first.other_name, first.other_iban) == ("ACME SOFTWARE SRL", PAYER)
    assert (second.amount, second.is_reversal) == (Decimal(-5), True)
    assert (second.other_iban, second.details) == (PAYER, "plata nota")


def test_mt940_entry_days_around_new_year_are_of_the_nearer_year():
    text = (
        f":20:X\n:25:{OWN}\n:60F:C251231RON0,00\n:61:2512310102C1,00NTRF//R\n:62F:C260102RON1,00\n"
    )

    [entry] = entries(text.encode())

    assert (entry.valued_on, entry.booked_on) == (dt.date(2025, 12, 31), dt.date(2026, 1, 2))


LAYOUT = CsvLayout(
    columns={"booked_on": "Data", "debit": "Debit", "credit": "Credit", "name": "Partener",
             "iban": "IBAN", "details": "Detalii", "bank_reference": "Referința"}
)  # fmt: skip
CSV = (
    "Extras de cont;RON\n\nData;Debit;Credit;Partener;IBAN;Detalii;Referința\n"
    f"05.03.2026;;1.200,00;Acme;{PAYER};COT-2026-0042;R1\n"
    "06.03.2026;2,50;;;;Comision;R2\n;;;;;;\nTotal;2,50;1.200,00;;;;\n"
)


def test_csv_is_read_by_its_layout_below_a_preamble_and_above_totals():
    first, second = entries(CSV.encode(), LAYOUT)

    assert (first.amount, first.other_iban, first.bank_reference) == (Decimal(1200), PAYER, "R1")
    assert second.amount == Decimal("-2.50")


def test_csv_layout_is_guessed_from_the_headings():
    layout = guess(CSV)

    assert (layout.delimiter, layout.decimal_sign, layout.date_format) == (";", ",", "%d.%m.%Y")
    assert layout.columns["booked_on"] == "Data"
    assert layout.columns["credit"] == "Credit"
    assert layout.columns["details"] == "Detalii"


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<Document><BkToCstmrStmt><Stmt>&b;</Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0JFIF", "JPEG"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04rest", "XLSX"),
        (CAMT_02.encode()[:-300], "damaged"),
        (BOMB.encode(), "entities"),
        (CAMT_02.replace("first", "ș").encode("iso8859-16"), "encoding"),
        (b"<html><body>Login</body></html>", "not a CAMT.053"),
        (CAMT_02.replace("300.00", "3OO.00").encode(), "damaged"),
        (CAMT_02.replace("2026-03-05", "2026-13-45").encode(), "damaged"),
        (("<a>" * 500 + "</a>" * 500).encode(), "damaged"),
        (RUNNING.partition(":62F:")[0].encode(), "cut off"),
        (RUNNING.replace("C1200,00", "C12x0,00").encode(), "cannot be read"),
        (b"\x00\x01\x02\x03\x80\x81", "letters of this file"),
        (b"just words, no statement", "CSV layouts"),
    ],
)
def test_bad_files_get_a_sentence(content, said):
    with pytest.raises(UnreadableFileError, match=said):
        read(content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("05.03.2026", "31.02.2026"), "Line 4"),
        (("1.200,00", "many"), "Line 4"),
        (("Credit", "Kredit"), "not in this file"),
    ],
)
def test_a_csv_that_does_not_fit_its_layout_says_where(change, said):
    with pytest.raises(UnreadableFileError, match=said):
        read(CSV.replace(*change).encode(), LAYOUT)


def test_a_csv_in_another_encoding_than_its_layout_is_refused():
    with pytest.raises(UnreadableFileError, match="utf-8"):
        read(CSV.encode("utf-16-le")[:-1], LAYOUT)


def test_format_is_told_by_content():
    assert format_of(CAMT_02.encode()) == FileFormat.CAMT053
    assert format_of(RUNNING.encode()) == FileFormat.MT940
    assert format_of(CSV.encode()) == FileFormat.CSV


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234,5", "1234.5"), ("12-", "-12"),
     ("(3,00)", "-3"), ("1.234", "1234"), ("0,07", "0.07"), ("+5", "5")],
)  # fmt: skip
def test_amounts_are_read_as_banks_write_them(text, amount):
    assert decimal_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["&", "x", "1,2,3.4.5", "1e9", "12345678901234", "NaN"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        decimal_of(text)


def test_ibans_are_found_where_breaks_and_spaces_cut_them():
    assert ibans_in(f"din {PAYER[:7]} {PAYER[7:]}CODFISC") == [PAYER]
    assert real_iban(PAYER[:-1] + "3") == ""
    assert real_iban("DE89 3704 0044 0532 0130 00") == "DE89370400440532013000"


def test_an_amount_with_the_other_sign_before_the_bani_is_refused_and_not_a_hundred_times_more():
    for text, sign in (("1234.56", ","), ("1,234.5", ","), ("1234,56", ".")):
        with pytest.raises(ValueError, match=re.escape(text)):
            decimal_of(text, decimal_sign=sign)


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        ("05.03.2026;12,50;;x;;;R1\n", [Decimal("-12.50")]),
        ("05.03.2026;-12,50;;x;;;R1\n", [Decimal("-12.50")]),
        ("05.03.2026;12,50;;x;;;R1\n06.03.2026;-12,50;;x;;;R2\n",
         [Decimal("-12.50"), Decimal("12.50")]),
        ("05.03.2026;;-1.200,00;x;;;R1\n", [Decimal(-1200)]),
        ("05.03.2026;0,00;1.200,00;x;;;R1\nSold final 31.03.2026;;;;;;\n", [Decimal(1200)]),
    ],
)  # fmt: skip
def test_csv_sums_keep_their_sign(rows, amounts):
    text = "Data;Debit;Credit;Partener;IBAN;Detalii;Referința\n" + rows

    assert [entry.amount for entry in entries(text.encode(), LAYOUT)] == amounts


def test_a_csv_column_for_the_direction_says_in_or_out_or_is_refused():
    layout = CsvLayout(columns={"booked_on": "Data", "amount": "Suma", "direction": "Tip"})
    text = "Data;Suma;Tip\n05.03.2026;10,00;Intrare\n05.03.2026;7,00;Plată\n05.03.2026;5,00;C\n"

    assert [one.amount for one in entries(text.encode(), layout)] == [10, -7, 5]
    with pytest.raises(UnreadableFileError, match="Line 2"):
        read(text.replace("Intrare", "Altceva").encode(), layout)


def test_a_csv_in_utf8_is_read_so_whatever_its_layout_says():
    layout = CsvLayout(
        encoding="cp1250", columns={"booked_on": "Data", "amount": "Suma", "name": "Nume"}
    )

    [entry] = entries("Data;Suma;Nume\n05.03.2026;10,00;Someș\n".encode(), layout)
    assert entry.other_name == "Someș"


def test_a_camt_reversal_names_the_other_party_though_roles_stay_as_they_were():
    content = statement(movement("-1200.00", "storno", name="X", iban=OWN, reversal=True)).decode()
    told = content.replace(
        "<RltdPties>",
        f"<RltdPties><Dbtr><Pty><Nm>Acme</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{PAYER}</IBAN></Id>"
        "</DbtrAcct><UltmtDbtr><Pty><Nm>Holding</Nm></Pty></UltmtDbtr>",
    )
    [entry] = entries(told.encode())

    assert (entry.other_name, entry.other_iban) == ("Acme", PAYER)
    assert "Holding" in entry.details


SEVERAL_ROWS = f"""Data;Detalii tranzactie;Debit;Credit;Balanta
05 martie 2026;Incasare;;1.200,00;2.200,00
;Ordonator: ACME SRL;;;
;Din contul: {PAYER};;;
;Detalii: COT-2026-0042;;;
06 martie 2026;Comision;12,50;;2.187,50
;;12,50;1.200,00;
;Sold final;;;
"""
IN_ONE_TEXT = (
    "Data tranzactie;Data valuta;Descriere;Referinta tranzactiei;Debit;Credit\n"
    f'2026-03-05;2026-03-05;"Incasare OP - canal electronic;COT-2026-0042;1;ACME SRL;{PAYER}";'
    "R1;;1.200,00\n"
)


@pytest.mark.parametrize("text", [SEVERAL_ROWS, IN_ONE_TEXT])
def test_csv_without_columns_for_the_payer_tells_him_in_its_text(text):
    paid, *_rest = entries(text.encode(), guess(text))

    assert (paid.booked_on, paid.amount) == (dt.date(2026, 3, 5), 1200)
    assert (paid.other_iban, paid.details) == (PAYER, "COT-2026-0042")
    assert "ACME SRL" in paid.other_name


def test_totals_below_the_table_are_no_words_of_the_last_movement():
    *_before, charge = entries(SEVERAL_ROWS.encode(), guess(SEVERAL_ROWS))

    assert (charge.amount, charge.details) == (Decimal("-12.50"), "Comision")


def test_a_column_of_value_dates_is_not_taken_for_currencies():
    text = "Data;Valuta;Suma\n05.03.2026;05.03.2026;10,00\n"
    layout = guess(text)

    assert "currency" not in layout.columns
    wrong = CsvLayout(columns={**layout.columns, "currency": "Valuta"})
    with pytest.raises(UnreadableFileError, match="Line 2"):
        read(text.encode(), wrong)
    lei = "Data;Moneda;Suma\n05.03.2026;LEI;10,00\n"
    assert entries(lei.encode(), guess(lei))[0].currency == "RON"

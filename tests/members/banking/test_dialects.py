"""MT940 as the Romanian banks write it: the same transfer, told by each in its own way."""

from decimal import Decimal

import pytest

from members.banking.formats import StatementEntry, format_of, read_statements
from tests.members.banking.conftest import OWN, PAYER

REFERENCE = "RF58COT202600042"
BT = f""":61:2603050305C1200,00NTRFNONREF//139ZEXA2500902BX
:86:Incasare OP - canal electronic C.I.F.:99000018 plata {REFERENCE}
 cotizatie 1 ACME SOFTWARE SRL
 {PAYER} BTRLRO22  REF: 139ZEXA2500902BX"""
BCR = f""":61:2603050305C1200,00NTRF.//2026030580931993
ACME SOFTWARE SRL
:86:Referinta 260305S029321541, data valutei 05-03-2026, Decontare -P
latitor  ACME SOFTWARE SRL  {PAYER}  CO
DFISC 99000018-Beneficiar  TEST CLUSTER  {OWN[:6]}
{OWN[6:]}  CODFISC RO99000000-Detalii  /ROC/plata {REFERENCE[:9]}
{REFERENCE[9:]} cotizatie"""
BRD = f""":61:2603050305C1200,00NTRFOPH478
PLATA {REFERENCE}
:86:000+20Plata           +30302410000+31{PAYER}
+32ACME SOFTWARE SRL+33CUI/CNP 99000018+23plata {REFERENCE}
 cotizatie"""
ING = f""":61:260305CN1200,00NTRFNONREF//RE20260305-7523
:86:035~20AMT RCD RON 1200,00        ~21                           ~
22                           ~32ACME SOFTWARE SRL      ~33{PAYER[:3]}
{PAYER[3:]}   ~23                           ~24
                   ~25plata {REFERENCE}~26 cotizatie
              ~27                           ~28
         ~29                           ~60     ~61              ~"""
RAIFFEISEN = f""":61:2603050305C1200,00NMSC11808959//3A2J52A6FSLSUBU
:86:000^20plata {REFERENCE} cotizatie^24Ref.Doc 2268/OPMC^30RAIFFEIS
EN BANK S.A.^31{PAYER}^32ACME SOFT
WARE SRL"""


def told(movement: str) -> StatementEntry:
    text = f":20:X\n:25:{OWN}\n:28C:1/1\n:60F:C260305RON0,00\n{movement}\n:62F:C260305RON1200,00\n"
    [statement] = read_statements(text.encode(), format_of(text.encode()))
    assert statement.balances_fit
    [entry] = statement.entries
    return entry


@pytest.mark.parametrize("movement", [BT, BCR, BRD, ING, RAIFFEISEN])
def test_who_paid_and_what_for_are_told_apart(movement):
    entry = told(movement)

    assert (entry.other_name, entry.other_iban) == ("ACME SOFTWARE SRL", PAYER)
    words = " ".join(entry.details.replace("\n", "").split())
    assert f"plata {REFERENCE} cotizatie" in words
    for of_the_bank in ("Decontare", "Ref.Doc", "TEST CLUSTER", "ACME"):
        assert of_the_bank not in words


def test_a_fiscal_code_beside_the_name_is_kept():
    assert told(BCR).other_identifier == "99000018"
    assert told(BRD).other_identifier == "99000018"


def test_words_of_the_payer_in_the_second_line_of_61_are_no_name():
    entry = told(":61:2603050305C1200,00NTRFOPH478\nPLATA COT-2026-0042\n:86:incasare")

    assert entry.other_name == ""
    assert "COT-2026-0042" in entry.details


def test_what_was_ordered_in_another_currency_is_read_from_the_line_itself():
    entry = told(":61:2603050305C1200,00NTRFNONREF//X1\n/OCMT/EUR240,00/\n:86:incasare valuta")

    assert (entry.instructed_amount, entry.instructed_currency) == (Decimal(240), "EUR")
    assert entry.other_name == ""


def test_a_label_in_the_payers_own_words_cuts_nothing_off():
    entry = told(
        ":61:2603050305C1200,00NTRFNONREF//X1\n"
        f":86:Platitor ACME SOFTWARE SRL {PAYER} Detalii plata catre beneficiar cluster {REFERENCE}"
    )

    assert REFERENCE in entry.details


def test_a_mistyped_account_costs_the_payer_no_name():
    entry = told(BT.replace(PAYER, f"{PAYER[:-1]}9"))

    assert (entry.other_name, entry.other_iban) == ("ACME SOFTWARE SRL", "")

"""The same movements as different banks write them."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from benchmarks.banking.wordings import plain
from benchmarks.banking.world import OWN_CODE, OWN_NAME
from benchmarks.banking.year import Movement

OPENING = Decimal("100000.00")


def camt(moves: Sequence[Movement], iban: str, currency: str, version: str = "08") -> bytes:
    """Every tenth group of three is one entry with three parts, as batches are booked."""
    new = version == "08"
    entries = []
    place = 0
    while place < len(moves):
        group = [moves[place]]
        if new and place % 30 == 0:
            after = moves[place : place + 3]
            fits = [
                m for m in after if m.day == group[0].day and m.amount > 0 and not m.is_reversal
            ]
            group = after if len(fits) == len(after) else group
        entries.append(_entry(group, currency, new))
        place += len(group)
    closing = OPENING + sum(move.amount for move in moves)
    days = (min(m.day for m in moves), max(m.day for m in moves))
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{abs(sum_):.2f}</Amt>'
        f"<CdtDbtInd>{'CRDT' if sum_ >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
        for code, sum_, day in (("OPBD", OPENING, days[0]), ("CLBD", closing, days[1]))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M1</MsgId><CreDtTm>{days[1]}T20:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>ST{days[0]:%y%j}</Id>"
        f"<FrToDt><FrDtTm>{days[0]}T00:00:00</FrDtTm><ToDtTm>{days[1]}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{balances}"
        + "".join(entries)
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _entry(group: Sequence[Movement], currency: str, new: bool) -> str:
    first = group[0]
    total = sum(move.amount for move in group)
    way = "CRDT" if total > 0 else "DBIT"
    reversal = "<RvslInd>true</RvslInd>" if first.is_reversal else ""
    status = "<Sts><Cd>BOOK</Cd></Sts>" if new else "<Sts>BOOK</Sts>"
    code = {"CHG": "CHRG", "INT": "INTR"}.get(first.kind, "DMCT")
    parts = "".join(_part(move, currency, new) for move in group)
    return (
        f'<Ntry><Amt Ccy="{currency}">{abs(total):.2f}</Amt>'
        f"<CdtDbtInd>{way}</CdtDbtInd>{reversal}{status}"
        f"<BookgDt><Dt>{first.day}</Dt></BookgDt><ValDt><Dt>{first.day}</Dt></ValDt>"
        f"<AcctSvcrRef>{first.bank_reference}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>{code}</SubFmlyCd></Fmly></Domn>"
        f"</BkTxCd>"
        f"<NtryDtls>{parts}</NtryDtls></Ntry>"
    )


def _part(move: Movement, currency: str, new: bool) -> str:
    side = "Dbtr" if move.amount > 0 else "Cdtr"
    code = f"<Id><OrgId><Othr><Id>{move.code}</Id></Othr></OrgId></Id>" if move.code else ""
    inner = f"<Nm>{escape(move.name)}</Nm>{code}"
    party = f"<{side}><Pty>{inner}</Pty></{side}>" if new else f"<{side}>{inner}</{side}>"
    account = f"<{side}Acct><Id><IBAN>{move.iban}</IBAN></Id></{side}Acct>" if move.iban else ""
    parties = f"<RltdPties>{party if move.name else ''}{account}</RltdPties>"
    amount = f'<Amt Ccy="{currency}">{abs(move.amount):.2f}</Amt>'
    details = f"<TxAmt>{amount}</TxAmt>" if not new else ""
    if move.instructed:
        ordered, its = move.instructed
        details = f'<InstdAmt><Amt Ccy="{its}">{ordered:.2f}</Amt></InstdAmt>' + details
    amounts = (amount if new else "") + (f"<AmtDtls>{details}</AmtDtls>" if details else "")
    lines = [move.text[i : i + 140] for i in range(0, len(move.text), 140)]
    free = "".join(f"<Ustrd>{escape(line)}</Ustrd>" for line in lines)
    strict = (
        (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
            f"<Ref>{move.structured}</Ref>"
            "</CdtrRefInf></Strd>"
        )
        if move.structured
        else ""
    )
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(move.end_to_end or 'NOTPROVIDED')}</EndToEndId>"
        f"<TxId>{move.bank_reference}</TxId></Refs>{amounts}{parties}"
        f"<RmtInf>{free}{strict}</RmtInf></TxDtls>"
    )


def _head(moves: Sequence[Movement], iban: str, currency: str) -> list[str]:
    return [
        ":20:STMT001",
        f":25:{iban}",
        ":28C:1/1",
        f":60F:C{moves[0].day:%y%m%d}{currency}{_sum(OPENING)}",
    ]


def _foot(moves: Sequence[Movement], currency: str) -> list[str]:
    closing = OPENING + sum(move.amount for move in moves)
    return [
        f":62F:{'C' if closing >= 0 else 'D'}{moves[-1].day:%y%m%d}{currency}{_sum(abs(closing))}",
        "-",
    ]


def _sum(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def _broken(text: str, width: int) -> list[str]:
    """Banks cut the end of each line clean of spaces, so that words run together."""
    return [text[i : i + width].rstrip() for i in range(0, len(text), width)] or [""]


def mt940_running(moves: Sequence[Movement], iban: str, currency: str) -> bytes:
    """Free text broken at 65 places in the middle of words and IBANs."""
    lines = _head(moves, iban, currency)
    for move in moves:
        mark = ("RC" if move.is_reversal else "D") if move.amount < 0 else "C"
        lines.append(
            f":61:{move.day:%y%m%d%m%d}{mark}{_sum(abs(move.amount))}NTRF.//{move.bank_reference}"
        )
        if move.name:
            lines.append(plain(move.name)[:34])
        us = f"{plain(OWN_NAME).upper()} {iban} CODFISC RO{OWN_CODE}"
        them = " ".join(
            filter(None, [plain(move.name), move.iban, move.code and f"CODFISC {move.code}"])
        )
        payer, payee = (them, us) if move.amount > 0 else (us, them)
        said = " ".join(filter(None, [plain(move.text), move.structured]))
        text = f"Platitor {payer} - Beneficiar {payee} - Detalii /ROC/{said}" if move.name else said
        broken = _broken(text, 65)
        lines += [f":86:{broken[0]}", *broken[1:]]
    return "\r\n".join([*lines, *_foot(moves, currency)]).encode("cp1250")


def mt940_subfields(moves: Sequence[Movement], iban: str, currency: str) -> bytes:
    lines = _head(moves, iban, currency)
    for move in moves:
        mark = ("RC" if move.is_reversal else "D") if move.amount < 0 else "C"
        lines.append(
            f":61:{move.day:%y%m%d}{mark}{_sum(abs(move.amount))}NMSCNONREF//{move.bank_reference}"
        )
        said = plain(" ".join(filter(None, [move.text, move.structured])))
        fields = [f"?{20 + n}{part}" for n, part in enumerate(_broken(said, 27)[:10])]
        name = plain(move.name)
        text = (
            "020?00TRANSFER"
            + "".join(fields)
            + (f"?30AAAAROBU?31{move.iban}" if move.iban else "")
            + (f"?32{name[:27]}?33{name[27:54]}" if name else "")
        )
        broken = [text[i : i + 65] for i in range(0, len(text), 65)]
        lines += [f":86:{broken[0]}", *broken[1:]]
    return "\n".join([*lines, *_foot(moves, currency)]).encode()


def mt940_code_words(moves: Sequence[Movement], iban: str, currency: str) -> bytes:
    lines = _head(moves, iban, currency)
    for move in moves:
        mark = ("RC" if move.is_reversal else "D") if move.amount < 0 else "C"
        lines.append(
            f":61:{move.day:%y%m%d%m%d}{mark}R{_sum(abs(move.amount))}NTRF"
            f"{(move.end_to_end or 'NOTPROVIDED')[:16]}//{move.bank_reference}"
        )
        said = " ".join(filter(None, [plain(move.text), move.structured]))
        text = (
            f"/EREF/{move.end_to_end or 'NOTPROVIDED'}/ORDP//NAME/{plain(move.name)}"
            f"/IBAN/{move.iban}/REMI/{said}"
        )
        broken = [text[i : i + 65] for i in range(0, len(text), 65)]
        lines += [f":86:{broken[0]}", *broken[1:]]
    return "\n".join([*lines, *_foot(moves, currency)]).encode()


CSV_COLUMNS = {
    "booked_on": "Data tranzactiei",
    "debit": "Suma debit",
    "credit": "Suma credit",
    "currency": "Valuta",
    "name": "Nume partener",
    "iban": "IBAN partener",
    "details": "Detalii",
    "bank_reference": "Referinta",
}


def csv_file(moves: Sequence[Movement], iban: str, currency: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Extras de cont", iban])
    writer.writerow([])
    writer.writerow(CSV_COLUMNS.values())
    for move in moves:
        amount = f"{abs(move.amount):,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
        said = " ".join(filter(None, [move.text, move.structured]))
        writer.writerow(
            [
                f"{move.day:%d.%m.%Y}",
                amount if move.amount < 0 else "",
                amount if move.amount > 0 else "",
                currency,
                move.name,
                move.iban,
                ("STORNO " if move.is_reversal else "") + said,
                move.bank_reference,
            ]
        )
    writer.writerow(["Total", "", "", "", "", "", "", ""])
    return out.getvalue().encode("cp1250", errors="replace")

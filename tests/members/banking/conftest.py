"""Members that owe, and statements as banks write them."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from stdnum.iso7064 import mod_97_10

from members.banking import actions
from members.banking.models import StatementFile, StatementLine
from members.ledger import actions as ledger
from members.ledger.models import Receivable, ReceivableKind
from members.organisations.models import Organisation
from tests.factories.members import AssociationFactory, OrganisationFactory

OWN = "RO40AAAADEMO000000000001"
PAYER = "RO13AAAADEMO000000000002"
DAY = dt.date(2026, 3, 2)


def reference_of(number: str) -> str:
    series, year, place = number.split("-")
    body = f"{series}{year}{int(place):05d}"
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def owe(
    organisation: Organisation,
    number: str = "COT-2026-0042",
    amount: str | Decimal = "1200.00",
    *,
    currency: str = "RON",
    instalments: int = 1,
    on: dt.date = dt.date(2026, 1, 15),
) -> Receivable:
    total = Decimal(amount)
    share = (total / instalments).quantize(Decimal("0.01"))
    sums = [share] * (instalments - 1) + [total - share * (instalments - 1)]
    return ledger.open_receivable(
        organisation=organisation,
        kind=ReceivableKind.INVOICE,
        number=number,
        currency=currency,
        issued_on=on,
        instalments=[(on + dt.timedelta(days=30 * (n + 1)), s) for n, s in enumerate(sums)],
        payment_reference=reference_of(number),
    )


def balance(receivable: Receivable) -> Decimal:
    return Receivable.objects.with_balance().get(pk=receivable.pk).balance


def movement(
    amount: str,
    text: str = "",
    *,
    name: str = "",
    iban: str = "",
    reference: str = "",
    structured: str = "",
    day: dt.date = DAY,
    reversal: bool = False,
    instructed: tuple[str, str] | None = None,
    currency: str = "RON",
) -> str:
    """An entry of a CAMT.053 statement (`.08`)."""
    sum_ = Decimal(amount)
    side = "Dbtr" if sum_ > 0 else "Cdtr"
    ordered = (
        f'<AmtDtls><InstdAmt><Amt Ccy="{instructed[1]}">{instructed[0]}</Amt></InstdAmt></AmtDtls>'
        if instructed
        else ""
    )
    strict = f"<Strd><CdtrRefInf><Ref>{structured}</Ref></CdtrRefInf></Strd>" if structured else ""
    account = f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>" if iban else ""
    party = f"<{side}><Pty><Nm>{name}</Nm></Pty></{side}>" if name else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{abs(sum_):.2f}</Amt>'
        f"<CdtDbtInd>{'CRDT' if sum_ > 0 else 'DBIT'}</CdtDbtInd>"
        f"{'<RvslInd>true</RvslInd>' if reversal else ''}"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls>{ordered}"
        f"<RltdPties>{party}{account}</RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd>{strict}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def statement(*movements: str, iban: str = OWN, currency: str = "RON") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        + "".join(movements)
        + "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def bring(content: bytes, *, actor=None, is_told: bool = False, **more) -> StatementFile:
    """Import and work off."""
    [received] = actions.import_statement(
        content=content, name="extras.xml", actor=actor, is_told=is_told, is_deferred=False, **more
    )
    return actions.work_off(file_id=received.file.pk)


def only_line(content: bytes) -> StatementLine:
    return bring(content).lines.get()


def unique() -> str:
    return uuid.uuid4().hex[:12].upper()


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def acme(db) -> Organisation:
    AssociationFactory()
    return OrganisationFactory(
        legal_name="Acme Software SRL", display_name="Acme Software", identifier="99000018"
    )


@pytest.fixture
def beta(acme) -> Organisation:
    return OrganisationFactory(
        legal_name="Beta Robotics SA", display_name="Beta Robotics", identifier="99000026"
    )

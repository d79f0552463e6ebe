"""The office's papers of the last days: a bank statement with a queue, certificates, a file of
members that was looked at and not imported yet.
"""

from typing import Any
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile

from cluster_portal.sample import files
from cluster_portal.sample.context import Sample
from members.banking import actions as banking
from members.certificates import actions as certificates
from members.imports import actions as imports
from members.imports.models import ImportKind
from members.ledger.models import Receivable
from members.organisations.models import BankAccount


def load_bank(sample: Sample) -> None:
    data = files.toml("bank")
    sample.timeline.at(data["statement"]["imported_on"], lambda: _statement(sample, data))
    for row in data["certificates"]:
        sample.timeline.at(row["on"], _certificate(sample, row))
    sample.timeline.at(data["import"]["on"], lambda: _import(sample, data["import"]))


def _statement(sample: Sample, data: dict[str, Any]) -> None:
    """Kept, matched and posted where it is sure, as the worker does it; no member hears of it."""
    account = BankAccount.objects.get(currency="RON", closed_on=None)
    entries = "".join(_entry(sample, row) for row in data["lines"])
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"<Stmt><Id>EXEMPLU-1</Id><Acct><Id><IBAN>{account.iban}</IBAN></Id><Ccy>RON</Ccy></Acct>"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    )
    [received] = banking.import_statement(
        content=content.encode(),
        name=data["statement"]["name"],
        actor=sample.membership_officer,
        is_told=False,
        is_deferred=False,
    )
    banking.work_off(file_id=received.file.pk)


def _entry(sample: Sample, row: dict[str, Any]) -> str:
    is_credit = not row["amount"].startswith("-")
    side = "Dbtr" if is_credit else "Cdtr"
    text = row.get("text") or _reference(sample, row["pays"])
    account = (
        f"<{side}Acct><Id><IBAN>{row['iban']}</IBAN></Id></{side}Acct>" if "iban" in row else ""
    )
    return (
        f'<Ntry><Amt Ccy="RON">{row["amount"].lstrip("-")}</Amt>'
        f"<CdtDbtInd>{'CRDT' if is_credit else 'DBIT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{row['on']}</Dt></BookgDt><NtryDtls><TxDtls><RltdPties>"
        f"<{side}><Pty><Nm>{escape(row['name'])}</Nm></Pty></{side}>{account}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _reference(sample: Sample, key: str) -> str:
    debts = Receivable.objects.open().filter(organisation=sample.organisations[key], currency="RON")
    return debts.order_by("issued_on", "pk")[0].payment_reference


def _certificate(sample: Sample, row: dict[str, Any]) -> Any:
    def issue() -> None:
        paper = certificates.issue(
            organisation_id=sample.organisations[row["organisation"]].pk,
            language=row["language"],
            actor=sample.membership_officer,
        )
        if "revoked" not in row:
            return
        told = row["revoked"]
        sample.timeline.at(
            told["on"],
            lambda: certificates.revoke(
                certificate_id=paper.pk, reason=told["reason"], actor=sample.membership_officer
            ),
        )

    return issue


def _import(sample: Sample, row: dict[str, Any]) -> None:
    file = SimpleUploadedFile(row["name"], "\n".join(row["lines"]).encode())
    run = imports.receive(kind=ImportKind.ORGANISATIONS, file=file, actor=sample.membership_officer)
    imports.choose_columns(run_id=run.pk, columns=run.columns, actor=sample.membership_officer)
    while imports.compare_some(run_id=run.pk):
        pass

"""Why a match was proposed, or why a line waits: kept as codes, told in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.templatetags.portal import money

REASONS = {
    "reference": gettext_lazy("The payment reference %(text)s stands in the text."),
    "damaged_reference": gettext_lazy(
        "%(text)s is a payment reference with a slip: one sign is wrong, missing or too many."
    ),
    "number": gettext_lazy("The document's number is named: %(text)s."),
    "loose_number": gettext_lazy("“%(text)s” can mean this document."),
    "also_number": gettext_lazy("The number %(text)s is named after another of the series."),
    "iban": gettext_lazy("The account %(text)s is known as the organisation's own."),
    "iban_of_another_name": gettext_lazy(
        "The account %(text)s paid for this organisation before, in another name."
    ),
    "identifier": gettext_lazy("The fiscal code %(text)s is the organisation's."),
    "bare_identifier": gettext_lazy("The number %(text)s can be the organisation's fiscal code."),
    "name": gettext_lazy("The payer is called like the organisation: %(text)s."),
    "cut_name": gettext_lazy("The payer's name %(text)s is the beginning of the organisation's."),
    "name_in_text": gettext_lazy("The organisation's name stands in the text: %(text)s."),
    "similar_name": gettext_lazy("The payer's name %(text)s is nearly the organisation's."),
    "amount_alone": gettext_lazy(
        "Only one open document has this sum; nothing else speaks for it."
    ),
    "foreign": gettext_lazy("In the document's currency that is %(text)s."),
    "no_rate": gettext_lazy("The document is in another currency, and no rate is entered."),
    "fit_exact": gettext_lazy("The sum is what the document still owes."),
    "fit_sum": gettext_lazy("The sum is what these documents owe together."),
    "fit_instalment": gettext_lazy("The sum is the next instalment."),
    "fit_part": gettext_lazy("The sum is less than what is owed: a part."),
    "fit_over": gettext_lazy("The sum is more than what is owed: the rest becomes credit."),
    "fit_double": gettext_lazy(
        "The document is paid already: the money becomes the organisation's credit."
    ),
    "fit_ahead": gettext_lazy("Nothing is owed: the money becomes the organisation's credit."),
    "fit_unsure": gettext_lazy("The sum fits in more than one way."),
    "return_by_reference": gettext_lazy("The bank names the transfer that it takes back."),
    "return_by_words": gettext_lazy("Sum, payer and text are those of this payment."),
    "return_by_iban": gettext_lazy("Sum and account are those of this payment."),
    "return_by_organisation": gettext_lazy("Sum and organisation are those of this payment."),
    "return_by_amount": gettext_lazy("The sum is that of this payment."),
    "credit": gettext_lazy("The organisation has a credit of %(text)s."),
}
NOTES = {
    "no_money": gettext_lazy("No money moved."),
    "own_account": gettext_lazy("A transfer between the association's own accounts."),
    "interest": gettext_lazy("Interest from the bank."),
    "bank_charge": gettext_lazy("The bank's charge."),
    "money_out": gettext_lazy("Money that went out, and nothing of a member's to give back."),
    "two_organisations": gettext_lazy("The line points at more than one organisation."),
    "money_came_back": gettext_lazy("A transfer that came back: see whose money it is."),
    "maybe_known": gettext_lazy(
        "A file of another format has a line of this day, sum and payer: set this one aside if it "
        "is the same movement."
    ),
    "not_sure": gettext_lazy("There are proposals, but none is sure enough."),
    "nobody_known": gettext_lazy("Nothing in the line points at an organisation."),
    "refund": gettext_lazy("Money that seems to be paid back to a member."),
    "bank_return": gettext_lazy("The bank took a transfer back: choose the payment it was."),
    "refused": gettext_lazy("It could not be posted: %(text)s"),
    "by_hand": gettext_lazy("Set aside: %(text)s"),
    "undone": gettext_lazy("The posting was undone: %(text)s"),
    "taken_up_again": gettext_lazy("It had been set aside and is looked at again."),
}


def reason_in_words(reason: Mapping[str, Any]) -> str:
    return _told(REASONS.get(str(reason.get("code"))), reason)


def note_in_words(note: Mapping[str, Any]) -> str:
    return _told(NOTES.get(str(note.get("code"))), note) if note else ""


def _told(sentence: Any, reason: Mapping[str, Any]) -> str:
    if sentence is None:
        return _("For a reason that this version does not know.")
    return str(sentence) % {"text": _sum_in_words(str(reason.get("text", "")))}


def _sum_in_words(text: str) -> str:
    """“1200.00 RON” as the reader writes it; other texts as they are."""
    amount, _space, currency = text.partition(" ")
    try:
        return money(Decimal(amount), currency) if len(currency) == 3 else text
    except InvalidOperation:
        return text

"""What each letter about a request says; its words are made in the language of its reader."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Letter:
    """Subject and text know service, organisation, person, number, amount and day."""

    subject: Promise | str
    text: Promise | str
    button: Promise | str = ""


LETTERS: dict[str, Letter] = {
    # To the member
    "asked": Letter(
        _("We have your request: %(service)s"),
        _("Thank you: the office has your request for “%(service)s” and answers by %(day)s. You "
          "will hear whether the fee pays for it, or what it costs, before anything is ordered."),
    ),
    "included": Letter(
        _("Included in your fee: %(service)s"),
        _("The membership fee of %(organisation)s pays for this: there is nothing to approve and "
          "nothing to pay. The office will agree on a day with you."),
    ),
    "included_waiting": Letter(
        _("Included in your fee, waiting for a place: %(service)s"),
        _("The membership fee of %(organisation)s pays for this. All places of that time are "
          "taken, so your request waits; the first place that becomes free is offered in the order "
          "in which members asked."),
    ),
    "quoted": Letter(
        _("A quote of %(amount)s: %(service)s"),
        _("The office offers %(organisation)s “%(service)s” for %(amount)s. The quote is valid "
          "until %(day)s. Those who look after your bills approve or decline it on the page; "
          "nothing is ordered before."),
        _("Read the quote"),
    ),
    "quote_runs_out": Letter(
        _("The quote runs out on %(day)s: %(service)s"),
        _("The quote of %(amount)s for “%(service)s” waits for the approval of %(organisation)s. "
          "After %(day)s it no longer holds."),
        _("Read the quote"),
    ),
    "expired": Letter(
        _("The quote has run out: %(service)s"),
        _("Nobody approved the quote of %(amount)s in time, so nothing is ordered. If you still "
          "want the service, write to the office: it can make a new quote."),
    ),
    "approved": Letter(
        _("Ordered for %(amount)s: %(service)s"),
        _("%(organisation)s has approved the quote of %(amount)s. The office will agree on a day "
          "with you."),
    ),
    "approved_waiting": Letter(
        _("Ordered, waiting for a place: %(service)s"),
        _("%(organisation)s has approved the quote of %(amount)s. All places of that time are "
          "taken, so it waits; nothing is invoiced before it is delivered."),
    ),
    "place_found": Letter(
        _("There is a place for you now: %(service)s"),
        _("A place has become free, and it is yours. The office will agree on a day with you."),
    ),
    "scheduled": Letter(
        _("Planned for %(day)s: %(service)s"),
        _("“%(service)s” is planned for %(day)s. If the day does not suit you, write to the "
          "office."),
    ),
    "delivered": Letter(
        _("Please confirm: %(service)s"),
        _("The office has recorded that “%(service)s” was delivered. Please confirm it, or say "
          "what is missing, by %(day)s; after that day it counts as confirmed."),
        _("Confirm or object"),
    ),
    "refused": Letter(
        _("We cannot do this: %(service)s"),
        _("We are sorry: the office cannot do what %(organisation)s asked for."),
    ),
    "withdrawn_by_office": Letter(
        _("Taken back for you: %(service)s"),
        _("The office has withdrawn the request of %(organisation)s for “%(service)s” on its "
          "behalf. Nothing is to be paid for it."),
    ),
    "invoiced": Letter(
        _("Invoiced: %(service)s"),
        _("The invoice for “%(service)s” is issued. How was it? Five words are enough, and they "
          "help the office to choose what to offer next year."),
        _("Rate the service"),
    ),
    "ready_to_rate": Letter(
        _("How was it? %(service)s"),
        _("“%(service)s” is delivered and confirmed, and nothing is to be paid. Five words are "
          "enough, and they help the office to choose what to offer next year."),
        _("Rate the service"),
    ),
    # To the office
    "office_asked": Letter(
        _("%(organisation)s asks for %(service)s"),
        _("%(person)s of %(organisation)s asks for “%(service)s”, %(number)d in number. An answer "
          "is due by %(day)s."),
    ),
    "office_approved": Letter(
        _("%(organisation)s has approved %(amount)s: %(service)s"),
        _("The quote of %(amount)s is approved. Please agree on a day with %(person)s."),
    ),
    "office_declined": Letter(
        _("%(organisation)s has declined: %(service)s"),
        _("The quote of %(amount)s is declined. You may make another one."),
    ),
    "office_withdrawn": Letter(
        _("%(organisation)s has withdrawn: %(service)s"),
        _("The request for “%(service)s” is withdrawn. If it held a place, the next in the queue "
          "has it now."),
    ),
    "office_confirmed": Letter(
        _("Confirmed by %(organisation)s: %(service)s"),
        _("The delivery is confirmed. What costs money is to be invoiced by the 15th of the month "
          "after the delivery."),
    ),
    "office_objected": Letter(
        _("%(organisation)s says it is not delivered: %(service)s"),
        _("The delivery that you recorded is not accepted. Please speak with %(person)s by "
          "%(day)s."),
    ),
    "office_rated": Letter(
        _("%(organisation)s has rated %(service)s"),
        _("There is a rating of “%(service)s”."),
    ),
}  # fmt: skip


def written(letter: str, facts: dict[str, Any]) -> dict[str, str]:
    """Call it under the language of the reader."""
    words = LETTERS[letter]
    return {
        "subject": str(words.subject) % facts,
        "text": str(words.text) % facts,
        "button": str(words.button or _("Open the request")),
    }

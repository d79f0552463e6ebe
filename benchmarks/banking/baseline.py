"""What a simple importer does: the reference to the letter, and the sum it owes."""

from benchmarks.banking import scoring
from benchmarks.banking.year import Year


def measure(year: Year) -> scoring.Score:
    balances = {doc.pk: doc.amount for doc in year.docs}
    by_reference = {doc.reference: doc for doc in year.docs}
    given: dict[int, scoring.Answer] = {}
    for move in year.movements:
        words = {move.structured, *move.text.split()}
        found = [by_reference[word] for word in words if word in by_reference]
        if move.amount <= 0 or len(found) != 1 or balances[found[0].pk] < move.amount:
            given[move.number] = ("queue",)
            continue
        doc = found[0]
        balances[doc.pk] -= move.amount
        given[move.number] = ("post", doc.org.pk, {doc.pk: move.amount})
    return scoring.score(year.movements, lambda move: given[move.number])

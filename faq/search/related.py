"""Which answers stand beside an answer, reckoned when something is published.

For each kind of reader from what that reader may read alone: pinned by editors; then by labels
and rare words that two answers share (shelf.py); then from the same part.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.history import kinds
from faq.questions.models import (
    Question,
    RelatedAnswer,
    RelatedChoice,
    RelatedReason,
    RelationChoice,
)
from faq.questions.policies import can_arrange
from faq.search.shelf import LEVELS, LISTED, Scores, Shelf
from members.accounts.models import User

BATCH = 200
_NEIGHBOURS = 50  # whose lists one publishing may change at most; `index_faq` rewrites all
_MANY = 100  # answers at once, for which the whole index is read in one go
_LOCK = 0x46415132


@kinds.register_kinds
class RelatedEvent(TextChoices):
    CHOSEN = "question.related_chosen", _("Related questions chosen")


def one_at_a_time() -> None:
    """Until the transaction ends nobody else rewrites lists. Taken before rows of the index are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def rewrite_related(question_ids: Iterable[int], *, with_neighbours: bool = True) -> None:
    """Write the lists of these answers anew, and those that they enter or leave.

    The search index knows them already. A question that may not be read leaves all lists.
    """
    one_at_a_time()
    wanted = sorted(set(question_ids))
    for level in LEVELS:
        shelf = Shelf(level)
        if len(wanted) > _MANY:
            shelf.read_all_words()
        for start in range(0, len(wanted), BATCH):
            _rewrite(wanted[start : start + BATCH], shelf, with_neighbours=with_neighbours)


@transaction.atomic
def choose_related(
    *, question_id: int, choices: Sequence[tuple[int, str]], actor: User | None
) -> None:
    """Put what editors say about pairs in the place of what they said: (other question, choice).

    Pinned ones are shown in this order. A muted pair is shown on neither page.
    """
    if actor is not None and not can_arrange(actor):
        raise NotAllowedError
    question = Question.objects.select_for_update(of=("self",)).get(pk=question_id)
    before = _choices_of(question)
    question.related_choices.all().delete()
    RelatedChoice.objects.bulk_create(
        RelatedChoice(question=question, target_id=target_id, choice=choice, position=position)
        for position, (target_id, choice) in enumerate(dict(choices).items(), start=1)
        if target_id != question_id
    )
    after = _choices_of(question)
    if before == after:
        return
    history.record(
        subject=question,
        kind=RelatedEvent.CHOSEN,
        actor=actor,
        changes={"related": [before, after]},
        is_internal=True,
    )
    touched = {target for target, _choice in [*before, *after]}
    rewrite_related([question_id, *touched], with_neighbours=False)


def _choices_of(question: Question) -> list[list]:
    rows = question.related_choices.order_by("position", "pk")
    return [list(row) for row in rows.values_list("target", "choice")]


def _rewrite(ids: list[int], shelf: Shelf, *, with_neighbours: bool) -> None:
    scores = shelf.scores(ids)
    lists = shelf.lists(scores)
    anew: list[int] = []
    if with_neighbours and shelf.size <= _NEIGHBOURS:
        anew = sorted(shelf.all_ids() - set(ids))
    elif with_neighbours:
        entered, anew = _neighbours(ids, scores, shelf)
        lists |= entered
    lists |= shelf.lists(shelf.scores(anew))
    _write({*ids, *anew, *lists}, lists, shelf)
    hidden = set(ids) - scores.keys()
    RelatedAnswer.objects.filter(visibility=shelf.level, target__in=hidden).delete()


def _neighbours(
    ids: list[int], scores: dict[int, Scores], shelf: Shelf
) -> tuple[dict[int, list[RelatedAnswer]], list[int]]:
    """The lists that these answers enter, as they are then; and those to be reckoned anew.

    Likeness is the same from both sides, so that it takes no look at what else they share.
    """
    own = set(ids)
    listing = RelatedAnswer.objects.filter(visibility=shelf.level)
    were_in = set(listing.filter(target__in=own).values_list("question_id", flat=True)) - own
    pinning = RelatedChoice.objects.filter(target__in=own, choice=RelationChoice.PINNED)
    anew = set(pinning.values_list("question_id", flat=True)) - own
    muted = shelf.choices(scores)[1]
    rows: dict[int, list[RelatedAnswer]] = {target: [] for target in were_in}
    for question_id, each in scores.items():
        without = own | muted[question_id]
        likest = set(each.best(without, _NEIGHBOURS))
        for target in likest | {known for known in were_in - without if each.total(known)}:
            offer = shelf.row(target, question_id, each.reason(target), each, target)
            rows.setdefault(target, []).append(offer)
    for row in listing.filter(question__in=rows).exclude(target__in=own):
        rows[row.question_id].append(row)
    entered = {}
    for target, offered in rows.items():
        found = sorted(offered, key=_place)[:LISTED]
        is_in = any(row.target_id in own for row in found)
        if target in were_in and (not is_in or len(found) < LISTED):
            anew.add(target)
        elif is_in:
            entered[target] = found
    some = sorted(anew)[:_NEIGHBOURS]
    return {target: found for target, found in entered.items() if target not in some}, some


def _place(row: RelatedAnswer) -> tuple:
    """Pinned ones as they stand, then the likest, then those of the same part as they stand."""
    if row.reason == RelatedReason.PINNED:
        return 0, row.position
    if row.reason == RelatedReason.TOPIC:
        return 2, row.position
    return 1, -row.score, row.target_id


def _write(ids: set[int], lists: dict[int, list[RelatedAnswer]], shelf: Shelf) -> None:
    known = {
        (row.question_id, row.target_id): row
        for row in RelatedAnswer.objects.filter(visibility=shelf.level, question__in=ids)
    }
    new, changed, staying = [], [], set()
    for rows in lists.values():
        for position, row in enumerate(rows, start=1):
            row.position = position
            before = known.get((row.question_id, row.target_id))
            if before is None:
                new.append(row)
                continue
            staying.add(before.pk)
            row.pk = before.pk
            if _facts(before) != _facts(row):
                changed.append(row)
    gone = [row.pk for row in known.values() if row.pk not in staying]
    RelatedAnswer.objects.filter(pk__in=gone).delete()
    RelatedAnswer.objects.bulk_update(changed, ["position", "reason", "label", "score"])
    RelatedAnswer.objects.bulk_create(new)


def _facts(row: RelatedAnswer) -> tuple:
    return row.position, row.reason, row.label_id, row.score

"""What editors do with a gap."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from cluster_portal.toolkit.states import check_move
from faq.demand import policies
from faq.demand.actions.trying import readers_of, try_gap
from faq.demand.errors import NotAnsweredError, ReasonMissingError, WordingTakenError
from faq.demand.models import GAP_MOVES, Gap, GapEvent, GapQuery, GapStatus
from faq.questions.models import Alias, AliasSource, Question
from faq.search import actions as search
from faq.search.words import plain
from members.accounts.models import User


@transaction.atomic
def assign_gap(*, gap_id: int, assignee: User | None, actor: User) -> Gap:
    gap = _locked(gap_id, actor)
    if assignee != gap.assignee:
        before, gap.assignee = gap.assignee, assignee
        gap.save(update_fields=["assignee"])
        history.record(
            subject=gap, kind=GapEvent.ASSIGNED, actor=actor, is_internal=True,
            changes={"assignee": [str(before or ""), str(assignee or "")]},
        )  # fmt: skip
    return gap


@transaction.atomic
def ignore_gap(*, gap_id: int, reason: str, actor: User) -> Gap:
    """It is not for us to answer; searches are still counted, and nobody is troubled."""
    gap = _locked(gap_id, actor)
    if not reason.strip():
        raise ReasonMissingError(_("Please say why this is not for us."))
    return _move(gap, GapStatus.IGNORED, GapEvent.IGNORED, actor, reason.strip())


@transaction.atomic
def reopen_gap(*, gap_id: int, reason: str = "", actor: User) -> Gap:
    gap = _locked(gap_id, actor)
    return _move(gap, GapStatus.OPEN, GapEvent.REOPENED, actor, reason.strip())


@transaction.atomic
def name_answer(*, gap_id: int, question_id: int, wordings: Iterable[int] = (), actor: User) -> Gap:
    """This question answers it; `wordings` (keys of its queries) become other words for that one.

    The gap is tried at once and closes if its searches now lead there; else it stays open, with
    the answer noted. Raises NotAnsweredError, WordingTakenError.
    """
    demand(policies.can_tend, actor)
    question = Question.objects.select_for_update(of=("self",)).filter(pk=question_id).first()
    gap = _locked(gap_id, actor)  # after the question, as whoever withdraws an answer does
    if question is None or not _has_readers(gap, question):
        raise NotAnsweredError(
            _("Whoever searched for this cannot read that answer. Publish it first.")
        )
    chosen = list(gap.queries.filter(pk__in=list(wordings)))
    if chosen:
        _take_over(chosen, question, actor)
    if gap.question_id != question.pk:
        gap.question = question
        gap.save(update_fields=["question"])
        history.record(
            subject=gap, kind=GapEvent.ANSWERED, actor=actor, is_internal=True,
            office_note=str(question),
        )  # fmt: skip
    if gap.status == GapStatus.IGNORED:
        gap = _move(gap, GapStatus.OPEN, GapEvent.REOPENED, actor)
    return try_gap(gap_id=gap.pk, question_id=question.pk)


def _has_readers(gap: Gap, question: Question) -> bool:
    return any(
        Question.objects.readable(readers_of(query)).filter(pk=question.pk).exists()
        for query in gap.queries.all()[:1]
    )


def _take_over(queries: list[GapQuery], question: Question, actor: User) -> None:
    """People's own words for the question: found in them from now on."""
    held = {plain(text) for text in question.aliases.values_list("text", flat=True)}
    others = {
        plain(alias.text): alias
        for alias in Alias.objects.exclude(question=question).filter(
            text__in=[query.words for query in queries]
        )
    }
    new = []
    for query in queries:
        if plain(query.words) in others:
            raise WordingTakenError(
                _("“%(words)s” is already another question's wording.") % {"words": query.words}
            )
        if plain(query.words) not in held:
            held.add(plain(query.words))
            new.append(
                Alias(
                    question=question, language=query.language, text=query.words,
                    source=AliasSource.SEARCH,
                )
            )  # fmt: skip
    if new:
        Alias.objects.bulk_create(new)
        search.index_questions([question.pk])
        history.record(
            subject=question, kind=GapEvent.WORDING_ADDED, actor=actor, is_internal=True,
            changes={"aliases": [[], sorted(alias.text for alias in new)]},
        )  # fmt: skip


def _locked(gap_id: int, actor: User) -> Gap:
    demand(policies.can_tend, actor)
    return Gap.objects.select_for_update(of=("self",)).get(pk=gap_id)


def _move(gap: Gap, target: GapStatus, kind: GapEvent, actor: User, reason: str = "") -> Gap:
    check_move(GAP_MOVES, GapStatus(gap.status), target, _("This gap"))
    gap.status, gap.closed_at = target, None
    gap.save(update_fields=["status", "closed_at"])
    history.record(subject=gap, kind=kind, actor=actor, reason=reason, is_internal=True)
    return gap

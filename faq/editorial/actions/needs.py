"""What is to be revised, and readers are told so."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.community import actions as community
from faq.editorial import policies
from faq.editorial.actions.common import differences, locked, plain
from faq.editorial.errors import ReasonMissingError
from faq.editorial.models import QuestionEvent
from faq.editorial.texts import LANGUAGES
from faq.questions.models import NeedCause, RevisionNeed
from members.accounts.models import User


@transaction.atomic
def mark_to_be_revised(
    *,
    question_id: int,
    reasons: Mapping[str, str],
    actor: User | None,
    owner: User | None = None,
    expected_on: dt.date | None = None,
    cause: str = NeedCause.OFFICE,
) -> RevisionNeed:
    """Tell readers that the answer is being worked on, why, and until when.

    `reasons` has the sentence in one language or both. Said again, the open need is changed.
    """
    demand(policies.can_write, actor)
    question = locked(question_id)
    said = {language: " ".join(reasons.get(language, "").split()) for language in LANGUAGES}
    if not any(said.values()):
        raise ReasonMissingError(_("Please say why: readers see the reason."))
    need = RevisionNeed.objects.open().filter(question=question).first()
    kind = QuestionEvent.NEED_CHANGED if need else QuestionEvent.NEED_OPENED
    need = need or RevisionNeed(question=question, cause=cause)
    before = _need_facts(need)
    for language, reason in said.items():
        setattr(need, f"reason_{language}", reason)
    need.owner, need.expected_on = owner, expected_on
    changes = differences(before, _need_facts(need))
    if need.pk and not changes:
        return need
    need.save()
    history.record(
        subject=question,
        kind=kind,
        actor=actor,
        reason=next(reason for reason in said.values() if reason),
        changes=changes,
        is_internal=True,
    )
    return need


@transaction.atomic
def revised(*, question_id: int, actor: User | None) -> None:
    """The answer is in order again, and whoever asked hears so; without an open need nothing
    happens.
    """
    need = close_need(question_id=question_id, actor=actor)
    if need:
        community.need_closed(need_id=need.pk)


def close_need(*, question_id: int, actor: User | None) -> RevisionNeed | None:
    """For a revision that is published with it: that tells whoever asked."""
    demand(policies.can_write, actor)
    question = locked(question_id)
    need = RevisionNeed.objects.open().filter(question=question).first()
    if need is None:
        return None
    need.closed_at = timezone.now()
    need.save(update_fields=["closed_at"])
    history.record(subject=question, kind=QuestionEvent.NEED_CLOSED, actor=actor, is_internal=True)
    return need


def _need_facts(need: RevisionNeed) -> dict[str, Any]:
    names = [f"reason_{language}" for language in LANGUAGES]
    return {name: plain(getattr(need, name)) for name in (*names, "owner", "expected_on")}

"""Two languages, each with its own revisions: which of them says the same as which, and how far
the other has gone on since.
"""

from faq.questions.models import Revision, Significance, Translation

_WEIGHTS = ["", *Significance.values]


def other_side(translation: Translation) -> Translation | None:
    """The answer in the other language, if there is one."""
    rows = Translation.objects.written().filter(question=translation.question_id)
    return rows.exclude(language=translation.language).first()


def meet(translation: Translation, seen: int | None = None) -> None:
    """The text says the same as the other side's revision `seen`, or its present one.

    If that is the present one, the other side says the same as this one, too. `reckon` follows.
    """
    other = other_side(translation)
    if other is None:
        return
    seen = other.revision_number if seen is None else min(seen, other.revision_number)
    translation.in_step_with = max(translation.in_step_with, seen)
    translation.save(update_fields=["in_step_with"])
    if translation.in_step_with == other.revision_number:
        other.in_step_with = translation.revision_number
        other.save(update_fields=["in_step_with"])


def reckon(translation: Translation) -> None:
    """How far each side is behind: the weightiest revision of the other since they were in step.

    Empty where none is weightier, and where one side has no answer to compare.
    """
    other = other_side(translation)
    for side, opposite in ((translation, other), (other, translation)):
        if side is None:
            continue
        since = Revision.objects.none()
        if opposite and opposite.is_written and side.is_written:
            since = Revision.objects.filter(translation=opposite, number__gt=side.in_step_with)
        weights = since.values_list("significance", flat=True)
        side.behind = max(weights, key=_WEIGHTS.index, default="")
        side.save(update_fields=["behind"])

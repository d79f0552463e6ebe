"""Two questions that ask the same become one; two labels that mean the same, too."""

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_portal.toolkit.history import actions as history
from cluster_portal.toolkit.policies import demand
from faq.asking import actions as asking
from faq.asking.models import Ask
from faq.community.models import Follow
from faq.demand import actions as demand_of_readers
from faq.demand.models import Gap
from faq.editorial import policies, wordings
from faq.editorial.actions.common import move
from faq.editorial.actions.proposals import decline_proposal
from faq.editorial.errors import MergeError, ReasonMissingError
from faq.editorial.models import Proposal, ProposalStatus, QuestionEvent
from faq.editorial.texts import LANGUAGES
from faq.questions.models import Alias, Label, Question, QuestionStatus, Visibility
from faq.search import actions as search
from faq.search.words import plain
from members.accounts.models import User

LONGEST_WORDING = 250


@transaction.atomic
def merge_questions(
    *, question_id: int, target_id: int, actor: User | None, reason: str
) -> Question:
    """The question goes to the archive and its addresses lead to the target's answer.

    Its wordings lead there too, unless they were for members and the target is not; so do the
    questions that readers asked, the gaps that it answered and the wishes to be told. Edits that
    wait for it are declined, with the reason told.
    """
    demand(policies.can_publish, actor)
    rows = Question.objects.select_for_update(of=("self",)).filter(pk__in={question_id, target_id})
    both = {row.pk: row for row in rows.order_by("pk")}
    question, target = both[question_id], both.get(target_id)
    said = " ".join(reason.split())
    if target is None or question.pk == target.pk:
        raise MergeError(_("Please choose another question to merge it into."))
    if question.merged_into_id == target.pk:
        return target
    if question.merged_into_id:
        raise MergeError(_("It is merged into another question already."))
    if target.status == QuestionStatus.ARCHIVED:
        raise MergeError(_("That question is archived. Restore it first."))
    if not said:
        raise ReasonMissingError(_("Please say why: it is kept in the history."))
    for proposal in Proposal.objects.filter(question=question, status=ProposalStatus.PENDING):
        decline_proposal(
            proposal_id=proposal.pk,
            actor=actor,
            reason=_("The question was merged into “%(title)s”.") % {"title": target},
        )
    if question.status != QuestionStatus.ARCHIVED:
        move(question, QuestionStatus.ARCHIVED)
    question.merged_into = target
    question.save(update_fields=["merged_into"])
    Question.objects.filter(merged_into=question).update(merged_into=target)
    is_secret = question.visibility == Visibility.MEMBERS != target.visibility
    if not is_secret:
        _take_wordings(question, target)
    _take_readers(question, target)
    for subject, kind, other in (
        (question, QuestionEvent.MERGED, target),
        (target, QuestionEvent.TOOK_IN, question),
    ):
        history.record(
            subject=subject,
            kind=kind,
            actor=actor,
            reason=said,
            office_note=str(other),
            is_internal=True,
        )
    search.index_questions([question.pk, target.pk])
    if target.status == QuestionStatus.PUBLISHED:
        asking.answer_published(question_id=target.pk)
        demand_of_readers.answer_published(question_id=target.pk)
    else:
        demand_of_readers.answer_left(question_id=target.pk)
    return target


@transaction.atomic
def merge_labels(*, label_id: int, into_id: int, actor: User | None) -> Label:
    """What had one label has the other; the first is gone."""
    demand(policies.can_name_labels, actor)
    rows = Label.objects.select_for_update().filter(pk__in={label_id, into_id})
    both = {row.pk: row for row in rows.order_by("pk")}
    label, into = both.get(label_id), both.get(into_id)
    if label is None or into is None or label.pk == into.pk:
        raise MergeError(_("Please choose another label to merge it into."))
    questions = Question.objects.filter(labels=label).order_by("pk")
    touched = list(questions.select_for_update(of=("self",)))
    for question in touched:
        before = sorted(question.labels.values_list("slug", flat=True))
        question.labels.remove(label)
        question.labels.add(into)
        after = sorted(question.labels.values_list("slug", flat=True))
        history.record(
            subject=question,
            kind=QuestionEvent.DETAILS_CHANGED,
            actor=actor,
            changes={"labels": [before, after]},
            is_internal=True,
        )
    if into.review_every is None and label.review_every is not None:
        into.review_every = label.review_every
        into.save(update_fields=["review_every"])
    label.delete()
    search.index_questions([question.pk for question in touched])
    return into


def _take_wordings(question: Question, target: Question) -> None:
    """Its title and other wordings, as far as they lead to no third answer."""
    for language in LANGUAGES:
        titles = question.translations.filter(language=language).values_list("title", flat=True)
        known = question.aliases.filter(language=language)
        texts = list(dict.fromkeys([*titles, *known.values_list("text", flat=True)]))
        held = {
            plain(text)
            for rows in (
                target.translations.filter(language=language).values_list("title", flat=True),
                target.aliases.filter(language=language).values_list("text", flat=True),
            )
            for text in rows
        }
        elsewhere = wordings.taken(target.pk, language, texts)
        sources = dict(known.values_list("text", "source"))
        for text in texts:
            if text in elsewhere or plain(text) in held:
                continue
            held.add(plain(text))
            source = {"source": sources[text]} if text in sources else {}
            Alias.objects.create(
                question=target, language=language, text=text[:LONGEST_WORDING], **source
            )


def _take_readers(question: Question, target: Question) -> None:
    Ask.objects.filter(question=question).update(question=target)
    Gap.objects.filter(question=question).update(question=target)
    there = Follow.objects.filter(question=target, ended_at__isnull=True)
    people = there.filter(person__isnull=False).values("person")
    addresses = there.exclude(email="").values("email")
    wishes = Follow.objects.filter(question=question, ended_at__isnull=True)
    wishes.exclude(person__in=people).exclude(email__in=addresses).update(question=target)

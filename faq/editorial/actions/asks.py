"""From a question that was asked to an answer of the FAQ."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from faq.asking import actions as asking
from faq.asking import policies as asking_policies
from faq.asking.models import Ask
from faq.editorial.actions.common import locked
from faq.editorial.actions.details import create_question
from faq.editorial.wordings import taken
from faq.questions.models import Alias, AliasSource, Question, QuestionStatus
from faq.search import actions as search
from members.accounts.models import User

WITHIN = dt.timedelta(days=7)


@transaction.atomic
def write_answer_for(*, ask_id: int, actor: User) -> Question:
    """A new question in the asker's words, which stay as another wording when an editor rewords
    it. The asker is told when it is published. Asked again, the same question is returned.
    """
    if not asking_policies.can_answer(actor):
        raise NotAllowedError
    ask = Ask.objects.select_for_update(of=("self",)).select_related("question").get(pk=ask_id)
    if ask.question and ask.question.status == QuestionStatus.NEEDS_ANSWER:
        return ask.question
    question = create_question(
        titles={ask.language: ask.text},
        audiences=[ask.audience],
        editors_note=ask.details,
        owner=ask.assignee or actor,
        actor=actor,
    )
    _keep_wording(question, ask)
    day = ask.due_on or timezone.localdate() + WITHIN
    asking.tie(ask_id=ask_id, question=question, assignee=ask.assignee or actor, due_on=day)
    return question


@transaction.atomic
def attach_to_answer(*, ask_id: int, question_id: int, actor: User) -> Ask:
    """An existing answer says it: the asker is sent there, and the wording finds it from now on."""
    question = locked(question_id)
    ask = asking.attach(ask_id=ask_id, question=question, actor=actor)
    if _keep_wording(question, ask):
        search.index_questions([question.pk])
    return ask


def _keep_wording(question: Question, ask: Ask) -> bool:
    """Unless another answer has the same wording: one wording leads to one answer."""
    if taken(question.pk, ask.language, [ask.text]):
        return False
    _alias, is_new = Alias.objects.get_or_create(
        question=question,
        language=ask.language,
        text=ask.text,
        defaults={"source": AliasSource.ASKED},
    )
    return is_new

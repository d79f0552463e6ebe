from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from faq.editorial.models import Draft, Proposal, ProposalStatus
from faq.questions.models import Question


def worklists() -> list[Worklist]:
    questions = Question.objects.with_texts()
    return [
        Worklist(
            title=_("Questions that need an answer"),
            rows=questions.needing_an_answer().order_by("created_at", "pk"),
            permission="faq.change_question",
            changelist="faq_question",
            query="status__exact=needs_answer",
            empty=_("Every question has an answer."),
        ),
        Worklist(
            title=_("Answers to be revised"),
            rows=questions.to_be_revised(),
            permission="faq.change_question",
            changelist="faq_question",
            query="waits=revision",
            empty=_("No answer is marked as to be revised."),
        ),
        Worklist(
            title=_("Drafts of answers to publish"),
            rows=questions.filter(Exists(Draft.objects.filter(question=OuterRef("pk")))),
            permission="faq.publish_question",
            changelist="faq_question",
            query="waits=draft",
            empty=_("No draft is waiting."),
        ),
        Worklist(
            title=_("Edits that members propose"),
            rows=Proposal.objects.filter(status=ProposalStatus.PENDING).order_by("created_at"),
            permission="faq.publish_question",
            changelist="faq_proposal",
            query=f"status__exact={ProposalStatus.PENDING}",
            empty=_("No proposed edit is waiting."),
        ),
    ]

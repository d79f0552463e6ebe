"""New questions, from the moment they are asked until their asker says whether it helped."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds as history
from faq.community.models import Helped, Submission
from faq.questions.models import Audience, Question
from members.accounts.models import User


class AskStatus(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("waits for the sender's confirmation")
    ASKED = "asked", _("asked")
    ASSIGNED = "assigned", _("being answered")
    PUBLISHED = "published", _("published as a new answer")
    ATTACHED = "attached", _("answered by an existing answer")
    ANSWERED = "answered", _("answered privately")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn by the asker")
    SPAM = "spam", _("spam")


_OPEN = frozenset({AskStatus.ASKED, AskStatus.ASSIGNED})
_DONE = frozenset(
    {
        AskStatus.PUBLISHED,
        AskStatus.ATTACHED,
        AskStatus.ANSWERED,
        AskStatus.DECLINED,
    }
)
ASK_MOVES = {
    AskStatus.UNCONFIRMED: frozenset({AskStatus.ASKED, AskStatus.SPAM, AskStatus.WITHDRAWN}),
    AskStatus.ASKED: frozenset({AskStatus.ASSIGNED, AskStatus.SPAM, AskStatus.WITHDRAWN}) | _DONE,
    AskStatus.ASSIGNED: frozenset({AskStatus.ASKED, AskStatus.SPAM, AskStatus.WITHDRAWN}) | _DONE,
    AskStatus.PUBLISHED: frozenset({AskStatus.ASSIGNED}),
    AskStatus.ATTACHED: frozenset({AskStatus.ASSIGNED}),
    AskStatus.ANSWERED: frozenset({AskStatus.ASSIGNED}),
    AskStatus.DECLINED: frozenset({AskStatus.ASSIGNED}),
    AskStatus.WITHDRAWN: frozenset(),
    AskStatus.SPAM: frozenset({AskStatus.ASKED, AskStatus.UNCONFIRMED}),
}


@history.register_kinds
class AskEvent(models.TextChoices):
    ASKED = "ask.asked", _("Question asked")
    CONFIRMED = "ask.confirmed", _("Address confirmed")
    ASSIGNED = "ask.assigned", _("Given to somebody to answer")
    PUBLISHED = "ask.published", _("Published as a new answer")
    ATTACHED = "ask.attached", _("Answered by an existing answer")
    ANSWERED = "ask.answered", _("Answered privately")
    DECLINED = "ask.declined", _("Declined")
    WITHDRAWN = "ask.withdrawn", _("Withdrawn")
    SPAM = "ask.spam", _("Held as spam")
    LET_THROUGH = "ask.let_through", _("Not spam after all")
    REOPENED = "ask.reopened", _("Taken up again")
    HELPED = "ask.helped", _("The asker said whether it helped")


class AskQuerySet(models.QuerySet):
    def open(self) -> "AskQuerySet":
        return self.filter(status__in=_OPEN)


class Ask(Submission):
    """A question that somebody put to the office. Private until it is published reworded."""

    text = models.CharField(_("question"), max_length=250)
    details = models.TextField(_("more about it"), max_length=4000, blank=True)
    audience = models.CharField(
        _("asked by"), max_length=12, choices=Audience, default=Audience.JOINING
    )
    offered = models.ManyToManyField(
        Question, blank=True, related_name="+", verbose_name=_("answers that were offered")
    )
    status = models.CharField(
        _("state"), max_length=11, choices=AskStatus, default=AskStatus.UNCONFIRMED
    )
    assignee = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answers")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    question = models.ForeignKey(
        Question,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asks",
        verbose_name=_("the answer"),
    )
    reply = models.TextField(_("private reply"), max_length=8000, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    helped = models.CharField(_("helped"), max_length=6, choices=Helped, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("asked question")
        verbose_name_plural = _("asked questions")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="ask_status_known", condition=Q(status__in=AskStatus.values)
            ),
            models.CheckConstraint(
                name="ask_confirmed_before_anybody_works_on_it",
                condition=Q(status__in=["unconfirmed", "spam", "withdrawn"])
                | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ask_assigned_has_person_and_day",
                condition=~Q(status="assigned") | Q(assignee__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ask_answer_has_a_question",
                condition=~Q(status__in=["published", "attached"]) | Q(question__isnull=False),
            ),
            models.CheckConstraint(
                name="ask_private_answer_has_words",
                condition=~Q(status="answered") | ~Q(reply=""),
            ),
            models.CheckConstraint(
                name="ask_declined_has_reason", condition=~Q(status="declined") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="faq_ask_waiting")]

    def __str__(self):
        return self.text

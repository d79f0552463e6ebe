"""From the first word of an applicant to the decision of the Board."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cluster_portal.toolkit.history.kinds import register_kinds


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("being filled in")
    SUBMITTED = "submitted", _("sent in")
    SCREENING = "screening", _("being looked through")
    INFO_REQUESTED = "info_requested", _("waiting for your answer")
    READY = "ready", _("ready for the Board")
    APPROVED = "approved", pgettext_lazy("application", "approved")
    REJECTED = "rejected", _("not approved")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


S = ApplicationStatus
APPLICATION_MOVES = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN, S.EXPIRED}),
    S.SUBMITTED: frozenset({S.SCREENING, S.WITHDRAWN}),
    S.SCREENING: frozenset({S.INFO_REQUESTED, S.READY, S.WITHDRAWN}),
    S.INFO_REQUESTED: frozenset({S.SCREENING, S.WITHDRAWN, S.EXPIRED}),
    S.READY: frozenset({S.SCREENING, S.APPROVED, S.REJECTED, S.WITHDRAWN}),
    S.APPROVED: frozenset(),
    S.REJECTED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.EXPIRED: frozenset(),
}
WAITING = (S.SUBMITTED, S.SCREENING, S.INFO_REQUESTED, S.READY)
OPEN = (S.DRAFT, *WAITING)
TAKES_PAPERS = (S.DRAFT, S.SUBMITTED, S.SCREENING, S.INFO_REQUESTED)
DRAFT_LASTS = dt.timedelta(days=60)
REMINDED_BEFORE = dt.timedelta(days=7)
ANSWER_DAYS = 30  # where the office names no other day
ANSWER_REMINDERS = (dt.timedelta(days=7), dt.timedelta(days=1))  # before the last day


@register_kinds
class ApplicationEvent(models.TextChoices):
    BEGUN = "application.begun", _("Application begun")
    SECTION_SHARED = "application.section_shared", _("Page handed to a colleague")
    SECTION_FILLED = "application.section_filled", _("Page filled in by a colleague")
    SECTION_TAKEN_BACK = "application.section_taken_back", _("Colleague's link closed")
    SUBMITTED = "application.submitted", _("Application sent in")
    SCREENING = "application.screening", _("The office began to look through it")
    CHECKED = "application.checked", _("Checklist changed")
    ASKED = "application.asked", _("The office asked for more")
    ANSWERED = "application.answered", _("Question answered")
    PAPER_ADDED = "application.paper_added", _("Paper added")
    READY = "application.ready", _("Ready for the Board")
    SENT_BACK = "application.sent_back", _("Taken back from the Board's papers")
    APPROVED = "application.approved", _("Application approved")
    REJECTED = "application.rejected", _("Application not approved")
    WITHDRAWN = "application.withdrawn", _("Application withdrawn")
    REMINDED = "application.reminded", _("Reminder sent")
    EXPIRED = "application.expired", _("Application expired")

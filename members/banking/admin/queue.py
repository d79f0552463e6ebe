"""The queue: one line at a time, one key for each decision; it works as plain buttons too."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.paging import words_asked
from cluster_portal.toolkit.templatetags.portal import money
from members.banking import actions, policies
from members.banking.actions.deciding import Part
from members.banking.forms import IgnoreForm, PartFormSet, RateForm
from members.banking.matching.reasons import note_in_words
from members.banking.models import LineStatus, MatchStatus, StatementLine
from members.banking.queue import documents_found, organisations_found, told_matches, twin_of
from members.ledger.models import Receivable

NEXT = "admin:members_statementline_queue"
QUEUE = "admin:members_statementline_decide"


class QueuePages:
    """Of the admin of lines."""

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("queue/", wrap(self.next_line), name="members_statementline_queue"),
            path("queue/<int:pk>/", wrap(self.decide), name="members_statementline_decide"),
            path("queue/<int:pk>/split/", wrap(self.split), name="members_statementline_split"),
            *super().get_urls(),
        ]

    def next_line(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_decide(request.user):
            raise PermissionDenied
        line = StatementLine.objects.waiting().first()
        if line is None:
            values = self._values(request, title=_("The queue"))
            return TemplateResponse(request, "members/banking/admin/queue_empty.html", values)
        return redirect(QUEUE, pk=line.pk)

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_decide(request.user):
            raise PermissionDenied
        line = get_object_or_404(StatementLine.objects.select_related("account", "file"), pk=pk)
        ignoring = IgnoreForm(prefix="ignore")
        rating = RateForm(prefix="rate")
        if request.method == "POST":
            said = request.POST.get("decision", "")
            if said == "ignore":
                ignoring = IgnoreForm(request.POST, prefix="ignore")
            if said.startswith(("to-document-", "to-organisation-")):
                rating = RateForm(request.POST, prefix="rate")
            if self._act(request, line, said, ignoring, rating):
                return redirect(NEXT)
            line.refresh_from_db()
        elif line.status != LineStatus.QUEUED:
            return redirect("admin:members_statementline_change", pk)
        words = words_asked(request)
        return TemplateResponse(
            request,
            "members/banking/admin/queue.html",
            self._values(
                request,
                title=_("%(amount)s of %(day)s")
                % {
                    "amount": money(line.amount, line.currency),
                    "day": date_format(line.booked_on, "SHORT_DATE_FORMAT"),
                },
                line=line,
                why=note_in_words(line.note),
                twin=twin_of(line),
                matches=[m for m in told_matches(line) if m.match.status == MatchStatus.PROPOSED],
                ignoring=ignoring,
                rating=rating,
                words=words,
                documents=documents_found(words) if words else [],
                organisations=organisations_found(words) if words else [],
                waiting=StatementLine.objects.waiting().count(),
            ),
        )

    def _act(
        self,
        request: HttpRequest,
        line: StatementLine,
        said: str,
        ignoring: IgnoreForm,
        rating: RateForm,
    ) -> bool:
        """True when it is done; otherwise the page says why not, with what was typed."""
        what, _dash, key = said.rpartition("-")
        try:
            if said == "later":
                actions.postpone_line(line_id=line.pk, actor=request.user)
                return True
            if said == "ignore":
                if not ignoring.is_valid():
                    return False
                reason = ignoring.cleaned_data["reason"]
                actions.ignore_line(line_id=line.pk, actor=request.user, reason=reason)
                messages.success(request, _("The line is set aside."))
                return True
            if what == "match" and key.isdecimal():
                actions.post_match(line_id=line.pk, match_id=int(key), actor=request.user)
            elif what in {"to-document", "to-organisation"} and key.isdecimal():
                if not rating.is_valid():
                    return False
                self._post_to(line, what, int(key), rating.cleaned_data["rate"], request)
            else:
                messages.warning(request, _("Choose one of the decisions."))
                return False
        except PortalError as error:
            messages.error(request, str(error))
            return False
        messages.success(
            request,
            _("%(amount)s is posted.") % {"amount": money(line.amount, line.currency)},
        )
        return True

    def _post_to(
        self, line: StatementLine, what: str, key: int, rate: Decimal | None, request: HttpRequest
    ) -> None:
        if what == "to-organisation":
            part = Part(organisation_id=key, amount=line.amount)
        else:
            receivable = get_object_or_404(Receivable, pk=key)
            part = Part(
                organisation_id=receivable.organisation_id,
                amount=line.amount,
                receivable_id=receivable.pk,
            )
        actions.post_by_hand(line_id=line.pk, parts=[part], actor=request.user, rate=rate)

    def split(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For several documents, or several organisations."""
        if not policies.can_decide(request.user):
            raise PermissionDenied
        line = get_object_or_404(StatementLine.objects.select_related("account"), pk=pk)
        is_sent = request.method == "POST"
        parts = PartFormSet(request.POST if is_sent else None)
        rating = RateForm(request.POST if is_sent else None, prefix="rate")
        if is_sent and parts.is_valid() and rating.is_valid():
            try:
                actions.post_by_hand(
                    line_id=pk,
                    parts=[_part_of(form.cleaned_data) for form in parts if _is_filled(form)],
                    actor=request.user,
                    rate=rating.cleaned_data["rate"],
                )
            except PortalError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("The line is posted in its parts."))
                return redirect(NEXT)
        values = self._values(
            request,
            title=_("Split %(amount)s") % {"amount": money(line.amount, line.currency)},
            line=line,
            parts=parts,
            rating=rating,
            back=reverse(QUEUE, args=[pk]),
        )
        return TemplateResponse(request, "members/banking/admin/split.html", values)

    def _values(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, **more}


def _is_filled(form: Any) -> bool:
    return bool(form.cleaned_data.get("amount"))


def _part_of(data: dict[str, Any]) -> Part:
    receivable = data.get("receivable")
    organisation_id = receivable.organisation_id if receivable else data["organisation"].pk
    return Part(
        organisation_id=organisation_id,
        amount=data["amount"],
        receivable_id=receivable.pk if receivable else None,
    )

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cluster_portal.toolkit import countries
from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.office import change_url
from cluster_portal.toolkit.templatetags.portal import money
from cluster_portal.toolkit.uploads import download
from members.fees.quotes import Quote
from members.registration import actions, interests, policies, summary
from members.registration.admin import deciding
from members.registration.admin.filters import WaitingFilter
from members.registration.duplicates import hints_for
from members.registration.models import (
    Application,
    ApplicationCheck,
    ApplicationDocument,
    BoardSnapshot,
    InformationRequest,
)

FIELDSETS = [
    (None, {
        "fields": ["state", "status_since", "category", "submitted_at", "decide_by_marked", "fee"],
    }),
    (gettext_lazy("Organisation"), {
        "fields": ["legal_name", "display_name", "country_name", "identifier",
                   "identifier_confirmed", "register_number", "founded_on", "website", "address"],
    }),
    (gettext_lazy("People"), {
        "fields": ["contact_name", "contact_email", "contact_job_title", "contact_phone",
                   "signatory_name", "signatory_job_title", "signatory_email", "others",
                   "language"],
    }),
    (gettext_lazy("Size and fee"), {
        "fields": ["staff_count", "staff_counted_on", "size_definition", "turnover",
                   "turnover_currency", "turnover_ended_on", "tier", "plan", "code"],
    }),
    (gettext_lazy("Reasons"), {
        "fields": ["motivation", "contribution", "objective_names", "group_names", "interests",
                   "answers_given"],
    }),
    (gettext_lazy("Accepted"), {
        "fields": ["statute_accepted_at", "statute_acceptance", "privacy_accepted_at",
                   "privacy_acceptance"],
    }),
]  # fmt: skip
DECISION = (gettext_lazy("Decision"), {
    "fields": ["decided_on", "decision_reference", "decision_reason", "decision_note",
               "decided_at", "may_reapply_on", "organisation"],
})  # fmt: skip


def _short(day: dt.date) -> str:
    """Of a column: never broken over two lines."""
    return formats.date_format(day, "SHORT_DATE_FORMAT").replace(" ", "\u00a0")


class ReadOnlyInline(admin.TabularInline):
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_application")


class PaperInline(ReadOnlyInline):
    model = ApplicationDocument
    fields = readonly_fields = ["paper", "kind", "is_size_evidence", "uploaded_at", "fingerprint"]

    @admin.display(description=gettext_lazy("paper"))
    def paper(self, document: ApplicationDocument) -> str:
        address = f"../paper/{document.pk}/"
        return format_html('<a href="{}">{}</a>', address, document.name)

    @admin.display(description="SHA-256")
    def fingerprint(self, document: ApplicationDocument) -> str:
        return f"{document.sha256[:16]}…"


class QuestionInline(ReadOnlyInline):
    model = InformationRequest
    fields = readonly_fields = ["question", "asked_by", "asked_at", "answer_by", "reminders",
                                "answer", "answered_at"]  # fmt: skip


class CheckInline(ReadOnlyInline):
    """Ticked on a page of its own, by an action."""

    model = ApplicationCheck
    fields = readonly_fields = ["point", "done_at", "done_by"]


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """What applicants wrote is read here; what happens to it are actions with their own pages."""

    list_display = ["__str__", "category", "state", "sent_on", "decide_by_marked", "identifier"]
    list_filter = [WaitingFilter, "status", "category", "country"]
    list_select_related = ["organisation"]
    search_fields = ["legal_name", "display_name", "identifier", "contact_email", "contact_name",
                     "decision_reference"]  # fmt: skip
    date_hierarchy = "submitted_at"
    ordering = ["-submitted_at", "-created_at"]
    fieldsets = FIELDSETS
    readonly_fields = ["state", "decide_by_marked", "fee", "country_name", "address", "others",
                       "objective_names", "group_names", "answers_given"]  # fmt: skip
    list_per_page = 50
    view_on_site = False  # the page behind the applicant's link is the applicant's
    inlines = [CheckInline, PaperInline, QuestionInline]
    change_form_template = "members/registration/admin/application_change_form.html"

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, application: Application) -> str:
        return application.get_status_display()

    @admin.display(description=gettext_lazy("sent in"), ordering="submitted_at")
    def sent_on(self, application: Application) -> str:
        sent = application.submitted_at
        return _short(timezone.localdate(sent)) if sent else "–"

    @admin.display(description=gettext_lazy("decision due"), ordering="decide_by")
    def decide_by_marked(self, application: Application) -> str:
        if application.decide_by is None:
            return "–"
        day = _short(application.decide_by)
        is_late = application.is_waiting and application.decide_by < timezone.localdate()
        return _("%(day)s – overdue") % {"day": day} if is_late else day

    @admin.display(description=gettext_lazy("fee quoted"))
    def fee(self, application: Application) -> str:
        if not application.quote:
            return "–"
        quoted = Quote.from_json(application.quote)
        lines = [f"{line.what}: {money(line.amount)} ({line.why})" for line in quoted.lines]
        return "\n".join([money(quoted.total, quoted.currency), *lines])

    @admin.display(description=gettext_lazy("country"))
    def country_name(self, application: Application) -> str:
        return countries.name_of(application.country)

    @admin.display(description=gettext_lazy("address"))
    def address(self, application: Application) -> str:
        names = ("street", "postal_code", "city", "county")
        return ", ".join(filter(None, (getattr(application, name) for name in names))) or "–"

    @admin.display(description=gettext_lazy("other people"))
    def others(self, application: Application) -> str:
        rows = [
            " · ".join(filter(None, [one.full_name, one.job_title, one.email, one.role_names]))
            for one in application.people.all()
        ]
        return "\n".join(rows) or "–"

    @admin.display(description=gettext_lazy("strategic objectives"))
    def objective_names(self, application: Application) -> str:
        return "\n".join(map(str, application.objectives.all())) or "–"

    @admin.display(description=gettext_lazy("groups of interest"))
    def group_names(self, application: Application) -> str:
        return "\n".join(interests.names_of(application.groups)) or "–"

    @admin.display(description=gettext_lazy("questions of its kind"))
    def answers_given(self, application: Application) -> str:
        rows = application.answers.select_related("question")
        said = [
            f"{one.question}\n{summary.answer_in_words(one.question.answer_kind, one.text)}"
            for one in rows
        ]
        return "\n\n".join(said) or "–"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        is_decided = obj is not None and obj.decided_on
        return [FIELDSETS[0], DECISION, *FIELDSETS[1:]] if is_decided else FIELDSETS

    def get_inlines(self, request: HttpRequest, obj: Any) -> list:
        has_any = {
            CheckInline: obj is not None and obj.checks.exists(),
            PaperInline: obj is not None and obj.documents.exists(),
            QuestionInline: obj is not None and obj.information_requests.exists(),
        }
        return [inline for inline in self.inlines if has_any[inline]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_application")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = [
            path(
                f"<int:pk>/{name}/",
                wrap(deciding.page(self, view)),
                name=f"members_application_{name}",
            )
            for name, view in deciding.PAGES.items()
        ]
        paper = path(
            "<int:pk>/paper/<int:paper_pk>/",
            wrap(self.paper),
            name="members_application_paper",
        )
        snapshot = path(
            "<int:pk>/snapshot/<int:snapshot_pk>/",
            wrap(self.snapshot),
            name="members_application_snapshot",
        )
        return [*pages, paper, snapshot, *super().get_urls()]

    def snapshot(self, request: HttpRequest, pk: int, snapshot_pk: int) -> HttpResponse:
        """What the Board saw, word for word."""
        if not policies.can_see_papers(request.user):
            raise PermissionDenied
        snapshot = get_object_or_404(
            BoardSnapshot.objects.select_related("application"), pk=snapshot_pk, application=pk
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the Board saw: %(application)s")
            % {"application": snapshot.application},
            "snapshot": snapshot,
            "sections": snapshot.content["languages"][get_language() or settings.LANGUAGE_CODE],
            "opts": self.opts,
        }
        return TemplateResponse(request, "members/registration/admin/board_snapshot.html", context)

    def paper(self, request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
        if not policies.can_see_papers(request.user):
            raise PermissionDenied
        document = get_object_or_404(ApplicationDocument, pk=paper_pk, application=pk)
        return download(document.file, name=document.name)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        application = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if application is not None:
            more = {
                "tools": deciding.tools_for(request.user, application),
                "lacking": actions.lacking_for_board(application)
                if application.status in deciding.LOOKED_AT
                else [],
                "snapshots": application.board_snapshots.all(),
                "hints": [(hint, change_url(hint.subject)) for hint in hints_for(application)],
                "mails": OutgoingMail.objects.filter(
                    about_type=ContentType.objects.get_for_model(Application),
                    about_id=application.pk,
                ),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

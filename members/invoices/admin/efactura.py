from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from members.invoices import actions, policies
from members.invoices.archive import zip_of
from members.invoices.forms import AnsweredForm, ReasonForm, SentForm
from members.invoices.models import EFacturaSubmission, Invoice
from members.invoices.ubl.builder import xml_of
from members.invoices.ubl.rules import problems_of

PAGES = ["sent", "accepted", "refused", "set_aside", "take_up"]


class DeadlineFilter(admin.SimpleListFilter):
    title = gettext_lazy("deadline")
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("to send")), ("overdue", _("overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "overdue":
            return queryset.overdue()
        return queryset.waiting() if self.value() == "waiting" else queryset


@admin.register(EFacturaSubmission)
class EFacturaAdmin(ReadOnlyAdmin):
    """What the accountant sends to RO e-Factura, by when, and what was answered."""

    list_display = ["number", "buyer", "kind", "deadline", "status", "upload_index"]
    list_display_links = ["number"]
    list_filter = [DeadlineFilter, "status", "invoice__kind"]
    list_select_related = ["invoice__organisation"]
    search_fields = ["upload_index", "invoice__organisation__display_name",
                     "invoice__organisation__legal_name", "invoice__organisation__identifier",
                     "invoice__payment_reference"]  # fmt: skip
    search_help_text = gettext_lazy("Number, upload index or organisation")
    date_hierarchy = "send_by"
    ordering = ["send_by", "pk"]
    list_per_page = 50
    actions = ["download"]
    change_form_template = "members/invoices/admin/efactura_change_form.html"
    fields = ["number", "buyer", "deadline", "status", "checked", "sent_on", "upload_index",
              "answered_on", "message"]  # fmt: skip
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        rows, has_doubles = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return rows, has_doubles
        found = Invoice.objects.matching(search_term.strip()).values("pk")
        return queryset.filter(invoice__in=found) | rows, True

    @admin.display(description=gettext_lazy("document"), ordering="invoice__sequence")
    def number(self, row: EFacturaSubmission) -> str:
        return row.invoice.number

    @admin.display(description=gettext_lazy("buyer"))
    def buyer(self, row: EFacturaSubmission) -> str:
        return row.invoice.buyer["legal_name"]

    @admin.display(description=gettext_lazy("kind"))
    def kind(self, row: EFacturaSubmission) -> str:
        return row.invoice.get_kind_display()

    @admin.display(description=gettext_lazy("to send by"), ordering="send_by")
    def deadline(self, row: EFacturaSubmission) -> str:
        day = formats.date_format(row.send_by, "SHORT_DATE_FORMAT")
        if not row.is_overdue():
            return day
        late = (timezone.localdate() - row.send_by).days
        said = ngettext("%(number)d day late", "%(number)d days late", late) % {"number": late}
        return f"{day} · {said}"

    @admin.display(description=gettext_lazy("our check"))
    def checked(self, row: EFacturaSubmission) -> str:
        found = problems_of(xml_of(row.invoice))
        if not found:
            return _("The XML follows the rules that the portal knows.")
        return "\n".join(map(str, found))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_download_efactura(request.user)

    def has_download_permission(self, request: HttpRequest) -> bool:
        return policies.can_download_efactura(request.user)

    @admin.action(description=gettext_lazy("Download the XML of the chosen as ZIP"),
                  permissions=["download"])  # fmt: skip
    def download(self, request: HttpRequest, queryset: QuerySet) -> StreamingHttpResponse:
        invoices = (
            Invoice.objects.filter(efactura__in=queryset.values("pk"))
            .select_related("credit_of")
            .prefetch_related("lines")
            .order_by("issued_on", "series", "sequence")
        )
        response = StreamingHttpResponse(
            zip_of(invoices.iterator(chunk_size=200)), content_type="application/zip"
        )
        name = f"e-factura-{timezone.localdate():%Y-%m-%d}.zip"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        may = {"may_follow": policies.can_follow_efactura(request.user)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            *(
                path(f"<int:pk>/{page}/", wrap(getattr(self, f"{page}_page")),
                     name=f"members_efacturasubmission_{page}")
                for page in PAGES
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def _page(self, request: HttpRequest, pk: int, form: Any, act: Any, **words: Any) -> Any:
        if not policies.can_follow_efactura(request.user):
            raise PermissionDenied
        rows = EFacturaSubmission.objects.select_related("invoice__organisation")
        subject = get_object_or_404(rows, pk=pk)

        def do(data: dict[str, Any]) -> str:
            act(submission_id=pk, actor=request.user, **data)
            return _("It is written down.")

        return action_page(
            request, model_admin=self, subject=subject, form=form, act=do,
            facts=[(_("Document"), subject.invoice.number), (_("Buyer"), self.buyer(subject))],
            **words,
        )  # fmt: skip

    def sent_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(
            request, pk, SentForm(sent(request)), actions.mark_sent,
            title=_("Sent to RO e-Factura"), button=_("Write down as sent"),
            text=_("The portal sends nothing: write down what you sent yourself."),
        )  # fmt: skip

    def accepted_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AnsweredForm(sent(request), needs_message=False)
        return self._page(
            request, pk, form, actions.mark_accepted,
            title=_("Accepted by RO e-Factura"), button=_("Write down as accepted"),
        )  # fmt: skip

    def refused_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AnsweredForm(sent(request), needs_message=True)
        return self._page(
            request, pk, form, actions.mark_refused,
            title=_("Refused by RO e-Factura"), button=_("Write down as refused"), is_grave=True,
            text=_("Copy the message as it came. After mending what it says, send again."),
        )  # fmt: skip

    def set_aside_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(
            request, pk, ReasonForm(sent(request)), actions.set_aside,
            title=_("Not to be sent"), button=_("Set aside"), is_grave=True,
        )  # fmt: skip

    def take_up_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(
            request, pk, ReasonForm(sent(request)), actions.take_up,
            title=_("To be sent after all"), button=_("Take up"),
        )  # fmt: skip

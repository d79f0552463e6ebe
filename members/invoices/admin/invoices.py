from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from cluster_portal.toolkit.templatetags.portal import money
from members.invoices import actions, pdf, policies
from members.invoices.admin.drafting import draft_page
from members.invoices.documents import InvoiceDocument
from members.invoices.forms import ConvertForm, CreditForm, ReasonForm
from members.invoices.models import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from members.invoices.previews import facts_to_issue
from members.invoices.ubl.builder import xml_of


class LineInline(admin.TabularInline):
    model = InvoiceLine
    fields = ["position", "description_ro", "description_en", "quantity", "unit", "unit_price",
              "vat_code", "vat_rate", "net"]  # fmt: skip
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    """Drafts are written on a page of their own; what is issued is read, credited, never edited."""

    list_display = ["title", "organisation", "kind", "day", "total", "status", "efactura_state"]
    list_display_links = ["title"]
    list_filter = ["kind", "status", "currency", "year", "efactura__status"]
    list_select_related = ["organisation", "efactura"]
    search_fields = ["organisation__display_name", "organisation__legal_name",
                     "organisation__identifier"]  # fmt: skip
    search_help_text = gettext_lazy("Number, payment reference, order, service or organisation")
    date_hierarchy = "issued_on"
    ordering = ["-created_at"]
    list_per_page = 50
    view_on_site = False
    inlines = [LineInline]
    change_form_template = "members/invoices/admin/invoice_change_form.html"
    fieldsets = [
        (None, {"fields": ["title", "kind", "organisation", "status", "total", "in_lei", "rate"]}),
        (gettext_lazy("As issued"), {
            "fields": ["issued_on", "supplied_on", "due_on", "vat_parts", "reference", "iban",
                       "language", "purchase_order", "note", "credit_of", "reason", "proforma"],
        }),
    ]  # fmt: skip
    readonly_fields = ["title", "total", "in_lei", "rate", "vat_parts", "reference", "iban"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        rows, has_doubles = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return rows, has_doubles
        found = Invoice.objects.matching(search_term.strip()).values("pk")
        return queryset.filter(pk__in=found) | rows, True

    @admin.display(description=gettext_lazy("number"), ordering="sequence")
    def title(self, invoice: Invoice) -> str:
        return invoice.number or _("Draft %(number)s") % {"number": invoice.pk}

    @admin.display(description=gettext_lazy("issued"), ordering="issued_on")
    def day(self, invoice: Invoice) -> str:
        if invoice.issued_on is None:
            return "–"
        return formats.date_format(invoice.issued_on, "SHORT_DATE_FORMAT").replace(" ", "\u00a0")

    @admin.display(description=gettext_lazy("total"), ordering="gross")
    def total(self, invoice: Invoice) -> str:
        if not invoice.number:
            return "–"
        sign = "−" if invoice.kind == InvoiceKind.CREDIT_NOTE else ""
        return sign + money(invoice.gross, invoice.currency)

    @admin.display(description=gettext_lazy("in lei"))
    def in_lei(self, invoice: Invoice) -> str:
        return _("%(net)s and VAT of %(vat)s") % {
            "net": money(invoice.net_ron, "RON"), "vat": money(invoice.vat_ron, "RON"),
        }  # fmt: skip

    @admin.display(description=gettext_lazy("rate"))
    def rate(self, invoice: Invoice) -> str:
        if invoice.exchange_rate is None or invoice.rate_on is None:
            return "–"
        said = _("1 %(currency)s = %(rate)s RON, %(day)s") % {
            "currency": invoice.currency,
            "rate": formats.number_format(invoice.exchange_rate, decimal_pos=4),
            "day": formats.date_format(invoice.rate_on, "SHORT_DATE_FORMAT"),
        }
        return f"{said} · {invoice.rate_reason}" if invoice.rate_reason else said

    @admin.display(description=gettext_lazy("VAT by category"))
    def vat_parts(self, invoice: Invoice) -> str:
        return "\n".join(
            f"{group.category} {group.rate} %: {money(group.base)} → {money(group.vat)}"
            for group in InvoiceDocument(invoice).groups
        )

    @admin.display(description=gettext_lazy("payment reference"))
    def reference(self, invoice: Invoice) -> str:
        return InvoiceDocument(invoice).reference or "–"

    @admin.display(description="IBAN")
    def iban(self, invoice: Invoice) -> str:
        return InvoiceDocument(invoice).iban if invoice.seller else "–"

    @admin.display(description="e-Factura", ordering="efactura__status")
    def efactura_state(self, invoice: Invoice) -> str:
        submission = getattr(invoice, "efactura", None)
        return submission.get_status_display() if submission else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_write_drafts(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_invoice")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return draft_page(request, model_admin=self)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        may = {
            "may_write": policies.can_write_drafts(request.user),
            "may_issue": policies.can_issue(request.user),
            "may_credit": policies.can_credit(request.user),
            "may_download": policies.can_download_efactura(request.user),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = ["draft", "issue", "discard", "credit", "convert", "withdraw", "pdf", "ubl"]
        return [
            *(
                path(f"<int:pk>/{page}/", wrap(getattr(self, f"{page}_page")),
                     name=f"members_invoice_{page}")
                for page in pages
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def _subject(self, request: HttpRequest, pk: int, may: Any, *kinds: str) -> Invoice:
        if not may(request.user):
            raise PermissionDenied
        rows = Invoice.objects.select_related("organisation", "credit_of", "proforma")
        return get_object_or_404(rows.filter(kind__in=kinds) if kinds else rows, pk=pk)

    def draft_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = self._subject(request, pk, policies.can_write_drafts)
        return draft_page(request, model_admin=self, invoice=invoice)

    def issue_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = self._subject(request, pk, policies.can_issue)

        def act(data: dict[str, Any]) -> str:
            done = actions.issue(invoice_id=pk, actor=request.user)
            return _("%(number)s over %(amount)s is issued and mailed.") % {
                "number": done.number, "amount": money(done.gross, done.currency),
            }  # fmt: skip

        return action_page(
            request, model_admin=self, subject=invoice, form=forms.Form(sent(request)), act=act,
            title=_("Issue this document"), facts=preview(invoice),
            text=_("It gets the next number of its series, is mailed at once and cannot be changed "
                   "afterwards, only credited."),
            button=_("Issue and mail"),
        )  # fmt: skip

    def discard_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = self._subject(request, pk, policies.can_write_drafts)

        def act(data: dict[str, Any]) -> str:
            actions.discard_draft(invoice_id=pk, actor=request.user)
            return _("The draft is discarded.")

        return action_page(
            request, model_admin=self, subject=invoice, form=forms.Form(sent(request)), act=act,
            title=_("Discard this draft"), button=_("Discard"), is_grave=True,
            text=_("It stays in the list as discarded; it never had a number."),
        )  # fmt: skip

    def credit_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = self._subject(request, pk, policies.can_credit, InvoiceKind.INVOICE)
        form = CreditForm(sent(request), left=actions.left_of(invoice))

        def act(data: dict[str, Any]) -> str:
            note = actions.credit(
                invoice_id=pk, reason=data["reason"], lines=form.lines(), actor=request.user,
                submission_key=data["submission_key"],
            )  # fmt: skip
            return _("Credit note %(number)s takes %(amount)s off %(invoice)s.") % {
                "number": note.number, "amount": money(note.gross, note.currency),
                "invoice": invoice.number,
            }  # fmt: skip

        return action_page(
            request, model_admin=self, subject=invoice, form=form, act=act,
            title=_("Credit %(number)s") % {"number": invoice.number},
            text=_("A credit note with its own number is issued and mailed; the invoice stays. "
                   "Write how much of each line is taken back."),
            button=_("Issue the credit note"), is_grave=True,
        )  # fmt: skip

    def convert_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        proforma = self._subject(request, pk, policies.can_issue, InvoiceKind.PROFORMA)

        def act(data: dict[str, Any]) -> str:
            done = actions.convert_proforma(proforma_id=pk, actor=request.user, **data)
            return _("Invoice %(number)s is issued and mailed.") % {"number": done.number}

        return action_page(
            request, model_admin=self, subject=proforma, act=act,
            form=ConvertForm(sent(request), proforma=proforma),
            title=_("Invoice pro-forma %(number)s") % {"number": proforma.number},
            text=_("The invoice has the same lines and the same payment reference."),
            button=_("Issue the invoice"),
        )  # fmt: skip

    def withdraw_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        proforma = self._subject(request, pk, policies.can_issue, InvoiceKind.PROFORMA)

        def act(data: dict[str, Any]) -> str:
            actions.withdraw_proforma(proforma_id=pk, actor=request.user, **data)
            return _("The pro-forma is withdrawn.")

        return action_page(
            request, model_admin=self, subject=proforma, form=ReasonForm(sent(request)), act=act,
            title=_("Withdraw pro-forma %(number)s") % {"number": proforma.number},
            button=_("Withdraw"), is_grave=True,
        )  # fmt: skip

    def pdf_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = self._subject(request, pk, lambda user: user.has_perm("members.view_invoice"))
        if not invoice.number:
            prepared(invoice)
        return as_file(pdf.pdf_of(invoice), pdf.file_name(invoice), "application/pdf")

    def ubl_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        invoice = self._subject(
            request, pk, policies.can_download_efactura, "invoice", "credit_note"
        )
        if not invoice.number:
            raise PermissionDenied(_("A draft has no XML yet."))
        return as_file(xml_of(invoice), pdf.file_name(invoice, "xml"), "application/xml")


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    way = "inline" if kind == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def prepared(invoice: Invoice) -> list[InvoiceLine]:
    """A draft as it would be issued today; nothing is saved. Raises the errors of issuing."""
    lines = list(invoice.lines.all())
    actions.prepare(invoice, lines, on=timezone.localdate())
    invoice._prefetched_objects_cache = {"lines": lines}
    return lines


def preview(invoice: Invoice) -> list[tuple[str, str]]:
    """What would be issued, and what is missing for it."""
    if invoice.status != InvoiceStatus.DRAFT:
        return []
    return facts_to_issue(lambda: (invoice, prepared(invoice)))

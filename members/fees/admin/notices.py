import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import action_page
from cluster_portal.toolkit.templatetags.portal import money
from members.fees import actions, paper, policies
from members.fees.documents import NoticeDocument
from members.fees.errors import FeeError
from members.fees.forms import IssueForm, ProFormaForm, ReasonForm
from members.fees.models import FeeNotice, FeeNoticeStatus
from members.ledger import policies as ledger_policies
from members.ledger.admin import SettlementFilter

NUMBER = re.compile(r"^\s*(?P<series>[A-Za-z]+)-?(?P<year>\d{4})-?(?P<sequence>\d{1,6})\s*$")


@admin.register(FeeNotice)
class FeeNoticeAdmin(admin.ModelAdmin):
    list_display = [
        "number",
        "organisation",
        "year_of_fee",
        "due",
        "total",
        "balance",
        "settlement",
    ]
    list_filter = [SettlementFilter, "fee_year", "currency", "organisation__category"]
    list_select_related = ["organisation"]
    search_fields = ["payment_reference", "organisation__display_name",
                     "organisation__legal_name", "organisation__identifier"]  # fmt: skip
    search_help_text = gettext_lazy("Number, payment reference, organisation or its code")
    date_hierarchy = "issued_on"
    ordering = ["-year", "-sequence"]
    list_per_page = 50
    view_on_site = False
    change_form_template = "members/fees/admin/notice_change_form.html"
    change_list_template = "members/fees/admin/notice_change_list.html"
    fieldsets = [
        (None, {
            "fields": ["number", "organisation", "fee_year", "settlement", "balance", "payments"],
        }),
        (gettext_lazy("As issued"), {
            "fields": ["issued_on", "due_on", "total", "what_for", "instalments", "reference",
                       "iban", "covers_until", "language", "cancelled_at"],
        }),
    ]  # fmt: skip
    readonly_fields = ["number", "settlement", "balance", "payments", "total", "what_for",
                       "instalments", "reference", "iban"]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_balance()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        number = NUMBER.match(search_term)
        if number:
            found = queryset.filter(
                series__iexact=number["series"],
                year=int(number["year"]),
                sequence=int(number["sequence"]),
            )
            if found.exists():
                return found, False
        reference = re.sub(r"\s", "", search_term).upper()
        if reference.startswith("RF"):
            return queryset.filter(payment_reference__startswith=reference), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=gettext_lazy("number"), ordering="sequence")
    def number(self, notice: FeeNotice) -> str:
        return notice.number

    @admin.display(description=gettext_lazy("due"), ordering="due_on")
    def due(self, notice: FeeNotice) -> str:
        return formats.date_format(notice.due_on, "SHORT_DATE_FORMAT").replace(" ", "\u00a0")

    @admin.display(description=gettext_lazy("for"), ordering="fee_year")
    def year_of_fee(self, notice: FeeNotice) -> int:
        return notice.fee_year

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def total(self, notice: FeeNotice) -> str:
        return money(notice.amount, notice.currency)

    @admin.display(description=gettext_lazy("still to pay"), ordering="balance")
    def balance(self, notice: FeeNotice) -> str:
        if notice.status == FeeNoticeStatus.CANCELLED:
            return "–"
        return money(notice.balance, notice.currency)

    @admin.display(description=gettext_lazy("settlement"))
    def settlement(self, notice: FeeNotice) -> str:
        return str(notice.settlement().label)

    @admin.display(description=gettext_lazy("what for"))
    def what_for(self, notice: FeeNotice) -> str:
        lines = NoticeDocument(notice).lines
        return "\n".join(
            f"{line.what}: {money(line.amount, notice.currency)} ({line.why})" for line in lines
        )

    @admin.display(description=gettext_lazy("instalments"))
    def instalments(self, notice: FeeNotice) -> str:
        rows = notice.receivable.instalments.all()
        return "\n".join(
            f"{row.number}. {formats.date_format(row.due_on, 'SHORT_DATE_FORMAT')}: "
            f"{money(row.amount, notice.currency)}"
            for row in rows
        )

    @admin.display(description=gettext_lazy("payment reference"))
    def reference(self, notice: FeeNotice) -> str:
        return NoticeDocument(notice).reference

    @admin.display(description="IBAN")
    def iban(self, notice: FeeNotice) -> str:
        return NoticeDocument(notice).iban

    @admin.display(description=gettext_lazy("payments"))
    def payments(self, notice: FeeNotice) -> str:
        rows = notice.receivable.allocations.select_related("payment").order_by("pk")
        lines = [
            f"{formats.date_format(row.payment.received_on, 'SHORT_DATE_FORMAT')}: "
            f"{money(row.amount, notice.currency)}"
            for row in rows
        ]
        return "\n".join(lines) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_issue_notice(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_feenotice")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("pro-forma/", wrap(self.pro_forma), name="members_feenotice_pro_forma"),
            path("<int:pk>/cancel/", wrap(self.cancel), name="members_feenotice_cancel"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        may = {
            "may_record": ledger_policies.can_record_payment(request.user),
            "may_cancel": policies.can_cancel_notice(request.user),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Issuing is an action: what it would ask for is shown before it is done."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = IssueForm(request.POST if request.method == "POST" else None)

        def act(data: dict[str, Any]) -> str:
            notice = actions.issue_by_table(
                membership_id=data["membership"].pk,
                fee_year=data["fee_year"],
                is_joining=data["is_joining"],
                reason=data["reason"],
                actor=request.user,
            )
            return _("Notice %(number)s over %(amount)s is issued and mailed.") % {
                "number": notice.number,
                "amount": money(notice.amount, notice.currency),
            }

        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=_("Issue a fee notice"),
            text=_("The amount follows from the fee table of the year and the size that the "
                   "organisation declared. The notice is numbered and mailed at once; it cannot be "
                   "changed, only cancelled."),
            button=_("Issue the notice"),
        )  # fmt: skip

    def pro_forma(self, request: HttpRequest) -> HttpResponse:
        """For a purchase department that asks before there is a notice; nothing is kept."""
        if not policies.can_issue_notice(request.user):
            raise PermissionDenied
        form = ProFormaForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            data = form.cleaned_data
            try:
                sheet = actions.pro_forma(
                    membership=data["membership"],
                    fee_year=data["fee_year"],
                    is_joining=data["is_joining"],
                )
            except FeeError as error:
                form.add_error(None, str(error))
            else:
                languages = paper.languages_of(data["language"], sheet.language)
                response = HttpResponse(
                    paper.pdf_of(sheet, languages), content_type="application/pdf"
                )
                response.headers["Content-Disposition"] = 'inline; filename="pro-forma.pdf"'
                return response
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=lambda data: "",
            title=_("A pro forma"),
            text=_("It says what the fee notice of a year would ask for, reckoned today. It has "
                   "no number, and nothing is owed by it."),
            button=_("Make the PDF"),
        )  # fmt: skip

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_cancel_notice(request.user):
            raise PermissionDenied
        notice = get_object_or_404(FeeNotice, pk=pk)

        def act(data: dict[str, Any]) -> str:
            actions.cancel_notice(notice_id=pk, actor=request.user, reason=data["reason"])
            return _("Notice %(number)s is cancelled.") % {"number": notice.number}

        return action_page(
            request,
            model_admin=self,
            subject=notice,
            form=ReasonForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Cancel notice %(number)s") % {"number": notice.number},
            text=_("The notice and its number stay in the records as cancelled. The member is "
                   "told, with the reason."),
            button=_("Cancel the notice"),
            is_grave=True,
        )  # fmt: skip

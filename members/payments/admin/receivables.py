from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from cluster_portal.toolkit.templatetags.portal import money
from members.ledger import policies as ledger_policies
from members.ledger.admin import SettlementFilter
from members.ledger.models import Credit, Instalment, Payment, Receivable
from members.ledger.statement import account_of
from members.organisations.models import Organisation
from members.payments import actions, policies
from members.payments.forms import WriteOffForm


class Rows(admin.TabularInline):
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_receivable")


class InstalmentInline(Rows):
    model = Instalment
    fields = ["number", "due_on", "amount"]


class CreditInline(Rows):
    model = Credit
    fields = ["kind", "number", "amount", "issued_on", "reason"]


@admin.register(Receivable)
class ReceivableAdmin(ReadOnlyAdmin):
    """What is owed by documents of every kind, in one list."""

    list_display = ["number", "kind", "organisation", "next_due", "total", "owed", "settlement"]
    list_filter = [SettlementFilter, "kind", "currency"]
    list_select_related = ["organisation"]
    search_fields = ["number", "payment_reference", "organisation__display_name",
                     "organisation__legal_name", "organisation__identifier"]  # fmt: skip
    date_hierarchy = "issued_on"
    list_per_page = 50
    inlines = [InstalmentInline, CreditInline]
    change_form_template = "members/payments/admin/receivable_change_form.html"
    fields = ["number", "kind", "organisation", "issued_on", "due_on", "total", "owed",
              "settlement", "payment_reference"]  # fmt: skip
    readonly_fields = ["total", "owed", "settlement"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_balance()

    @admin.display(description=gettext_lazy("due"), ordering="next_due_on")
    def next_due(self, receivable: Receivable) -> str:
        day = receivable.next_due_on
        return formats.date_format(day, "SHORT_DATE_FORMAT") if day else "–"

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def total(self, receivable: Receivable) -> str:
        return money(receivable.amount, receivable.currency)

    @admin.display(description=gettext_lazy("still to pay"), ordering="balance")
    def owed(self, receivable: Receivable) -> str:
        return money(receivable.balance, receivable.currency)

    @admin.display(description=gettext_lazy("settlement"))
    def settlement(self, receivable: Receivable) -> str:
        return str(receivable.settlement().label)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/write-off/", wrap(self.write_off), name="members_receivable_write_off"),
            path("account/<int:pk>/", wrap(self.account), name="members_account"),
            path("account/<int:pk>/use-credit/", wrap(self.use_credit), name="members_use_credit"),
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
            "may_write_off": policies.can_write_off(request.user),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def write_off(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_write_off(request.user):
            raise PermissionDenied
        receivable = get_object_or_404(self.get_queryset(request), pk=pk)
        form = WriteOffForm(
            request.POST if request.method == "POST" else None,
            initial={"amount": receivable.balance},
        )

        def act(data: dict[str, Any]) -> str:
            actions.write_off(receivable_id=pk, actor=request.user, **data)
            return _("Given up: %(amount)s.") % {
                "amount": money(data["amount"], receivable.currency)
            }

        return action_page(
            request,
            model_admin=self,
            subject=receivable,
            form=form,
            act=act,
            title=_("Give up what is owed for %(number)s") % {"number": receivable.number},
            text=_("The document stays as it is; the debt is lowered by a row of its own, which "
                   "says why."),
            button=_("Give it up"),
            is_grave=True,
        )  # fmt: skip

    def account(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The ledger of an organisation, as its own people read it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        organisation = get_object_or_404(Organisation, pk=pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Account of %(organisation)s") % {"organisation": organisation},
            "organisation": organisation,
            "account": account_of(organisation),
            "free": Payment.objects.with_money_left().filter(organisation=organisation),
            "may_record": ledger_policies.can_record_payment(request.user),
        }
        return TemplateResponse(request, "members/payments/admin/account.html", context)

    def use_credit(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not ledger_policies.can_record_payment(request.user):
            raise PermissionDenied
        organisation = get_object_or_404(Organisation, pk=pk)

        def act(data: dict[str, Any]) -> str:
            made = actions.use_credit(organisation_id=pk, actor=request.user)
            return _("Documents that credit was set against: %(count)s.") % {"count": len(made)}

        return action_page(
            request,
            model_admin=self,
            form=forms.Form(request.POST if request.method == "POST" else None),
            act=act,
            back=reverse("admin:members_account", args=[pk]),
            title=_("Use the credit of %(organisation)s") % {"organisation": organisation},
            text=_("Its free money is set against what is due first, in the same currency."),
            button=_("Use it"),
        )

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from cluster_portal.toolkit.templatetags.portal import money
from members.fees.forms import ReasonForm
from members.ledger import policies
from members.ledger.models import Allocation, Payment, Receivable
from members.payments import actions
from members.payments.forms import AllocateForm, PaymentForm, RefundForm


class ReversedFilter(admin.SimpleListFilter):
    title = gettext_lazy("reversal")
    parameter_name = "reversal"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("standing", _("standing")), ("reversed", _("reversed")), ("is", _("a reversal"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "standing":
            return queryset.filter(reverses__isnull=True, reversed_by__isnull=True)
        if self.value() == "reversed":
            return queryset.filter(reversed_by__isnull=False)
        return queryset.filter(reverses__isnull=False) if self.value() == "is" else queryset


class FreeFilter(admin.SimpleListFilter):
    title = gettext_lazy("money left")
    parameter_name = "free"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("set against no document"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(free__gt=0) if self.value() == "1" else queryset


class AllocationInline(admin.TabularInline):
    model = Allocation
    fields = ["receivable", "amount", "paid", "rate", "reversal", "made_by", "made_at"]
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("receivable", "made_by", "reverses", "reversed_by")

    @admin.display(description=gettext_lazy("reversal"))
    def reversal(self, allocation: Allocation) -> str:
        if allocation.reverses_id:
            return _("a reversal")
        return _("reversed") if hasattr(allocation, "reversed_by") else ""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_payment")


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    """Payments are recorded, set against documents and taken back by reversals, never edited."""

    list_display = ["received_on", "organisation", "total", "left", "method", "bank_reference",
                    "reversal"]  # fmt: skip
    list_display_links = ["received_on", "organisation"]
    list_filter = [FreeFilter, ReversedFilter, "kind", "method", "currency"]
    list_select_related = ["organisation", "reverses", "reversed_by"]
    search_fields = [
        "bank_reference",
        "note",
        "payer_name",
        "payer_iban",
        "allocations__receivable__payment_reference",
        "allocations__receivable__number",
        "organisation__display_name",
        "organisation__identifier",
    ]
    date_hierarchy = "received_on"
    list_per_page = 50
    inlines = [AllocationInline]
    change_form_template = "members/payments/admin/payment_change_form.html"
    fields = ["organisation", "kind", "total", "left", "received_on", "method", "bank_reference",
              "payer_name", "payer_iban", "note", "reversal", "refund_of", "recorded_by",
              "recorded_at"]  # fmt: skip
    readonly_fields = ["total", "left", "reversal", "recorded_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_free()

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def total(self, payment: Payment) -> str:
        return money(payment.amount, payment.currency)

    @admin.display(description=gettext_lazy("free"), ordering="free")
    def left(self, payment: Payment) -> str:
        return money(payment.free, payment.currency) if payment.free else "–"

    @admin.display(description=gettext_lazy("reversal"))
    def reversal(self, payment: Payment) -> str:
        if payment.reverses:
            return _("reverses %(payment)s") % {"payment": payment.reverses}
        return _("reversed") if hasattr(payment, "reversed_by") else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_record_payment(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_payment")

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/reverse/", wrap(self.reverse), name="members_payment_reverse"),
            path("<int:pk>/allocate/", wrap(self.allocate), name="members_payment_allocate"),
            path("<int:pk>/refund/", wrap(self.refund), name="members_payment_refund"),
            path(
                "allocations/<int:pk>/reverse/",
                wrap(self.reverse_allocation),
                name="members_allocation_reverse",
            ),
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
            "may_reverse": policies.can_reverse_payment(request.user),
            "may_record": policies.can_record_payment(request.user),
            "may_refund": policies.can_refund(request.user),
            "standing": Allocation.objects.filter(
                payment=object_id, reverses=None, reversed_by=None
            ).select_related("receivable")
            if object_id.isdecimal()
            else [],
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """`?receivable=` names the document that is paid."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        receivable = None
        asked = request.GET.get("receivable", "")
        if asked.isdecimal():
            receivable = get_object_or_404(Receivable.objects.with_balance(), pk=int(asked))
        form = PaymentForm(
            request.POST if request.method == "POST" else None, receivable=receivable
        )

        def act(data: dict[str, Any]) -> str:
            return _said(_record(request, data))

        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            back=request.GET.get("back", "") if receivable is None else "",
            title=_("Record a payment"),
            text=_("It is set against the document you name, else against what is due first in the "
                   "same currency. The member is told."),
            button=_("Record the payment"),
        )  # fmt: skip

    def _page(self, request: HttpRequest, payment: Payment, **page: Any) -> HttpResponse:
        return action_page(request, model_admin=self, subject=payment, **page)

    def _payment(self, request: HttpRequest, pk: int) -> Payment:
        return get_object_or_404(self.get_queryset(request).select_related("organisation"), pk=pk)

    def reverse(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_reverse_payment(request.user):
            raise PermissionDenied
        payment = self._payment(request, pk)

        def act(data: dict[str, Any]) -> str:
            actions.reverse_payment(payment_id=pk, actor=request.user, reason=data["reason"])
            return _("The payment is reversed. Look whether the membership needs a decision.")

        return self._page(
            request,
            payment,
            form=ReasonForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Reverse the payment of %(amount)s of %(organisation)s")
            % {"amount": self.total(payment), "organisation": payment.organisation},
            text=_("A second row with the opposite amount is written; both stay in the records. A "
                   "membership that began with this payment stays active until the office decides "
                   "otherwise."),
            button=_("Reverse the payment"),
            is_grave=True,
        )  # fmt: skip

    def allocate(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_record_payment(request.user):
            raise PermissionDenied
        payment = self._payment(request, pk)
        form = AllocateForm(request.POST if request.method == "POST" else None, payment=payment)

        def act(data: dict[str, Any]) -> str:
            receivable, rate = data["receivable"], data["rate"]
            amount = data["amount"] or actions.most_for(payment, receivable, rate)
            actions.allocate(
                payment_id=pk, receivable_id=receivable.pk, amount=amount, rate=rate,
                actor=request.user,
            )  # fmt: skip
            return _("%(amount)s is set against %(number)s.") % {
                "amount": money(amount, receivable.currency),
                "number": receivable.number,
            }

        return self._page(
            request,
            payment,
            form=form,
            act=act,
            title=_("Set the payment against a document"),
            text=_("%(organisation)s; free: %(free)s.")
            % {"organisation": payment.organisation, "free": self.left(payment)},
            button=_("Set against it"),
        )

    def refund(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_refund(request.user):
            raise PermissionDenied
        payment = self._payment(request, pk)

        def act(data: dict[str, Any]) -> str:
            actions.refund(payment_id=pk, actor=request.user, **data)
            return _("The refund is recorded.")

        return self._page(
            request,
            payment,
            form=RefundForm(request.POST if request.method == "POST" else None, payment=payment),
            act=act,
            title=_("Record a refund to %(organisation)s")
            % {"organisation": payment.organisation},
            text=_("Free of this payment: %(free)s. The portal sends no money: record here what "
                   "the bank has sent. The member is told.")
            % {"free": self.left(payment)},
            button=_("Record the refund"),
        )  # fmt: skip

    def reverse_allocation(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_reverse_payment(request.user):
            raise PermissionDenied
        allocation = get_object_or_404(
            Allocation.objects.select_related("payment__organisation", "receivable"), pk=pk
        )

        def act(data: dict[str, Any]) -> str:
            actions.reverse_allocation(allocation_id=pk, actor=request.user, reason=data["reason"])
            return _("The payment is taken off %(number)s.") % {
                "number": allocation.receivable.number
            }

        return self._page(
            request,
            allocation.payment,
            form=ReasonForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Take the payment off %(number)s") % {"number": allocation.receivable.number},
            text=_("%(amount)s are owed again for %(number)s; the money is free for another "
                   "document.")
            % {
                "amount": money(allocation.amount, allocation.receivable.currency),
                "number": allocation.receivable.number,
            },
            button=_("Take it off"),
            is_grave=True,
        )  # fmt: skip


def _record(request: HttpRequest, data: dict[str, Any]) -> Payment:
    receivable = data.pop("receivable")
    organisation = data.pop("organisation")
    allocations = None
    if receivable is not None:
        offered = Payment(currency=data["currency"])
        offered.free = data["amount"]
        row = Receivable.objects.with_balance().get(pk=receivable.pk)
        most = actions.most_for(offered, row, data["rate"])
        allocations = [(row.pk, most)] if most > 0 else []
    return actions.record_payment(
        organisation_id=organisation.pk, allocations=allocations, actor=request.user, **data
    )


def _said(payment: Payment) -> str:
    row = Payment.objects.with_free().get(pk=payment.pk)
    said = {
        "amount": money(row.amount, row.currency),
        "numbers": ", ".join(
            row.allocations.order_by("pk").values_list("receivable__number", flat=True)
        ),
        "free": money(row.free, row.currency),
    }
    if not said["numbers"]:
        return _("%(amount)s is recorded as credit of the organisation.") % said
    if row.free:
        return _("%(amount)s is recorded for %(numbers)s; %(free)s is more than was owed.") % said
    return _("%(amount)s is recorded for %(numbers)s.") % said

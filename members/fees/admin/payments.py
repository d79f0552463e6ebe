from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import action_page, change_url
from cluster_portal.toolkit.templatetags.portal import money
from members.fees import actions, policies
from members.fees.forms import ReasonForm
from members.fees.models import Payment


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


@admin.register(Payment)
class PaymentAdmin(admin.ModelAdmin):
    """Payments are recorded on their notice and taken back by a reversal, never edited."""

    list_display = ["received_on", "notice", "total", "method", "bank_reference", "reversal"]
    list_display_links = ["received_on", "notice"]
    list_filter = [ReversedFilter, "method", "currency"]
    list_select_related = ["notice", "reverses", "reversed_by"]
    search_fields = [
        "bank_reference",
        "note",
        "notice__payment_reference",
        "notice__organisation__display_name",
        "notice__organisation__identifier",
    ]
    date_hierarchy = "received_on"
    list_per_page = 50
    change_form_template = "members/fees/admin/payment_change_form.html"
    fields = ["notice", "total", "received_on", "method", "bank_reference", "note", "reversal",
              "recorded_by", "recorded_at"]  # fmt: skip
    readonly_fields = ["total", "reversal", "recorded_at"]

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def total(self, payment: Payment) -> str:
        return money(payment.amount, payment.currency)

    @admin.display(description=gettext_lazy("reversal"))
    def reversal(self, payment: Payment) -> str:
        if payment.reverses:
            return _("reverses %(payment)s") % {"payment": payment.reverses}
        return _("reversed") if hasattr(payment, "reversed_by") else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("members.view_payment")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        reverse_view = self.admin_site.admin_view(self.reverse)
        return [
            path("<int:pk>/reverse/", reverse_view, name="members_payment_reverse"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        may = {"may_reverse": policies.can_reverse_payment(request.user)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def reverse(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_reverse_payment(request.user):
            raise PermissionDenied
        payment = get_object_or_404(Payment.objects.select_related("notice"), pk=pk)

        def act(data: dict[str, Any]) -> str:
            actions.reverse_payment(payment_id=pk, actor=request.user, reason=data["reason"])
            return _("The payment is reversed. Look whether the membership needs a decision.")

        return action_page(
            request,
            model_admin=self,
            subject=payment,
            back=change_url(payment.notice),
            form=ReasonForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Reverse the payment of %(amount)s for %(number)s")
            % {"amount": self.total(payment), "number": payment.notice.number},
            text=_("A second row with the opposite amount is written; both stay in the records. A "
                   "membership that began with this payment stays active until the office decides "
                   "otherwise."),
            button=_("Reverse the payment"),
            is_grave=True,
        )  # fmt: skip

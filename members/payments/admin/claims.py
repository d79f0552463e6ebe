from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, changelist_url
from cluster_portal.toolkit.templatetags.portal import money
from members.payments import actions, policies
from members.payments.forms import ClaimAnswerForm, HoldForm
from members.payments.models import PaymentClaim, ReminderHold


@admin.register(PaymentClaim)
class PaymentClaimAdmin(ReadOnlyAdmin):
    """A claim is confirmed by recording the payment, or refused with a sentence."""

    list_display = ["receivable", "organisation", "total", "paid_on", "status", "claimed_at"]
    list_filter = ["status"]
    list_select_related = ["receivable__organisation"]
    search_fields = ["receivable__number", "receivable__organisation__display_name"]
    date_hierarchy = "claimed_at"
    list_per_page = 50
    change_form_template = "members/payments/admin/claim_change_form.html"
    fields = ["receivable", "organisation", "status", "total", "paid_on", "note", "claimed_by",
              "claimed_at", "answer", "answered_at"]  # fmt: skip
    readonly_fields = ["organisation", "total", "claimed_at"]

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, claim: PaymentClaim) -> str:
        return str(claim.receivable.organisation)

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def total(self, claim: PaymentClaim) -> str:
        return money(claim.amount, claim.currency)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/refuse/", wrap(self.refuse), name="members_paymentclaim_refuse"),
            path("<int:pk>/proof/", wrap(self.proof), name="members_paymentclaim_proof"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        may = {"may_answer": policies.can_answer_claim(request.user)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def proof(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        claim = get_object_or_404(PaymentClaim, pk=pk)
        return FileResponse(claim.proof.open("rb"), as_attachment=True, filename=claim.proof.name)

    def refuse(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_answer_claim(request.user):
            raise PermissionDenied
        claim = get_object_or_404(
            PaymentClaim.objects.select_related("receivable__organisation"), pk=pk
        )

        def act(data: dict[str, Any]) -> str:
            actions.refuse_claim(claim_id=pk, actor=request.user, answer=data["answer"])
            return _("The member is told that the payment was not found.")

        return action_page(
            request,
            model_admin=self,
            subject=claim,
            form=ClaimAnswerForm(request.POST if request.method == "POST" else None),
            act=act,
            title=_("The payment for %(number)s was not found")
            % {"number": claim.receivable.number},
            text=_("Reminders go on. To confirm the claim, record the payment instead."),
            button=_("Tell the member"),
            is_grave=True,
        )


@admin.register(ReminderHold)
class ReminderHoldAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "from_on", "until_on", "reason", "made_by"]
    list_select_related = ["organisation", "made_by"]
    list_filter = ["until_on"]
    search_fields = ["organisation__display_name", "reason"]
    date_hierarchy = "from_on"
    list_per_page = 50
    change_form_template = "members/payments/admin/hold_change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_hold(request.user)

    def get_urls(self) -> list:
        end = self.admin_site.admin_view(self.end)
        return [path("<int:pk>/end/", end, name="members_reminderhold_end"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        may = {"may_hold": policies.can_hold(request.user), "today": timezone.localdate()}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **may})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        asked = request.GET.get("organisation", "")
        form = HoldForm(
            request.POST if request.method == "POST" else None,
            initial={"organisation": int(asked)} if asked.isdecimal() else {},
        )

        def act(data: dict[str, Any]) -> str:
            hold = actions.hold_reminders(
                organisation_id=data["organisation"].pk,
                until_on=data["until_on"],
                reason=data["reason"],
                actor=request.user,
            )
            return _("No reminder goes to %(organisation)s until then.") % {
                "organisation": hold.organisation
            }

        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=_("Hold the reminders of an organisation"),
            text=_("From today to the last day, both included. What is owed stays owed."),
            button=_("Hold the reminders"),
        )

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_hold(request.user):
            raise PermissionDenied
        hold = get_object_or_404(ReminderHold.objects.select_related("organisation"), pk=pk)

        def act(data: dict[str, Any]) -> str:
            actions.end_hold(hold_id=pk, actor=request.user)
            return _("Reminders go on from tomorrow.")

        return action_page(
            request,
            model_admin=self,
            subject=hold,
            back=changelist_url(ReminderHold),
            form=forms.Form(request.POST if request.method == "POST" else None),
            act=act,
            title=_("End the hold of %(organisation)s") % {"organisation": hold.organisation},
            button=_("End it"),
        )

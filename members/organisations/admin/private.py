"""What the office knows of an organisation beside its page: how large it is, where it pays from."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import sent
from members.organisations import actions
from members.organisations.admin.stepwise import Stepwise
from members.organisations.forms_office import ReasonForm
from members.organisations.models import OrganisationAccount, SizeDeclaration, SizeStatus
from members.organisations.requests import MemberRequest


@admin.register(SizeDeclaration)
class SizeDeclarationAdmin(Stepwise):
    """Declared by members, looked at here; figures never change."""

    list_display = ["organisation", "measure", "value_text", "counted_on", "status",
                    "declared_by", "declared_at"]  # fmt: skip
    list_filter = ["status", "measure", "organisation__category"]
    list_select_related = ["organisation", "declared_by"]
    search_fields = ["organisation__display_name__unaccent", "organisation__identifier",
                     "definition"]  # fmt: skip
    date_hierarchy = "counted_on"
    fields = ["organisation", "measure", "value_text", "counted_on", "definition", "paper",
              "status", "answer", "declared_by", "declared_at", "verified_by",
              "verified_at"]  # fmt: skip
    moves = ["accept", "refuse", "withdraw"]

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def value_text(self, size: SizeDeclaration) -> str:
        return size.value_text

    @admin.display(description=gettext_lazy("evidence"))
    def paper(self, size: SizeDeclaration) -> str:
        if not size.evidence:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', size.get_evidence_url(), size.evidence_name or _("evidence")
        )

    def offered(self, row: SizeDeclaration) -> list[tuple[str, Any]]:
        if row.status == SizeStatus.DECLARED:
            return [("accept", _("Accept")), ("refuse", _("Do not accept"))]
        return [("withdraw", _("Take out of force"))] if row.status == SizeStatus.ACCEPTED else []

    def accept(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.accept_size(declaration_id=pk, actor=request.user)
            return _("Accepted. It counts from the day on which it was counted.")

        return self.step(
            request, pk, form=forms.Form(sent(request)), act=act, title=_("Accept the size")
        )

    def refuse(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(values: dict[str, Any]) -> str:
            actions.refuse_size(declaration_id=pk, actor=request.user, answer=values["reason"])
            return _("Not accepted; who declared it is told why.")

        form = ReasonForm(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("Do not accept"), is_grave=True)

    def withdraw(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(values: dict[str, Any]) -> str:
            actions.withdraw_size(declaration_id=pk, actor=request.user, reason=values["reason"])
            return _("Out of force. The declaration before it counts again.")

        form = ReasonForm(sent(request))
        title = _("Take out of force")
        return self.step(request, pk, form=form, act=act, title=title, is_grave=True)


@admin.register(OrganisationAccount)
class OrganisationAccountAdmin(Stepwise):
    """The accounts that payments come from. What a member names itself comes as a change to
    approve; what a statement shows is confirmed here.
    """

    list_display = ["iban_text", "organisation", "is_confirmed", "source", "seen_on", "closed_on"]
    list_filter = ["is_confirmed", "source", ("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation"]
    search_fields = ["iban", "organisation__display_name__unaccent", "organisation__identifier"]
    date_hierarchy = "seen_on"
    fields = ["organisation", "iban_text", "is_confirmed", "source", "seen_on", "closed_on"]
    moves = ["confirm", "close"]

    @admin.display(description="IBAN", ordering="iban")
    def iban_text(self, account: OrganisationAccount) -> str:
        return account.iban_text

    def offered(self, row: OrganisationAccount) -> list[tuple[str, Any]]:
        found = []
        if not row.is_confirmed or row.closed_on:
            found.append(("confirm", _("Confirm the account")))
        if not row.closed_on:
            found.append(("close", _("No longer used")))
        return found

    def confirm(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            account = OrganisationAccount.objects.get(pk=pk)
            actions.know_account(
                organisation_id=account.organisation_id,
                iban=account.iban,
                source=account.source,
                is_confirmed=True,
                actor=request.user,
            )
            return _("Confirmed: payments from it are recognised.")

        return self.step(
            request, pk, form=forms.Form(sent(request)), act=act, title=_("Confirm the account")
        )

    def close(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.close_account(account_id=pk, actor=request.user)
            return _("Closed: payments from it are no longer recognised.")

        form = forms.Form(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("No longer used"), is_grave=True)

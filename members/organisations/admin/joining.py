"""Who asks to represent a member, by which mail domains, and where members might fall silent."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import change_url
from members.organisations import actions, continuity, policies
from members.organisations.admin.read_only import ReadOnly
from members.organisations.admin.stepwise import Stepwise
from members.organisations.forms_joining import DeclineForm
from members.organisations.models import (
    JoinRequest,
    JoinStatus,
    MailBounce,
    MailDomain,
    Organisation,
    OrganisationAtRisk,
    PeopleConfirmation,
)
from members.organisations.requests import MemberRequest


@admin.register(MailDomain)
class MailDomainAdmin(Stepwise):
    list_display = ["domain", "organisation", "added_by", "added_at", "confirmed_at", "ended_at"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter),
                   ("ended_at", admin.EmptyFieldListFilter)]  # fmt: skip
    list_select_related = ["organisation", "added_by"]
    search_fields = ["domain", "organisation__display_name__unaccent"]
    date_hierarchy = "added_at"
    moves = ["confirm", "end"]

    def offered(self, row: MailDomain) -> list[tuple[str, Any]]:
        if row.ended_at:
            return []
        confirm = [("confirm", _("Confirm the domain"))] if row.confirmed_at is None else []
        return [*confirm, ("end", _("Remove the domain"))]

    def confirm(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.confirm_domain(domain_id=pk, actor=request.user)
            return _("Confirmed: people with an address there can ask now.")

        form = forms.Form(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("Confirm the domain"))

    def end(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.end_domain(domain_id=pk, actor=request.user)
            return _("Removed.")

        form = forms.Form(sent(request))
        title = _("Remove the domain")
        return self.step(request, pk, form=form, act=act, title=title, is_grave=True)


@admin.register(JoinRequest)
class JoinRequestAdmin(Stepwise):
    """Answered by the organisation's administrators; by the office where there is none."""

    list_display = ["user", "organisation", "email", "status", "requested_at"]
    list_filter = ["status", "organisation__category"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__full_name__unaccent", "email", "organisation__display_name__unaccent"]
    date_hierarchy = "requested_at"
    moves = ["accept", "decline"]

    def may_move(self, request: HttpRequest, row: JoinRequest) -> bool:
        return policies.can_manage_people(request.user, row.organisation)

    def offered(self, row: JoinRequest) -> list[tuple[str, Any]]:
        waits = row.status == JoinStatus.ASKED
        return [("accept", _("Accept")), ("decline", _("Decline"))] if waits else []

    def accept(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.accept_join_request(request_id=pk, actor=request.user)
            return _("Accepted, and the person is told.")

        form = forms.Form(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("Accept"))

    def decline(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(values: dict[str, Any]) -> str:
            actions.decline_join_request(request_id=pk, actor=request.user, **values)
            return _("The request is declined, and the person is told.")

        form = DeclineForm(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("Decline"), is_grave=True)


@admin.register(MailBounce)
class MailBounceAdmin(Stepwise):
    """Mails that came back later; what a mail server refuses at once stands in the outbox."""

    list_display = ["address", "note", "noticed_at", "recorded_by", "ended_at"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["recorded_by"]
    search_fields = ["address", "note"]
    date_hierarchy = "noticed_at"
    moves = ["works_again"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_note_bounces(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        added = ["address", "note"]
        return [*added, "noticed_at", "recorded_by", "ended_at"] if obj else added

    def save_model(self, request: HttpRequest, obj: MailBounce, form: Any, change: bool) -> None:
        row = actions.note_bounce(address=obj.address, note=obj.note, actor=request.user)
        obj.pk = row.pk

    def offered(self, row: MailBounce) -> list[tuple[str, Any]]:
        return [] if row.ended_at else [("works_again", _("It works again"))]

    def works_again(self, request: MemberRequest, pk: int) -> HttpResponse:
        def act(_values: dict[str, Any]) -> str:
            actions.end_bounce(bounce_id=pk, actor=request.user)
            return _("Noted: mails go there again.")

        form = forms.Form(sent(request))
        return self.step(request, pk, form=form, act=act, title=_("It works again"))


@admin.register(PeopleConfirmation)
class PeopleConfirmationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["organisation", "year", "asked_at", "confirmed_at", "confirmed_by"]
    list_filter = ["year", ("confirmed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation", "confirmed_by"]
    search_fields = ["organisation__display_name__unaccent", "organisation__identifier"]
    date_hierarchy = "asked_at"


class RuleFilter(admin.SimpleListFilter):
    title = gettext_lazy("what is missing")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(rule.flag, rule.short) for rule in continuity.RULES]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = self.value() in continuity.FLAGS
        return queryset.filter(**{str(self.value()): True}) if known else queryset


@admin.register(OrganisationAtRisk)
class OrganisationAtRiskAdmin(ReadOnly, admin.ModelAdmin):
    """Computed when it is opened: a row goes by itself once what is missing is mended."""

    list_display = ["record", "warnings", "primary_contact", "category"]
    list_display_links = None
    list_filter = [RuleFilter, "category"]
    search_fields = ["display_name__unaccent", "legal_name__unaccent", "identifier"]
    search_help_text = gettext_lazy("Name or code")
    fields = ["record", "warnings", "primary_contact"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = continuity.at_risk(super().get_queryset(request))
        return rows.prefetch_related("representatives__roles_held", "representatives__user")

    @admin.display(description=gettext_lazy("warnings"))
    def warnings(self, row: Organisation) -> str:
        return "; ".join(str(rule.short) for rule in continuity.rules_of(row))

    @admin.display(description=gettext_lazy("whom to write to"))
    def primary_contact(self, row: Organisation) -> str:
        ties = [tie for tie in row.representatives.all() if tie.ended_on is None]
        first = sorted(ties, key=lambda tie: [held.role for held in tie.open_roles] or ["z"])
        contacts = [
            tie for tie in ties if any(held.role == "primary_contact" for held in tie.open_roles)
        ]
        found = (contacts or first)[:1]
        return f"{found[0].user}, {found[0].user.email}" if found else "–"

    @admin.display(description=gettext_lazy("organisation"), ordering="display_name")
    def record(self, row: Organisation) -> str:
        """Leads to where it is mended."""
        return format_html('<a href="{}">{}</a>', change_url(Organisation(pk=row.pk)), row)

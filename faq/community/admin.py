from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, change_url
from faq.community import actions, policies, suspicions
from faq.community.forms import ReasonForm, ReplyForm, TakeUpForm
from faq.community.models import (
    CONTRIBUTION_MOVES,
    Contribution,
    ContributionStatus,
    Follow,
    Held,
    Vote,
)

S = ContributionStatus


class HeldFilter(admin.SimpleListFilter):
    title = gettext_lazy("held because")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return list(Held.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(held_because__contains=[self.value()]) if self.value() else queryset


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """What readers wrote is read here; what becomes of it are actions with their own pages."""

    list_display = ["excerpt", "kind", "about", "sender", "status", "held", "sent_on"]
    list_filter = ["status", "kind", HeldFilter, "is_for_members", "language"]
    list_select_related = ["author"]
    list_per_page = 50
    search_fields = [
        "text", "reply", "guest_name", "guest_email", "author__full_name", "author__email",
        "organisation_name", "question__translations__title",
    ]  # fmt: skip
    search_help_text = gettext_lazy("Words, name, address, organisation or question")
    date_hierarchy = "created_at"
    change_form_template = "faq/community/admin/contribution.html"
    change_list_template = "faq/community/admin/contributions.html"
    fields = [
        "words", "kind", "about", "about_revision", "sender", "address", "language",
        "is_for_members", "status", "held", "reply", "reason", "resolved_in", "created_at",
        "confirmed_at", "decided_by", "decided_at",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.prefetch_related("question__translations")

    @admin.display(description=gettext_lazy("words"))
    def excerpt(self, contribution: Contribution) -> str:
        return Truncator(contribution.text).chars(80)

    @admin.display(description=gettext_lazy("words"))
    def words(self, contribution: Contribution) -> str:
        return contribution.text

    @admin.display(description=gettext_lazy("question"))
    def about(self, contribution: Contribution) -> str:
        question = contribution.question
        return format_html('<a href="{}">{}</a>', change_url(question), question)

    @admin.display(description=gettext_lazy("read in"))
    def about_revision(self, contribution: Contribution) -> str:
        revision = contribution.revision
        return _("revision %(number)d") % {"number": revision.number} if revision else "–"

    @admin.display(description=gettext_lazy("sender"))
    def sender(self, contribution: Contribution) -> str:
        return contribution.credit or _("Somebody")

    @admin.display(description=gettext_lazy("e-mail"))
    def address(self, contribution: Contribution) -> str:
        if not contribution.sender_email:
            return _("removed")
        if contribution.confirmed_at is None:
            return _("%(address)s, not confirmed") % {"address": contribution.sender_email}
        return contribution.sender_email

    @admin.display(description=gettext_lazy("sent"), ordering="created_at")
    def sent_on(self, contribution: Contribution) -> str:
        day = formats.date_format(timezone.localdate(contribution.created_at), "SHORT_DATE_FORMAT")
        return day.replace(" ", "\u00a0")

    @admin.display(description=gettext_lazy("held because"))
    def held(self, contribution: Contribution) -> str:
        return "; ".join(contribution.held_reasons) or "–"

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = [
            path(f"<int:pk>/{name}/", wrap(page), name=f"faq_contribution_{name}")
            for name, page in self.pages().items()
        ]
        return [*pages, *super().get_urls()]

    def pages(self) -> dict[str, Callable[..., HttpResponse]]:
        return {
            "publish": self.publish,
            "take_up": self.take_up,
            "reply": self.reply_page,
            "decline": self.decline,
            "readers": self.readers,
            "reopen": self.reopen,
            "spam": self.spam,
            "not_spam": self.not_spam,
        }

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {**(extra_context or {}), "suspicions": suspicions.record()}
        return super().changelist_view(request, more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        contribution = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if contribution is not None:
            kind = ContentType.objects.get_for_model(Contribution)
            more = {
                "tools": _tools_for(request.user, contribution),
                "mails": OutgoingMail.objects.filter(about_type=kind, about_id=contribution.pk),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    # Each of these asks for what is needed and has one action do the work.

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            actions.publish_contribution(contribution_id=pk, actor=request.user, **data)
            return _("It stands beneath the answer, and its sender is told.")

        form = ReplyForm(sent(request), is_required=False)
        return self._page(request, pk, form, act, _("Show it"))

    def take_up(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            actions.resolve_contribution(
                contribution_id=pk, revision_id=data["revision"].pk, actor=request.user
            )
            return _("It is shown as taken up, and its sender is told.")

        contribution = get_object_or_404(Contribution.objects.select_related("revision"), pk=pk)
        revisions = actions.may_take_up(contribution)
        said = "" if revisions.exists() else _("The answer has not been revised since it was sent.")
        form = TakeUpForm(sent(request), revisions=revisions)
        return self._page(request, pk, form, act, _("Taken up in a revision"), text=said)

    def reply_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            actions.reply_to_contribution(contribution_id=pk, actor=request.user, **data)
            return _("The reply is on its way.")

        return self._page(request, pk, ReplyForm(sent(request)), act, _("Reply"))

    def decline(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            actions.decline_contribution(contribution_id=pk, actor=request.user, **data)
            return _("It is not shown, and its sender is told why.")

        form = ReasonForm(sent(request))
        return self._page(request, pk, form, act, _("Decline"), is_grave=True)

    def readers(self, request: HttpRequest, pk: int) -> HttpResponse:
        contribution = get_object_or_404(Contribution, pk=pk)
        is_for_members = not contribution.is_for_members

        def act(data: dict[str, Any]) -> str:
            actions.show_to(contribution_id=pk, actor=request.user, is_for_members=is_for_members)
            return _("Its readers are changed.")

        title = _("Show it to members only") if is_for_members else _("Show it to everybody")
        return self._page(request, pk, Form(sent(request)), act, title)

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            actions.reopen_contribution(contribution_id=pk, actor=request.user)
            return _("It is open again.")

        return self._page(request, pk, Form(sent(request)), act, _("Open it again"))

    def spam(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            actions.mark_as_spam(contribution_id=pk, actor=request.user)
            return _("It is spam, and is removed after a month.")

        form = Form(sent(request))
        return self._page(request, pk, form, act, _("It is spam"), is_grave=True)

    def not_spam(self, request: HttpRequest, pk: int) -> HttpResponse:
        def act(data: dict[str, Any]) -> str:
            row = actions.let_through(contribution_id=pk, actor=request.user)
            if row.confirmed_at is None:
                return _("It is not spam. The guest is asked to confirm the address first.")
            return _("It is not spam, and waits for the office.")

        return self._page(request, pk, Form(sent(request)), act, _("Not spam"))

    def _page(
        self,
        request: HttpRequest,
        pk: int,
        form: Form,
        act: Callable[[dict[str, Any]], str],
        title: str,
        *,
        text: str = "",
        is_grave: bool = False,
    ) -> HttpResponse:
        if not policies.can_moderate(request.user):
            raise PermissionDenied
        contribution = get_object_or_404(self.get_queryset(request), pk=pk)
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=title,
            text=text,
            button=title,
            subject=contribution,
            is_grave=is_grave,
            facts=[
                (_("Question"), str(contribution.question)),
                (_("Sender"), self.sender(contribution)),
                (_("Words"), contribution.text),
                (_("Held because"), self.held(contribution)),
            ],
        )


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin):
    list_display = ["about", "value", "why", "comment", "is_member", "is_counted", "created_at"]
    list_filter = [
        "value", "why", "is_member", "is_counted", ("comment", admin.EmptyFieldListFilter),
    ]  # fmt: skip
    search_fields = ["comment", "question__translations__title"]
    date_hierarchy = "created_at"
    fields = [
        "about", "revision", "value", "why", "comment", "is_member", "is_counted", "created_at",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("question__translations")

    @admin.display(description=gettext_lazy("question"))
    def about(self, vote: Vote) -> str:
        return str(vote.question)


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    list_display = ["about", "address", "language", "created_at", "confirmed_at", "told_at"]
    list_filter = [
        ("confirmed_at", admin.EmptyFieldListFilter), ("told_at", admin.EmptyFieldListFilter),
        ("ended_at", admin.EmptyFieldListFilter), "language",
    ]  # fmt: skip
    list_select_related = ["person"]
    search_fields = ["email", "person__email", "person__full_name", "question__translations__title"]
    date_hierarchy = "created_at"
    fields = [
        "about", "address", "language", "created_at", "confirmed_at", "told_at", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    view_on_site = False  # the page behind the reader's link is the reader's

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("question__translations")

    @admin.display(description=gettext_lazy("question"))
    def about(self, wish: Follow) -> str:
        return str(wish.question)


def _tools_for(user: Any, contribution: Contribution) -> list[tuple[str, str]]:
    """What can be done with it now: what the buttons say, and where they lead."""
    if not policies.can_moderate(user):
        return []
    status = S(contribution.status)
    possible = CONTRIBUTION_MOVES[status]
    if status == S.UNCONFIRMED:
        possible = possible - {S.PENDING}  # that is the guest's to do
    tools = []
    if S.PUBLISHED in possible and status == S.PENDING:
        tools.append((_("Show it"), "publish"))
    if S.RESOLVED in possible:
        tools.append((_("Taken up in a revision"), "take_up"))
    if status in {S.PENDING, S.PUBLISHED, S.RESOLVED}:
        tools.append((_("Reply"), "reply"))
        said = _("Show it to everybody") if contribution.is_for_members else _("Members only")
        tools.append((said, "readers"))
    if S.DECLINED in possible:
        tools.append((_("Decline"), "decline"))
    if status in {S.DECLINED, S.RESOLVED}:
        tools.append((_("Open it again"), "reopen"))
    if S.SPAM in possible:
        tools.append((_("It is spam"), "spam"))
    if status == S.SPAM:
        tools.append((_("Not spam"), "not_spam"))
    return [
        (said, reverse(f"admin:faq_contribution_{name}", args=[contribution.pk]))
        for said, name in tools
    ]

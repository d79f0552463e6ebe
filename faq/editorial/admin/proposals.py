"""Edits that members propose, in the office: looked at word by word, accepted, declined."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import NotDeletedAdmin, action_page, change_url
from faq.editorial import actions, differences, policies
from faq.editorial.errors import ChangedMeanwhileError
from faq.editorial.forms import AcceptForm, DeclineForm, TextForm, text_form
from faq.editorial.models import Proposal, ProposalStatus
from faq.editorial.panels import panels_of
from faq.editorial.texts import WORDS, Text, text_of
from faq.questions.models import RevisionNeed, Translation


@admin.register(Proposal)
class ProposalAdmin(NotDeletedAdmin):
    list_display = ["title", "language", "status", "credit", "created_at", "decided_by"]
    list_filter = ["status", "language"]
    list_select_related = ["decided_by"]
    search_fields = ["title", "short_answer", "body", "note", "credit", "reason"]
    search_help_text = gettext_lazy("Words of the edit, name or organisation")
    date_hierarchy = "created_at"

    class Media:
        css = {"all": ["css/admin-faq.css", "css/components/difference.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_read(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("question", "based_on", "published_as")

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = {
            "accept": self.accept_view,
            "edit": self.edit_view,
            "decline": self.decline_view,
            "reopen": self.reopen_view,
        }
        return [
            *(
                path(f"<int:pk>/{name}/", wrap(view), name=f"faq_proposal_{name}")
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What it would change: against what readers see, and against what it was written for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = get_object_or_404(
            self.get_queryset(request), pk=int(object_id) if object_id.isdigit() else 0
        )
        translation = _published(proposal)
        has_moved_on = translation.revision_number != proposal.based_on.number
        is_pending = proposal.status == ProposalStatus.PENDING
        return self._page(
            request,
            "faq/editorial/admin/proposal.html",
            proposal,
            has_moved_on=has_moved_on,
            now=_("Revision %(number)d, what readers see")
            % {"number": translation.revision_number},
            base=_("Revision %(number)d") % {"number": proposal.based_on.number},
            difference=differences.between(text_of(translation), text_of(proposal))
            if is_pending
            else None,
            difference_to_base=differences.between(text_of(proposal.based_on), text_of(proposal))
            if has_moved_on or not is_pending
            else None,
            since=differences.between(text_of(proposal.based_on), text_of(translation))
            if has_moved_on and is_pending
            else None,
            moves=_moves_of(proposal, request.user, has_moved_on=has_moved_on),
        )

    def accept_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self._decidable(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.accept_proposal(proposal_id=pk, actor=request.user, **values)
            return _("It is published, and the person who proposed it is told.")

        return action_page(
            request,
            model_admin=self,
            form=AcceptForm(sent(request)),
            act=act,
            title=_("Accept the edit as it stands"),
            text=_("Readers see it from the next request on."),
            button=_("Publish it"),
            subject=proposal,
            template="faq/editorial/admin/action_with_difference.html",
            more={
                "difference": differences.between(text_of(_published(proposal)), text_of(proposal)),
                "before": _("Now"),
                "after": proposal.credit or _("The edit"),
            },
        )

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The text form with the proposed words in it: publishing it accepts the edit."""
        proposal = self._decidable(request, pk)
        language = proposal.language
        has_need = RevisionNeed.objects.open().filter(question=proposal.question_id).exists()
        form = text_form(
            proposal.question, language, sent(request), has_need=has_need, words=text_of(proposal)
        )
        if request.method == "POST" and form.is_valid():
            try:
                self._accept(request, pk, form)
            except ChangedMeanwhileError as error:
                data = form.data.copy()
                data[form.add_prefix("based_on")] = str(_published(proposal).revision_number)
                form = text_form(proposal.question, language, data, has_need=has_need)
                form.full_clean()
                form.add_error(None, str(error))
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("It is published, and the person who proposed it is told.")
                )
                return redirect(change_url(proposal))
        return self._page(
            request,
            "faq/editorial/admin/proposal_edit.html",
            proposal,
            form=form,
            question=proposal.question,
            panel=panels_of(proposal.question)[language],
            difference=differences.between(text_of(_published(proposal)), text_of(proposal)),
        )

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self._decidable(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.decline_proposal(proposal_id=pk, actor=request.user, **values)
            return _("It is declined, and the person who proposed it is told why.")

        return action_page(
            request,
            model_admin=self,
            form=DeclineForm(sent(request)),
            act=act,
            title=_("Decline the edit"),
            text=_("The answer stays as it is."),
            button=_("Decline the edit"),
            subject=proposal,
            is_grave=True,
        )

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self._decidable(request, pk)

        def act(_values: dict[str, Any]) -> str:
            actions.reopen_proposal(proposal_id=pk, actor=request.user)
            return _("It waits again, and the person who proposed it is told.")

        return action_page(
            request,
            model_admin=self,
            form=Form(sent(request)),
            act=act,
            title=_("Take the edit up again"),
            button=_("Take it up again"),
            subject=proposal,
        )

    def _accept(self, request: HttpRequest, pk: int, form: TextForm) -> None:
        values = form.cleaned_data
        actions.accept_proposal(
            proposal_id=pk,
            actor=request.user,
            text=Text(*(values[name] for name in WORDS)),
            based_on=values["based_on"],
            comment=values["comment"],
            significance=values["significance"],
            is_in_step=form.says_the_same,
            other_revision=values.get("other_revision"),
            closes_need=values.get("closes_need", False),
        )

    def _decidable(self, request: HttpRequest, pk: int) -> Any:
        if not policies.can_publish(request.user):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def _page(
        self, request: HttpRequest, template: str, proposal: Proposal, **context: Any
    ) -> HttpResponse:
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": str(proposal),
            "proposal": proposal,
            **context,
        }
        return TemplateResponse(request, template, values)


def _published(proposal: Proposal) -> Translation:
    return Translation.objects.get(question=proposal.question_id, language=proposal.language)


def _moves_of(proposal: Proposal, user: Any, *, has_moved_on: bool) -> list[tuple[str, str]]:
    if not policies.can_publish(user):
        return []
    moves = {
        ProposalStatus.PENDING: [
            *([] if has_moved_on else [("accept", _("Accept as it stands"))]),
            ("edit", _("Accept with changes")),
            ("decline", _("Decline")),
        ],
        ProposalStatus.DECLINED: [("reopen", _("Take it up again"))],
    }.get(ProposalStatus(proposal.status), [])
    return [
        (reverse(f"admin:faq_proposal_{name}", args=[proposal.pk]), said) for name, said in moves
    ]

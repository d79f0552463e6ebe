"""Reviews, cited sources and the editors' page in the office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, change_url
from faq.questions.models import Citation, CitedSource, Question
from faq.upkeep import actions, policies
from faq.upkeep.forms import CiteForm, SupersedeForm, VerifyForm
from faq.upkeep.models import Verification
from faq.upkeep.overview import overview


@admin.register(Verification)
class VerificationAdmin(ReadOnlyAdmin):
    """Reviews are said on their own page and kept; here they are looked up."""

    list_display = ["question", "person", "was_due_on", "next_due_on", "note", "verified_at"]
    list_filter = [("person", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["person"]
    search_fields = ["question__translations__title", "note", "person__full_name"]
    date_hierarchy = "verified_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("question__translations")

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("editors-page/", wrap(self.editors_page), name="faq_editors_page"),
            path("still-correct/<int:pk>/", wrap(self.verify_view), name="faq_verification_verify"),
            path("cite/<int:pk>/", wrap(self.cite_view), name="faq_verification_cite"),
            path("uncite/<int:pk>/", wrap(self.uncite_view), name="faq_verification_uncite"),
            *super().get_urls(),
        ]

    def editors_page(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_see_the_editors_page(request.user):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("The editors’ page"),
            "opts": Question._meta,
            "can_verify": policies.can_verify(request.user),
            **overview(),
        }
        return TemplateResponse(request, "faq/upkeep/admin/editors_page.html", context)

    def verify_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One click from the letter or the list, and the answer to look at above the button."""
        if not policies.can_verify(request.user):
            raise PermissionDenied
        questions = Question.objects.select_related("owner", "deputy")
        question = get_object_or_404(questions.prefetch_related("translations"), pk=pk)
        text = question.shown

        def act(values: dict[str, Any]) -> str:
            actions.verify(question_id=pk, person=request.user, note=values["note"])
            return _("Thank you: the answer is marked as still correct.")

        facts = [(_("question"), str(question))]
        if text:
            facts += [(_("short answer"), text.short_answer), (_("full answer"), text.body)]
        return action_page(
            request,
            model_admin=self,
            form=VerifyForm(sent(request)),
            act=act,
            title=_("Is this answer still correct?"),
            text=_("If it is not, edit it or mark it as to be revised on its own page."),
            button=_("Still correct"),
            facts=facts,
            back=_way_back(request, question),
        )

    def cite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_keep_sources(request.user):
            raise PermissionDenied
        question = get_object_or_404(Question.objects.prefetch_related("translations"), pk=pk)

        def act(values: dict[str, Any]) -> str:
            citation = actions.cite(question_id=pk, actor=request.user, **values)
            return _("The answer rests on “%(source)s”.") % {"source": citation}

        return action_page(
            request,
            model_admin=self,
            form=CiteForm(sent(request)),
            act=act,
            title=_("Add a source"),
            text=_(
                "A decision or a rule that this answer rests on. When it is superseded, the "
                "answer is marked as to be revised by itself."
            ),
            button=_("Add the source"),
            subject=question,
        )

    def uncite_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_keep_sources(request.user):
            raise PermissionDenied
        citation = get_object_or_404(Citation.objects.select_related("question", "source"), pk=pk)

        def act(_values: dict[str, Any]) -> str:
            actions.uncite(citation_id=pk, actor=request.user)
            return _("The source is taken off.")

        return action_page(
            request,
            model_admin=self,
            form=forms.Form(sent(request)),
            act=act,
            title=_("Take the source off"),
            text=str(citation),
            button=_("Take the source off"),
            subject=citation.question,
        )


class CitationInline(admin.TabularInline):
    model = Citation
    extra = 0
    raw_id_fields = ["question"]
    verbose_name = gettext_lazy("answer that rests on it")
    verbose_name_plural = gettext_lazy("answers that rest on it")


@admin.register(CitedSource)
class CitedSourceAdmin(TranslationAdmin):
    """What answers rest on; superseding it marks them as to be revised."""

    list_display = ["reference", "kind", "title", "valid_from", "superseded_on", "number"]
    list_filter = ["kind", ("superseded_on", admin.EmptyFieldListFilter)]
    search_fields = ["reference", "title_en", "title_ro"]
    date_hierarchy = "valid_from"
    fields = [
        "kind", "reference", "title", "address", "valid_from", "superseded_on", "superseded_by",
    ]  # fmt: skip
    readonly_fields = ["superseded_on", "superseded_by"]
    inlines = [CitationInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_form_template = "faq/upkeep/admin/source.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(number=Count("citations"))

    @admin.display(description=gettext_lazy("answers"), ordering="number")
    def number(self, source: Any) -> int:
        return source.number

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only one that no answer rests on."""
        is_free = obj is not None and not obj.citations.exists()
        return is_free and super().has_delete_permission(request, obj)

    def get_urls(self) -> list:
        pages = {"supersede": self.supersede_view, "reinstate": self.reinstate_view}
        wrap = self.admin_site.admin_view
        return [
            *(
                path(f"<int:pk>/{name}/", wrap(view), name=f"faq_citedsource_{name}")
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request: Any, context: Any, **kwargs: Any) -> HttpResponse:
        source = kwargs.get("obj")
        if source and self.has_change_permission(request, source):
            name, said = (
                ("reinstate", _("It is in force after all"))
                if source.superseded_on
                else ("supersede", _("It is superseded"))
            )
            url = reverse(f"admin:faq_citedsource_{name}", args=[source.pk])
            context["moves"] = [(url, said)]
        return super().render_change_form(request, context, **kwargs)

    def supersede_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._source(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.supersede(
                kind=source.kind, reference=source.reference, actor=request.user, **values
            )
            return _("Noted. The answers that rest on it are marked as to be revised.")

        return action_page(
            request,
            model_admin=self,
            form=SupersedeForm(sent(request), source=source),
            act=act,
            title=_("It is superseded"),
            text=_(
                "From that day on readers of the answers that rest on it are told that they are "
                "being revised."
            ),
            button=_("It is superseded"),
            subject=source,
            is_grave=True,
        )

    def reinstate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self._source(request, pk)

        def act(_values: dict[str, Any]) -> str:
            actions.reinstate(kind=source.kind, reference=source.reference, actor=request.user)
            return _("It is in force. Answers marked for that alone are in order again.")

        return action_page(
            request,
            model_admin=self,
            form=forms.Form(sent(request)),
            act=act,
            title=_("It is in force after all"),
            button=_("It is in force after all"),
            subject=source,
        )

    def _source(self, request: HttpRequest, pk: int) -> Any:
        if not policies.can_keep_sources(request.user):
            raise PermissionDenied
        return get_object_or_404(CitedSource, pk=pk)


def _way_back(request: HttpRequest, question: Question) -> str:
    """To where the person came from: the editors' page, or the question's own."""
    if request.GET.get("from") == "editors-page":
        return reverse("admin:faq_editors_page")
    return change_url(question)

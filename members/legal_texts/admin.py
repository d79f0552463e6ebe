from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from cluster_portal.toolkit.office import ReadOnlyAdmin, RecordedAdmin, action_page
from members.legal_texts import actions, policies
from members.legal_texts.models import Acceptance, LegalText, LegalTextEvent, TextStatus

FIXED = ["kind", "title_en", "title_ro", "body_en", "body_ro", "valid_from", "source"]
PRINTS = ["version", "state", "sha256_en", "sha256_ro"]


@admin.register(LegalText)
class LegalTextAdmin(RecordedAdmin, TranslationAdmin):
    """A draft is written here and published by a button; a published version only read."""

    added, edited = LegalTextEvent.ADDED, LegalTextEvent.EDITED
    list_display = ["kind", "version", "title", "valid_from", "state", "is_example"]
    list_display_links = ["kind", "version"]
    list_filter = ["kind", "status", "is_example"]
    list_select_related = True
    search_fields = ["title_en", "title_ro", "body_en", "body_ro", "source"]
    date_hierarchy = "valid_from"
    fields = ["kind", "title", "body", "valid_from", "source", "is_example"]
    change_form_template = "members/legal_texts/admin/legaltext_change_form.html"

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def state(self, text: LegalText) -> str:
        return text.get_status_display()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        is_kept = obj is not None and obj.status == TextStatus.PUBLISHED
        return [*PRINTS, *FIXED, "is_example"] if is_kept else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        is_kept = obj is not None and obj.status == TextStatus.PUBLISHED
        return [*PRINTS, *FIXED] if is_kept else []

    def get_urls(self) -> list:
        page = path(
            "<int:pk>/publish/",
            self.admin_site.admin_view(self.publish),
            name="members_legaltext_publish",
        )
        return [page, *super().get_urls()]

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_publish(request.user):
            raise PermissionDenied
        text = get_object_or_404(LegalText, pk=pk)

        def act(data: dict[str, Any]) -> str:
            done = actions.publish_text(text_id=text.pk, actor=request.user)
            return _("%(text)s is published.") % {"text": done}

        return action_page(
            request,
            model_admin=self,
            subject=text,
            form=forms.Form(request.POST if request.method == "POST" else None),
            act=act,
            title=_("Publish this version?"),
            text=_("From its day on it is what people accept. It can no longer be changed; a "
                   "correction is a new version."),
            button=_("Publish"),
        )  # fmt: skip

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        text = self.get_object(request, object_id)
        more: dict[str, Any] = {}
        if text and text.status == TextStatus.DRAFT and policies.can_publish(request.user):
            more["publish_url"] = reverse("admin:members_legaltext_publish", args=[text.pk])
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin):
    list_display = ["accepted_at", "text", "person_name", "organisation_name", "language"]
    list_filter = ["text__kind", "language"]
    list_select_related = ["text"]
    search_fields = ["person_name", "person_email", "organisation_name", "sha256"]
    date_hierarchy = "accepted_at"

"""What the office's pages have in common: what they keep, and how a button has an action work."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model, TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.history import actions as history

TEMPLATE = "admin/toolkit/action.html"


class NotDeletedAdmin(ModelAdmin):
    """Rows that end otherwise: by a state, or by their last day."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(NotDeletedAdmin):
    """What the portal writes itself: found and read by the office, changed by nobody."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordedAdmin(NotDeletedAdmin):
    """What is entered and edited here by hand is in the history: `added` and `edited` name it."""

    added: TextChoices
    edited: TextChoices

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            history.record(subject=obj, kind=self.added, actor=request.user)
        elif changes := changes_of(form):
            history.record(subject=obj, kind=self.edited, actor=request.user, changes=changes)


def changes_of(form: forms.ModelForm) -> dict[str, list[str]]:
    """What an edit in the admin changed, as history keeps it."""
    return {
        field: [str(form.initial.get(field) or ""), str(form.cleaned_data.get(field) or "")]
        for field in form.changed_data
        if field in form.cleaned_data
    }


def change_url(subject: Model) -> str:
    meta = subject._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[subject.pk])


def changelist_url(model: type[Model]) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def action_page(
    request: HttpRequest,
    *,
    model_admin: ModelAdmin,
    form: forms.Form,
    act: Callable[[dict[str, Any]], str],
    title: str,
    button: str,
    subject: Model | None = None,
    back: str = "",
    text: str = "",
    is_grave: bool = False,
    facts: Sequence[tuple[str, str]] = (),
    template: str = TEMPLATE,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show `form`; when it is sent and valid, `act` gets its data and returns what to say.

    A rule's no (PortalError) becomes an error on the form, with what was typed still there.
    `back` is where it leads afterwards; without one, to the subject's page. `facts` are names and
    values to look at before the button is pressed. A `template` of one's own extends ours and
    gets `more`.
    """
    target = back or (change_url(subject) if subject else changelist_url(model_admin.model))
    if request.method == "POST" and form.is_valid():
        try:
            said = act(form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect(target)
    values = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "subject": subject,
        "form": form,
        "title": title,
        "button": button,
        "text": text,
        "is_grave": is_grave,
        "back": target,
        "facts": facts,
        **(more or {}),
    }
    return TemplateResponse(request, template, values)

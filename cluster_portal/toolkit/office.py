"""Pages of the admin that ask for a few facts and then have one action do the work."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from cluster_portal.toolkit.errors import PortalError

TEMPLATE = "admin/toolkit/action.html"


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

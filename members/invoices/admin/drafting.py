"""The page on which the office writes a draft: what stands on it, and its lines."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import change_url, changelist_url
from members.invoices import actions
from members.invoices.forms import DraftForm, check_lines, line_forms, lines_of
from members.invoices.models import Invoice

TEMPLATE = "members/invoices/admin/draft_form.html"


def draft_page(
    request: HttpRequest, *, model_admin: ModelAdmin, invoice: Invoice | None = None
) -> HttpResponse:
    """Three empty lines more than there are; those left empty are no lines."""
    form = DraftForm(sent(request), invoice=invoice)
    lines = line_forms(sent(request), lines=invoice.lines.all() if invoice else ())
    is_right = request.method == "POST" and form.is_valid() and lines.is_valid()
    if is_right and check_lines(form, lines):
        try:
            draft = _written(request, form, lines, invoice)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. Look at it, then issue it."))
            return redirect(change_url(draft))
    values = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "subject": invoice,
        "form": form,
        "lines": lines,
        "title": _("Change the draft") if invoice else _("Write an invoice"),
        "back": change_url(invoice) if invoice else changelist_url(Invoice),
    }
    return TemplateResponse(request, TEMPLATE, values)


def _written(request: HttpRequest, form: DraftForm, lines: Any, invoice: Invoice | None) -> Invoice:
    if invoice is not None:
        return actions.rewrite_draft(
            invoice_id=invoice.pk, lines=lines_of(lines), terms=form.terms(), actor=request.user
        )
    return actions.write_draft(
        organisation_id=form.cleaned_data["organisation"].pk,
        kind=form.cleaned_data["kind"],
        lines=lines_of(lines),
        terms=form.terms(),
        actor=request.user,
        submission_key=form.cleaned_data["submission_key"],
    )

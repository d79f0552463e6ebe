from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.epc import as_address
from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.paging import page_of, words_asked
from members.invoices import pdf, policies
from members.invoices.documents import InvoiceDocument
from members.invoices.models import Invoice, InvoiceKind
from members.invoices.sheet import sheet_of
from members.organisations.models import Organisation
from members.organisations.policies import represents


def _guard(request: HttpRequest, organisation: Organisation) -> None:
    if not policies.can_see_invoices(request.user, organisation):
        raise NotAllowedError(
            _("The invoices of %(organisation)s are shown to its primary contact, its "
              "administrators, its legal signatory and those who look after its bills.")
            % {"organisation": organisation}
        )  # fmt: skip


@never_cache
@require_safe
def my_invoices(request: HttpRequest) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]  # the middleware sets it
    if not acting:
        return render(request, "members/invoices/my_invoices.html", {"organisation": None})
    organisation = acting.organisation
    _guard(request, organisation)
    every = Invoice.objects.issued().filter(organisation=organisation)
    kind, words = request.GET.get("kind", ""), words_asked(request)
    found = every.select_related("credit_of").with_debts().matching(words)
    if kind in InvoiceKind.values:
        found = found.filter(kind=kind)
    context = {
        "organisation": organisation,
        "page": page_of(request, found.order_by("-issued_on", "-pk")),
        "kinds": InvoiceKind.choices,
        "kind": kind,
        "words": words,
        "has_any": bool(kind or words) and every.exists(),
    }
    return render(request, "members/invoices/my_invoices.html", context)


def _seen(request: HttpRequest, pk: int) -> Invoice:
    found = get_object_or_404(
        Invoice.objects.visible_to(request.user)
        .select_related("organisation", "credit_of", "proforma")
        .with_debts(),
        pk=pk,
    )
    _guard(request, found.organisation)
    return found


@never_cache
@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    sheet = sheet_of(found)
    owed = found.receivable
    code = sheet["payment"]["qr"] if owed is not None and owed.balance == found.gross else ""
    context = {
        "invoice": found,
        "code": as_address(code) if code else "",
        "is_ours": represents(request.user, found.organisation),
        "sheet": sheet,
        "is_to_pay": InvoiceDocument(found).is_to_pay,
        "credit_notes": found.credit_notes.issued().order_by("issued_on", "pk"),
    }
    return render(request, "members/invoices/invoice.html", context)


@never_cache
@require_safe
def invoice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    response = HttpResponse(pdf.pdf_of(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{pdf.file_name(found)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

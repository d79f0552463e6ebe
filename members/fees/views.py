from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.epc import as_address
from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.paging import page_of
from members.fees import actions, paper
from members.fees.documents import NoticeDocument, Sheet, sheet_of
from members.fees.errors import FeeError
from members.fees.models import FeeNotice, FeeNoticeStatus, FeeTable
from members.ledger import policies
from members.ledger.models import Allocation, Payment
from members.organisations.models import Organisation
from members.organisations.policies import represents

LATEST_PAYMENTS = 10


def _guard(request: HttpRequest, organisation: Organisation) -> None:
    if not policies.can_see_account(request.user, organisation):
        raise NotAllowedError(
            _("The fees of %(organisation)s are shown to its primary contact, its administrators, "
              "its legal signatory and those who look after its bills.")
            % {"organisation": organisation}
        )  # fmt: skip


@never_cache
@require_safe
def my_fees(request: HttpRequest) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]  # the middleware sets it
    if not acting:
        return render(request, "members/fees/my_fees.html", {"organisation": None})
    organisation = acting.organisation
    _guard(request, organisation)
    notices = FeeNotice.objects.filter(organisation=organisation).with_balance()
    today = timezone.localdate()
    page = page_of(request, notices)
    context = {
        "organisation": organisation,
        "page": page,
        "rows": [(notice, notice.settlement(today)) for notice in page],
        "owed": _sums(organisation.receivables.open(), "balance"),
        "credit": _sums(
            Payment.objects.with_money_left().filter(organisation=organisation), "free"
        ),
        "next_due": notices.open().with_next_part().order_by("next_due_on").first(),
        "payments": _latest_payments(organisation),
        "today": today,
        "years_to_come": _years_without_notice(organisation, today.year),
    }
    return render(request, "members/fees/my_fees.html", context)


def _years_without_notice(organisation: Organisation, year: int) -> list[int]:
    """Published years, from this one on, for which a pro forma makes sense."""
    if not organisation.memberships.open().exists():
        return []
    issued = organisation.fee_notices.filter(status=FeeNoticeStatus.ISSUED)
    asked = issued.values_list("fee_year", "covers_until")
    covered = {
        covered_year
        for first, until in asked
        for covered_year in range(first, (until.year if until else first) + 1)
    }
    years = FeeTable.objects.published().filter(year__gte=year).order_by("year")
    return [row for row in years.values_list("year", flat=True) if row not in covered]


def _sums(rows, field: str) -> list[dict]:
    """What a sum of these rows comes to, for each currency."""
    found = rows.order_by("currency").values("currency").annotate(total=Sum(field))
    return [{"currency": row["currency"], "amount": row["total"]} for row in found]


def _latest_payments(organisation: Organisation) -> QuerySet:
    """Of dues and of anything else; each is set against no, one or several documents."""
    rows = organisation.payments.select_related("reverses").order_by("-received_on", "-pk")
    return rows.prefetch_related(
        Prefetch("allocations", Allocation.objects.select_related("receivable"))
    )[:LATEST_PAYMENTS]


@never_cache
@require_safe
def fee_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice itself is in the language it was issued in, the page around it in the reader's."""
    notice = get_object_or_404(
        FeeNotice.objects.visible_to(request.user)
        .with_balance()
        .with_next_part()
        .select_related("organisation", "receivable"),
        pk=pk,
    )
    _guard(request, notice.organisation)
    allocations = notice.receivable.allocations.select_related("payment", "reverses")
    document = NoticeDocument(notice)
    code = paper.euro_code(document.sheet, notice.next_part) if notice.balance > 0 else None
    with translation.override(notice.language):
        sheet = render_to_string(
            "members/fees/_notice_sheet.html",
            {
                "notice": notice,
                "document": document,
                "code": code and {"address": as_address(code[0]), "amount": code[1]},
            },
        )
    context = {
        "notice": notice,
        "is_ours": represents(request.user, notice.organisation),
        "sheet": sheet,
        "document": document,
        "settlement": notice.settlement(),
        "allocations": allocations.order_by("pk"),
    }
    return render(request, "members/fees/fee_notice.html", context)


@never_cache
@require_safe
def fee_notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """In the notice's language, or as `?language=` says: ro, en or both."""
    notice = get_object_or_404(
        FeeNotice.objects.visible_to(request.user).select_related("organisation"), pk=pk
    )
    _guard(request, notice.organisation)
    return pdf_response(request, sheet_of(notice), notice.number)


@never_cache
@require_safe
def fee_pro_forma(request: HttpRequest, year: int) -> HttpResponse:
    """What the notice of a year would say, for a purchase department; it is kept nowhere."""
    acting: Any = request.acting  # type: ignore[attr-defined]  # the middleware sets it
    if not acting:
        raise Http404
    _guard(request, acting.organisation)
    membership = acting.organisation.memberships.open().select_related("organisation").first()
    if membership is None or year not in _years_without_notice(
        acting.organisation, timezone.localdate().year
    ):
        raise Http404
    is_joining = not acting.organisation.fee_notices.exists()
    try:
        sheet = actions.pro_forma(membership=membership, fee_year=year, is_joining=is_joining)
    except FeeError as error:
        messages.error(request, str(error))
        return redirect("members:my_fees")
    return pdf_response(request, sheet, f"pro-forma-{year}")


def pdf_response(request: HttpRequest, sheet: Sheet, name: str) -> HttpResponse:
    languages = paper.languages_of(request.GET.get("language", ""), sheet.language)
    response = HttpResponse(paper.pdf_of(sheet, languages), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response

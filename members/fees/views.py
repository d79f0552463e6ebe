from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.paging import page_of
from members.fees import policies
from members.fees.documents import NoticeDocument
from members.fees.models import FeeNotice, FeeNoticeStatus, Payment
from members.organisations.models import Organisation

LATEST_PAYMENTS = 10


def _guard(request: HttpRequest, organisation: Organisation) -> None:
    if not policies.can_see_fees(request.user, organisation):
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
        "owed": _sums(notices.filter(status=FeeNoticeStatus.ISSUED, balance__gt=0)),
        "credit": _sums(notices.filter(balance__lt=0), sign=-1),
        "next_due": notices.open().order_by("due_on").first(),
        "payments": Payment.objects.filter(notice__organisation=organisation)
        .select_related("notice", "reverses")
        .order_by("-received_on", "-pk")[:LATEST_PAYMENTS],
        "today": today,
    }
    return render(request, "members/fees/my_fees.html", context)


def _sums(notices, *, sign: int = 1) -> list[dict]:
    """What the balances of these notices come to, for each currency."""
    rows = notices.order_by("currency").values("currency").annotate(total=Sum("balance"))
    return [{"currency": row["currency"], "amount": sign * row["total"]} for row in rows]


@never_cache
@require_safe
def fee_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice itself is in the language it was issued in, the page around it in the reader's."""
    notice = get_object_or_404(
        FeeNotice.objects.visible_to(request.user).with_balance().select_related("organisation"),
        pk=pk,
    )
    _guard(request, notice.organisation)
    payments = notice.payments.select_related("reverses").order_by("received_on", "pk")
    with translation.override(notice.language):
        sheet = render_to_string(
            "members/fees/_notice_sheet.html",
            {"notice": notice, "document": NoticeDocument(notice)},
        )
    context = {
        "notice": notice,
        "sheet": sheet,
        "document": NoticeDocument(notice),
        "settlement": notice.settlement(),
        "payments": payments,
        "surplus": -notice.balance,
    }
    return render(request, "members/fees/fee_notice.html", context)

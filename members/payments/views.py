from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cluster_portal.toolkit import csv_files
from cluster_portal.toolkit.errors import NotAllowedError, PortalError
from cluster_portal.toolkit.forms import sent
from members.ledger import policies as ledger_policies
from members.ledger.models import Payment, Receivable
from members.ledger.statement import account_of
from members.organisations.models import Organisation
from members.organisations.requests import MemberRequest
from members.payments import actions, policies
from members.payments.forms import ClaimForm
from members.payments.models import ClaimStatus, PaymentClaim

COLUMNS = ("day", "document", "number", "owed", "paid", "currency", "balance")


def _organisation(request: MemberRequest) -> Organisation | None:
    if not request.acting:
        return None
    organisation = request.acting.organisation
    if not ledger_policies.can_see_account(request.user, organisation):
        raise NotAllowedError(
            _("The fees of %(organisation)s are shown to its primary contact, its administrators, "
              "its legal signatory and those who look after its bills.")
            % {"organisation": organisation}
        )  # fmt: skip
    return organisation


@never_cache
@require_safe
def my_account(request: MemberRequest) -> HttpResponse:
    """The ledger, as the treasurer reads it too; `?format=csv` is the same as a file."""
    organisation = _organisation(request)
    if organisation is None:
        return render(request, "members/payments/my_account.html", {"organisation": None})
    account = account_of(organisation)
    if request.GET.get("format") == "csv":
        return _as_csv(account)
    context = {
        "organisation": organisation,
        "account": account,
        "free": Payment.objects.with_money_left().filter(organisation=organisation),
        "claims": PaymentClaim.objects.filter(receivable__organisation=organisation)
        .select_related("receivable")
        .order_by("-claimed_at")[:10],
        "today": timezone.localdate(),
    }
    return render(request, "members/payments/my_account.html", context)


def _as_csv(account) -> HttpResponse:
    rows = (
        [one.on.isoformat(), one.what, one.number, one.owed or "", one.settled or "", currency,
         one.balance]
        for currency, entries in account.entries.items()
        for one in entries
    )  # fmt: skip
    return csv_files.response(csv_files.packed(COLUMNS, rows), name="account.csv")


@require_http_methods(["GET", "POST"])
def claim_payment(request: MemberRequest, pk: int) -> HttpResponse:
    receivable = get_object_or_404(
        Receivable.objects.visible_to(request.user).with_balance().select_related("organisation"),
        pk=pk,
    )
    if not policies.can_claim(request.user, receivable.organisation):
        raise NotAllowedError
    form = ClaimForm(sent(request), request.FILES or None, receivable=receivable)
    if form.is_valid():
        try:
            actions.claim_payment(receivable_id=pk, actor=request.user, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Thank you. The office looks for the payment; you are not reminded meanwhile."),
            )
            return redirect("members:my_account")
    context = {
        "form": form,
        "receivable": receivable,
        "open_claim": receivable.claims.filter(status=ClaimStatus.OPEN).first(),
    }
    return render(request, "members/payments/claim_payment.html", context)


@require_POST
def claim_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    mine = Receivable.objects.visible_to(request.user)
    claim = get_object_or_404(PaymentClaim, pk=pk, receivable__in=mine)
    try:
        actions.withdraw_claim(claim_id=claim.pk, actor=request.user)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. You are reminded again if something is due."))
    return redirect("members:my_account")

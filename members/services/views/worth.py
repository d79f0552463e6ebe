"""What a year of membership was worth: a page, and the same on paper."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_portal.toolkit.errors import NotAllowedError
from members.ledger.policies import can_see_account
from members.organisations.models import Organisation
from members.organisations.requests import MemberRequest
from members.services import paper
from members.services.worth import Statement, statement

FIRST_YEAR = 2000


def _statement(request: MemberRequest, year: int) -> Statement | None:
    """It says what was paid, so it is for those who may see the fees."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    acting = request.acting
    if not acting:
        return None
    organisation = acting.organisation
    if not can_see_account(request.user, organisation):
        raise NotAllowedError(
            _("The statement says what %(organisation)s paid. It is shown to its primary contact, "
              "its administrators, its legal signatory and those who look after its bills.")
            % {"organisation": organisation}
        )  # fmt: skip
    return statement(organisation, year)


def _years(organisation: Organisation, shown: int) -> list[int]:
    """From the first year of the membership until now, the latest first."""
    today = timezone.localdate()
    begun = organisation.memberships.filter(started_on__isnull=False).order_by("started_on").first()
    first = begun.started_on.year if begun and begun.started_on else today.year
    return sorted({shown, *range(max(first, today.year - 9), today.year + 1)}, reverse=True)


@never_cache
@require_safe
def service_value(request: MemberRequest, year: int) -> HttpResponse:
    made = _statement(request, year)
    context = {
        "year": year,
        "statement": made,
        "years": _years(made.organisation, year) if made else [],
        "is_going_on": year == timezone.localdate().year,
        "today": timezone.localdate(),
    }
    return render(request, "members/services/service_value.html", context)


@never_cache
@require_safe
def service_value_pdf(request: MemberRequest, year: int) -> HttpResponse:
    made = _statement(request, year)
    if made is None:
        raise Http404
    response = HttpResponse(paper.pdf_of(made), content_type="application/pdf")
    name = slugify(f"{made.organisation}-{year}")
    response.headers["Content-Disposition"] = f'inline; filename="value-{name}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response

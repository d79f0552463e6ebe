import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from cluster_portal.home import board_page, front_page, my_page, stylesheet
from members.accounts.requests import SignedInRequest
from members.organisations.models import Association
from members.services.charts import saved_charts
from members.services.worth import year_of_worth

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MOMENT = "public, max-age=300"
CONTACT_RENEWED = dt.timedelta(days=180)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "home/home.html",
        {
            "who": front_page.who(),
            "questions": front_page.questions(),
            "groups": front_page.groups(),
            "projects": front_page.projects(),
            "next_meetings": front_page.next_board_meetings(),
            "last_meeting": front_page.last_board_meeting(),
            "cost": front_page.cost(),
        },
    )


@require_safe
def my(request: SignedInRequest) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]  # the middleware sets it
    return render(request, "home/my.html", {"page": my_page.of(request.user, acting)})


@require_safe
def board_worth(request: SignedInRequest) -> HttpResponse:
    """What services were worth to members in a year, by category and tier."""
    if not board_page.can_see_worth(request.user):
        raise PermissionDenied
    worth = year_of_worth(request.GET.get("year", ""))
    rows = board_page.rows_of(worth)
    return render(
        request,
        "home/board_worth.html",
        {
            "worth": worth,
            "rows": rows,
            "charts": saved_charts(row.figures for row in rows if row.figures),
            "holds_back": any(row.figures is None for row in rows),
            "fewest": board_page.FEWEST_TOLD,
        },
    )


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html", {"kept": settings.FAQ_KEPT_DAYS})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@login_not_required
@require_safe
def theme(request: HttpRequest, name: str = "site") -> HttpResponse:
    """All styles and the association's accent; the address changes with the content."""
    try:
        association = Association.objects.only("accent").first()
    except (DatabaseError, ImproperlyConfigured):
        association = None
    accent = association.accent if association else ""
    encoding = stylesheet.encoding_for(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(
        stylesheet.packed(accent, name, encoding), content_type="text/css; charset=utf-8"
    )
    if encoding:
        response.headers["Content-Encoding"] = encoding
    is_this_version = request.GET.get("v") == stylesheet.version(accent, name)
    response.headers["Cache-Control"] = FOR_EVER if is_this_version else FOR_A_MOMENT
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/admin/", "/accounts/", "/my/", "/join/start/")),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a hole. Without an address there is nothing to say (404)."""
    association = Association.objects.only("email").first()
    if association is None or not association.email:
        return HttpResponse(status=404)
    expires = (timezone.now() + CONTACT_RENEWED).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{association.email}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ro, en",
        f"Canonical: {request.build_absolute_uri(reverse('security_txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

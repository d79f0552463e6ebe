"""Pages behind a signed link: no account, nothing cached; a forged link is 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from members.registration.models import Application, SectionLink


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The application behind the applicant's own link."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        application = get_object_or_404(Application.objects.by_token(token))
        return view(request, application, **kwargs)

    return opened


def by_section_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The link of a colleague, open or not: the view says what a closed one opens."""

    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        links = SectionLink.objects.by_token(token).select_related("application")
        return view(request, get_object_or_404(links), **kwargs)

    return opened


def too_late(request: HttpRequest, application: Application) -> HttpResponse:
    """To the application's page, which says that what was sent from an old window is not kept."""
    if request.method == "POST":
        messages.warning(
            request,
            _("Your application has moved on in the meantime: what you just sent was not kept."),
        )
    return redirect(application)

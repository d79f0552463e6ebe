from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from faq.questions.models import readable_by
from faq.search.results import results_for


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The same answers as a page, or as JSON for who asks for that."""
    page = results_for(
        request.GET.get("q", ""),
        readable_by(request.user),
        language=get_language() or "en",
        is_exact="exact" in request.GET,
    )
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = JsonResponse(page.as_json())
    else:
        response = render(request, "faq/search/search.html", {"page": page})
    patch_vary_headers(response, ["Accept"])
    return response

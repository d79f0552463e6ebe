from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from members.legal_texts.models import LANGUAGES, LegalText


@login_not_required
@require_safe
def legal_text(request: HttpRequest, kind: str) -> HttpResponse:
    """The version that holds today."""
    text = LegalText.objects.in_force(kind)
    if text is None:
        raise Http404
    return _page(request, text)


@login_not_required
@require_safe
def legal_text_version(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    rows = LegalText.objects.published()
    return _page(request, get_object_or_404(rows, kind=kind, version=version))


@login_not_required
@require_safe
def legal_text_source(request: HttpRequest, kind: str, version: int, language: str) -> HttpResponse:
    """The exact words, so that anybody can reckon the hash."""
    rows = LegalText.objects.published()
    text = get_object_or_404(rows, kind=kind, version=version)
    if language not in LANGUAGES:
        raise Http404
    response = HttpResponse(text.body_in(language), content_type="text/markdown; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: HttpRequest, text: LegalText) -> HttpResponse:
    language = get_language() or LANGUAGES[0]
    versions = list(
        LegalText.objects.published().filter(kind=text.kind).order_by("-version")
        .only("kind", "version", "valid_from")
    )  # fmt: skip
    in_force = LegalText.objects.in_force(text.kind)
    context = {
        "text": text,
        "language": language,
        "sha256": text.sha256_in(language),
        "others": [one for one in versions if one.pk != text.pk],
        "in_force": in_force,
        "is_in_force": text == in_force,
        "is_to_come": text.valid_from > timezone.localdate(),
    }
    return render(request, "members/legal_texts/legal_text.html", context)

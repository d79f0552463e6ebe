from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.paging import page_of
from faq.asking import actions, links
from faq.asking.forms import AskForm, HelpedForm
from faq.asking.models import Ask
from faq.community import screening
from faq.demand import actions as demand
from faq.demand.sessions import session_of
from faq.questions.models import Audience, readable_by
from faq.search.engine import LONGEST_QUERY
from faq.search.results import Result, results_for

OFFERS = 5
FROM_LETTERS = 3


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Existing answers are offered once more when the question is sent, then it goes its way."""
    user = request.user
    sent = request.POST if request.method == "POST" else None
    form = AskForm(
        sent,
        is_signed_in=user.is_authenticated,
        initial={
            "text": " ".join(request.GET.get("q", "").split())[:250],
            "audience": _audience_of(request),
        },
    )
    offers: list[Result] = []
    if form.is_valid():
        data = form.cleaned_data
        offers = [] if data["offered"] else _offers(request, data["text"])
        if not offers:
            try:
                return _take(request, form)
            except PortalError as error:
                form.add_error(None, str(error))
    if sent is not None:
        again = sent.copy()
        again["stamp"] = screening.fresh_stamp()
        if offers:
            again["offered"] = ",".join(str(each.question.pk) for each in offers)
        form.data = again
    elif form.initial["text"]:
        offers = _offers(request, form.initial["text"])
    context = {"form": form, "offers": offers, "is_asked_again": bool(offers and sent is not None)}
    return render(request, "faq/asking/ask.html", context)


@login_not_required
@require_safe
def ask_offers(request: HttpRequest) -> HttpResponse:
    """A fragment for the form: what may answer it already."""
    text = request.GET.get("text", "")
    offers = _offers(request, text) if len(text.strip()) >= FROM_LETTERS else []
    response = render(request, "faq/asking/_offers.html", {"offers": offers})
    response.headers["Cache-Control"] = "private, max-age=30"
    patch_vary_headers(response, ["HX-Request"])
    return response


@login_not_required
@require_safe
def ask_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "faq/asking/ask_sent.html")


@require_safe
def ask_list(request: HttpRequest) -> HttpResponse:
    """What the signed-in person has asked."""
    own = Ask.objects.filter(author_id=request.user.pk)
    page = page_of(request, own.order_by("-created_at", "pk"))
    rows = [(each, links.page_of(each)) for each in page]
    return render(request, "faq/asking/ask_list.html", {"page": page, "rows": rows})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_detail(request: HttpRequest, token: str) -> HttpResponse:
    """The asker's own page: confirm, follow, withdraw, say whether it helped."""
    ask_id = links.ask_id_of(token)
    if ask_id is None:
        raise Http404
    row = get_object_or_404(
        Ask.objects.select_related("author", "question").prefetch_related("question__translations"),
        pk=ask_id,
    )
    if request.method == "POST":
        try:
            said = _act(request, row)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect(links.page_of(row))
    question = row.question
    shown = question if question and actions.is_readable_by_asker(row, question) else None
    context = {"ask": row, "answer": shown, "is_open": row.status in {"asked", "assigned"}}
    return render(request, "faq/asking/ask_detail.html", context)


def _act(request: HttpRequest, row: Ask) -> str:
    if "confirm" in request.POST:
        actions.confirm(ask_id=row.pk)
        return _("Thank you: your question has reached the office.")
    if "withdraw" in request.POST:
        actions.withdraw(ask_id=row.pk)
        return _("Your question is withdrawn.")
    form = HelpedForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.say_helped(ask_id=row.pk, value=form.cleaned_data["value"])
    return _("Thank you, that helps us.")


def _take(request: HttpRequest, form: AskForm) -> HttpResponse:
    """A program is thanked like everybody else."""
    data: dict[str, Any] = form.cleaned_data
    user = request.user
    crowd = screening.crowd_of(get_adapter().get_client_ip(request))
    if screening.is_flood(crowd):
        raise PortalError(
            _("Very many questions have come in just now. Please send it in an hour.")
        )
    author = user if user.is_authenticated else None
    sender = str(user.pk) if user.is_authenticated else data["guest_email"].lower()
    held = screening.screen(
        screening.Sent(
            text=f"{data['text']} {data['details']}",
            trap=data["home_page"],
            stamp=data["stamp"],
            crowd=crowd,
            sender=sender,
            is_known=author is not None,
        ),
        among=[Ask.objects.exclude(status="withdrawn")],
    )
    acting = getattr(request, "acting", None) if author else None
    row = actions.ask(
        text=data["text"],
        details=data["details"],
        audience=data["audience"],
        language=get_language() or "en",
        author=author,
        organisation_name=str(acting.organisation) if acting else "",
        guest_name=data.get("guest_name", ""),
        guest_email=data.get("guest_email", ""),
        held=held,
        offered=data["offered"],
    )
    demand.asked_after_search(session=session_of(request), text=row.text)
    if author and row.status != "spam":
        messages.success(request, _("Your question has reached the office. We write to you."))
        return redirect(links.page_of(row))
    return redirect("faq:ask_sent")


def _offers(request: HttpRequest, text: str) -> list[Result]:
    """What answers it already; a guess would only stand in the way of who asks."""
    language = get_language() or "en"
    page = results_for(text[:LONGEST_QUERY], readable_by(request.user), language=language)
    return [] if page.outcome.is_unsure else page.results[:OFFERS]


def _audience_of(request: HttpRequest) -> str:
    asked = request.GET.get("audience", "")
    if asked in Audience.values:
        return asked
    return Audience.MEMBER if getattr(request, "acting", None) else Audience.JOINING

"""The sheet of all components in all states, for those who write pages. Only in `dev` and tests."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cluster_portal.home import helix


class SpecimenForm(forms.Form):
    name = forms.CharField(label="Legal name", help_text="As in the register.")
    email = forms.EmailField(label="Your e-mail address")
    phone = forms.CharField(label="Telephone", required=False)
    staff = forms.IntegerField(label="Number of staff", help_text="On 31 December last year.")
    county = forms.ChoiceField(
        label="County", choices=[("", "Choose one"), ("CJ", "Cluj"), ("SJ", "Sălaj")]
    )
    kind = forms.ChoiceField(
        label="What are you?",
        widget=forms.RadioSelect,
        choices=[("company", "A company"), ("university", "A university or research institute")],
    )
    topics = forms.MultipleChoiceField(
        label="What interests you?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("ai", "AI and data"), ("health", "Digital health"), ("skills", "Skills")],
    )
    why = forms.CharField(label="Why do you want to join?", widget=forms.Textarea)
    paper = forms.FileField(label="Register extract", required=False)
    statute = forms.BooleanField(label="We accept the statute.", help_text="Version of 2021.")


STEPS = [
    {"label": "Organisation", "url": "#steps", "is_done": True},
    {"label": "People", "url": "#steps", "is_done": True},
    {"label": "Fee"},
    {"label": "Check and send"},
]
ROWS = [
    {"label": "Legal name", "value": "Velundra Systems SRL", "url": "#rows", "action": "Change"},
    {"label": "Fiscal code", "value": "99000000", "url": "#rows", "action": "Change"},
    {"label": "Website", "value": "", "url": "#rows", "action": "Change"},
]
TOKENS = ["ink", "soft", "line", "wash", "accent", "good", "wait", "bad"]


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    events = [
        SimpleNamespace(
            kind="Approved",
            at=now,
            who="Irina Tomșa, the office",
            reason="Resolution 14 of the Board, 12 March 2026.",
            office_note="Reminded twice by telephone.",
        ),
        SimpleNamespace(
            kind="Sent in",
            at=now - dt.timedelta(days=12),
            who="Carmen Ilie",
            reason="",
            office_note="",
        ),
    ]
    wrong = SpecimenForm({"name": "", "email": "carmen@", "staff": "many", "phone": "0264"})
    wrong.full_clean()
    wrong.add_error(None, "An application for this organisation is open already.")
    return render(
        request,
        "styleguide/index.html",
        {
            "form": SpecimenForm(),
            "wrong": wrong,
            "events": events,
            "steps": STEPS,
            "rows": ROWS,
            "tokens": TOKENS,
            "page": Paginator(range(260), 25).page(4),
            "amount": Decimal("12000.00"),
            "drawing": helix.drawing((12, 4, 6, 3)),
            "notices": [
                Message(constants.SUCCESS, "Your application has been sent."),
                Message(constants.INFO, "The office answers within two working days."),
                Message(constants.WARNING, "Your session ends in five minutes."),
                Message(constants.ERROR, "The payment was not recorded: the notice is cancelled."),
            ],
        },
    )

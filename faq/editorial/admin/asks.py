"""Questions that were asked, in the office: from the asker's words to an answer."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, ForeignKeyRawIdWidget
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import action_page, change_url
from faq.asking import actions as asking
from faq.asking import policies
from faq.asking.models import ASK_MOVES, Ask, AskStatus
from faq.editorial.actions import asks as actions
from faq.questions.models import Question, Visibility
from faq.search.results import results_for
from members.accounts.models import User


class AssignForm(forms.Form):
    assignee = forms.ModelChoiceField(label=gettext_lazy("Who answers"), queryset=None)
    due_on = forms.DateField(
        label=gettext_lazy("By"),
        widget=AdminDateWidget,
        help_text=gettext_lazy("The asker is told this day."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = User.objects.filter(is_staff=True, is_active=True)


class AttachForm(forms.Form):
    question = forms.ModelChoiceField(
        label=gettext_lazy("The answer"),
        queryset=Question.objects.published(),
        help_text=gettext_lazy("Its number, or look it up."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        relation = Ask._meta.get_field("question").remote_field
        self.fields["question"].widget = ForeignKeyRawIdWidget(relation, admin.site)


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=gettext_lazy("The reply"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Plain text. The asker gets it by mail; nobody else reads it."),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("The asker reads it.")
    )


class Waits(admin.SimpleListFilter):
    title = gettext_lazy("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        return [
            ("answer", _("an answer")),
            ("me", _("an answer by me")),
            ("late", _("an answer, past its day")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        match self.value():
            case "answer":
                return queryset.open()
            case "me":
                return queryset.open().filter(assignee=request.user)
            case "late":
                return queryset.open().filter(due_on__lt=timezone.localdate())
        return queryset


@admin.register(Ask)
class AskAdmin(admin.ModelAdmin):
    """What was asked is kept as it was; the buttons do the rest."""

    list_display = ["text", "status", "sender", "audience", "assignee", "due_on", "created_at"]
    list_filter = [Waits, "status", "audience", "language", "helped"]
    list_select_related = ["author", "assignee"]
    search_fields = ["text", "details", "guest_name", "guest_email", "author__full_name"]
    date_hierarchy = "created_at"
    change_form_template = "faq/asking/admin/ask.html"
    fields = [
        "text", "details", "sender", "organisation_name", "audience", "language", "status",
        "held", "offers", "assignee", "due_on", "question", "reply", "reason", "helped",
        "created_at", "confirmed_at", "answered_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.order_by(F("due_on").asc(nulls_last=True), "-created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.fields

    @admin.display(description=gettext_lazy("from"))
    def sender(self, ask: Ask) -> str:
        return " · ".join(part for part in (ask.sender_name, ask.sender_email) if part) or "–"

    @admin.display(description=gettext_lazy("screening"))
    def held(self, ask: Ask) -> str:
        return ", ".join(ask.held_reasons) or "–"

    @admin.display(description=gettext_lazy("answers that were offered"))
    def offers(self, ask: Ask) -> str:
        offered = ask.offered.prefetch_related("translations")
        return "; ".join(str(question) for question in offered) or "–"

    def get_urls(self) -> list:
        pages = {
            "assign": self.assign_view,
            "write": self.write_view,
            "attach": self.attach_view,
            "reply": self.reply_view,
            "decline": self.decline_view,
            "spam": self.spam_view,
            "let-through": self.let_through_view,
            "reopen": self.reopen_view,
        }
        return [
            *(
                path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=_route(name))
                for name, view in pages.items()
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request: Any, context: Any, **kwargs: Any) -> HttpResponse:
        ask = kwargs.get("obj")
        if ask:
            page = results_for(ask.text, list(Visibility.values), language=get_language() or "en")
            can_answer = policies.can_answer(request.user)
            context |= {
                "moves": _moves_of(ask) if can_answer else [],
                "closest": page.results[:5],
                "attach_url": _url("attach", ask) if can_answer and _is_open(ask) else "",
            }
        return super().render_change_form(request, context, **kwargs)

    def assign_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(values: dict[str, Any]) -> str:
            asking.assign(ask_id=pk, actor=request.user, **values)
            return _("It is given to somebody to answer; the asker knows the day.")

        initial = {
            "assignee": ask.assignee_id or request.user.pk,
            "due_on": ask.due_on or timezone.localdate() + asking.ANSWER_WITHIN,
        }
        return self._page(request, ask, AssignForm(sent(request), initial=initial), act,
                          _("Give it to somebody to answer"))  # fmt: skip

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(values: dict[str, Any]) -> str:
            asking.reopen(ask_id=pk, actor=request.user, **values)
            return _("It is being answered again, and the asker knows.")

        initial = {
            "assignee": ask.assignee_id or request.user.pk,
            "due_on": timezone.localdate() + asking.ANSWER_WITHIN,
        }
        return self._page(request, ask, AssignForm(sent(request), initial=initial), act,
                          _("Take it up again"))  # fmt: skip

    def write_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)
        made: list[Question] = []

        def act(_values: dict[str, Any]) -> str:
            made.append(actions.write_answer_for(ask_id=pk, actor=request.user))
            return _("Here you can write the answer. The asker is told when it is published.")

        page = self._page(
            request, ask, forms.Form(sent(request)), act, _("Write a new answer"),
            text=_("The question is taken into the FAQ in the asker’s words; you can reword it."),
        )  # fmt: skip
        return redirect(change_url(made[0])) if made else page

    def attach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(values: dict[str, Any]) -> str:
            actions.attach_to_answer(
                ask_id=pk, question_id=values["question"].pk, actor=request.user
            )
            return _("The asker is sent to that answer, and it is found in these words now.")

        chosen = {"question": request.GET.get("question", "")}
        return self._page(request, ask, AttachForm(sent(request), initial=chosen), act,
                          _("An answer that we have says it"))  # fmt: skip

    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(values: dict[str, Any]) -> str:
            asking.answer_privately(ask_id=pk, actor=request.user, **values)
            return _("The reply is on its way.")

        return self._page(request, ask, ReplyForm(sent(request)), act, _("Answer privately"))

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(values: dict[str, Any]) -> str:
            asking.decline(ask_id=pk, actor=request.user, **values)
            return _("The asker is told that we cannot answer, and why.")

        return self._page(request, ask, DeclineForm(sent(request)), act, _("Decline"), grave=True)

    def spam_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(_values: dict[str, Any]) -> str:
            asking.mark_as_spam(ask_id=pk, actor=request.user)
            return _("It is held as spam, and removed after a month.")

        return self._page(request, ask, forms.Form(sent(request)), act, _("It is spam"),
                          grave=True)  # fmt: skip

    def let_through_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        ask = self._ask(request, pk)

        def act(_values: dict[str, Any]) -> str:
            asking.let_through(ask_id=pk, actor=request.user)
            return _("It goes its way like any other question.")

        return self._page(request, ask, forms.Form(sent(request)), act, _("It is no spam"))

    def _page(
        self, request: HttpRequest, ask: Ask, form: Any, act: Any, title: str, *,
        text: str = "", grave: bool = False,
    ) -> HttpResponse:  # fmt: skip
        return action_page(
            request, model_admin=self, form=form, act=act, title=title, button=title,
            text=text, subject=ask, is_grave=grave,
            facts=[(_("question"), ask.text), (_("more about it"), ask.details or "–")],
        )  # fmt: skip

    def _ask(self, request: HttpRequest, pk: int) -> Ask:
        if not policies.can_answer(request.user):
            raise PermissionDenied
        return get_object_or_404(Ask.objects.select_related("assignee", "author"), pk=pk)


def _route(name: str) -> str:
    return f"faq_ask_{name.replace('-', '_')}"


def _url(name: str, ask: Ask) -> str:
    return reverse(f"admin:{_route(name)}", args=[ask.pk])


def _is_open(ask: Ask) -> bool:
    return ask.status in {AskStatus.ASKED, AskStatus.ASSIGNED}


def _moves_of(ask: Ask) -> list[tuple[str, str]]:
    """The addresses of what can be done with it now, and what their buttons say."""
    targets = ASK_MOVES[AskStatus(ask.status)]
    names: list[tuple[str, str]] = []
    if _is_open(ask):
        names += [
            ("assign", _("Give it to somebody to answer")),
            ("write", _("Write a new answer")),
            ("attach", _("An answer that we have says it")),
            ("reply", _("Answer privately")),
            ("decline", _("Decline")),
        ]
    elif ask.status == AskStatus.SPAM:
        names.append(("let-through", _("It is no spam")))
    elif AskStatus.ASSIGNED in targets:
        names.append(("reopen", _("Take it up again")))
    if AskStatus.SPAM in targets:
        names.append(("spam", _("It is spam")))
    return [(_url(name, ask), said) for name, said in names]

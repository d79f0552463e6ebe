import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.history import kinds
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail import actions as mail
from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail
from cluster_portal.toolkit.numbering.models import NumberSeries
from cluster_portal.toolkit.office import ReadOnlyAdmin

# A mail that waits longer than this may be given another push.
PATIENCE = dt.timedelta(minutes=30)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ["subject", "to_address", "status", "language", "created_at", "sent_at"]
    list_filter = ["status", "language", "template"]
    search_fields = ["to_address", "to_name", "subject", "key"]
    search_help_text = gettext_lazy("Address, name or subject")
    date_hierarchy = "created_at"
    change_form_template = "admin/toolkit/mail_change_form.html"
    fields = [
        "to_address", "to_name", "subject", "status", "words", "as_seen", "language", "template",
        "attempts", "last_error", "created_at", "sent_at", "is_secret",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("text"))
    def words(self, letter: OutgoingMail) -> str:
        if is_closed(letter):
            return _("It carries a secret, which only its reader may see.")
        return letter.text

    @admin.display(description=gettext_lazy("as the reader sees it"))
    def as_seen(self, letter: OutgoingMail) -> str:
        if not letter.html or is_closed(letter):
            return "–"
        address = reverse("admin:toolkit_outgoingmail_html", args=[letter.pk])
        return format_html(
            '<a href="{}" target="_blank" rel="noopener">{}</a>', address, _("Open the HTML")
        )

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/html/", wrap(self.html), name="toolkit_outgoingmail_html"),
            path("<int:pk>/again/", wrap(self.again), name="toolkit_outgoingmail_again"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        letter = self.get_object(request, object_id)
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                **(extra_context or {}),
                "can_send_again": may_send(request)
                and letter is not None
                and bool(letter.text)
                and not is_just_queued(letter),
            },
        )

    def html(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter's own HTML, shut off from the portal: no script, no form, no cookie."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        letter = get_object_or_404(OutgoingMail, pk=pk)
        if is_closed(letter):
            raise PermissionDenied(_("It carries a secret, which only its reader may see."))
        response = HttpResponse(letter.html)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
        )
        return response

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        return send_again(request, pk)


def is_closed(letter: OutgoingMail) -> bool:
    """Whoever reads a sign-in code can sign in with it; a run on one's own machine shows all."""
    return letter.is_secret and not settings.MAIL_SECRETS_STAY


def is_just_queued(letter: OutgoingMail) -> bool:
    return letter.status == MailStatus.QUEUED and letter.created_at > timezone.now() - PATIENCE


def may_send(request: HttpRequest) -> bool:
    return request.user.has_perm("toolkit.change_outgoingmail")


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_send(request):
        raise PermissionDenied
    letter = get_object_or_404(OutgoingMail, pk=pk)
    try:
        mail.send_again(mail_id=letter.pk)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is on its way once more."))
    return redirect("admin:toolkit_outgoingmail_change", letter.pk)


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("what happened")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        known = model_admin.model.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return sorted(((kind, kinds.label(kind)) for kind in known), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(HistoryEvent)
class HistoryEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "what", "subject_label", "who"]
    list_filter = [
        KindFilter,
        "is_internal",
        ("subject_type", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["subject_type"]
    search_fields = ["subject_label", "actor_label", "kind", "reason"]
    date_hierarchy = "at"
    fields = [
        "at", "what", "subject_link", "who", "what_changed", "reason", "office_note",
        "is_internal",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("what happened"), ordering="kind")
    def what(self, event: HistoryEvent) -> str:
        return kinds.label(event.kind)

    @admin.display(description=gettext_lazy("who"), ordering="actor_label")
    def who(self, event: HistoryEvent) -> str:
        return event.who

    @admin.display(description=gettext_lazy("subject"))
    def subject_link(self, event: HistoryEvent) -> str:
        kind = event.subject_type
        try:
            address = reverse(
                f"admin:{kind.app_label}_{kind.model}_change", args=[event.subject_id]
            )
        except NoReverseMatch:
            return event.subject_label
        return format_html('<a href="{}">{}</a>', address, event.subject_label)

    @admin.display(description=gettext_lazy("changes"))
    def what_changed(self, event: HistoryEvent) -> str:
        return "\n".join(
            f"{field}: {shown(values[0])} → {shown(values[1])}"
            for field, values in event.changes.items()
        )


def shown(value: Any) -> str:
    """A value of `changes` as the office reads it."""
    if isinstance(value, list):
        return "; ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnlyAdmin):
    list_display = ["series", "year", "last"]
    list_filter = ["series"]
    search_fields = ["series", "year"]

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cluster_portal.toolkit import countries, csv_files
from cluster_portal.toolkit.admin import shown
from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, change_url
from cluster_portal.toolkit.paging import page_of
from members.imports import actions, policies
from members.imports.columns import FIELDS
from members.imports.forms import ColumnsForm, ReceiveForm, UndoForm
from members.imports.models import ImportKind, ImportRun, Outcome, RunStatus
from members.organisations.models import Category, Role

LANGUAGES = dict(settings.LANGUAGES)
ROWS_A_PAGE = 50
LOOK_AGAIN = 3  # seconds
BEFORE_IMPORT = (RunStatus.RECEIVED, RunStatus.COMPARING, RunStatus.PREVIEWED)


def in_words(name: str, value: Any) -> Any:
    """A category, country, language or role by its name, a day as people write it, the rest as
    the file has it.
    """
    if name == "roles" and isinstance(value, list):
        return ", ".join(str(Role(role).label) for role in value) or "–"
    if name == "category" and value in Category.values:
        return Category(value).label
    if name == "country" and value:
        return countries.name_of(value)
    if name == "language" and value in LANGUAGES:
        return _(LANGUAGES[value])
    if name.endswith(("_on", "since")) and value:
        return formats.date_format(dt.date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return shown(value)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """A file is sent by a button; its page shows each row and what can be done next."""

    list_display = ["file_name", "kind", "status", "total", "created_by", "created_at"]
    list_filter = ["kind", "status"]
    list_select_related = ["created_by"]
    search_fields = ["file_name", "created_by__full_name"]
    date_hierarchy = "created_at"
    change_list_template = "members/imports/admin/run_list.html"
    change_form_template = "members/imports/admin/run.html"

    class Media:
        css = {"all": ["css/admin-imports.css"]}

    fields = ["file_name", "kind", "status", "read_as", "total", "created_by", "created_at"]

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        pages = {
            "columns": self.columns,
            "import": require_POST(self.start),
            "undo": self.undo,
            "discard": require_POST(self.discard),
            "refused.csv": self.refused,
        }
        return [
            path("send/", wrap(self.receive), name="members_importrun_send"),
            *(
                path(
                    f"<int:pk>/{address}", wrap(view),
                    name=f"members_importrun_{address.partition('.')[0]}",
                )
                for address, view in pages.items()
            ),
            *super().get_urls(),
        ]  # fmt: skip

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {"may_import": policies.can_import(request.user)}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        if run is None or not self.has_view_permission(request, run):
            return super().change_view(request, object_id, form_url, extra_context)
        counts = run.counts()
        to_write = counts[Outcome.NEW] + counts[Outcome.CHANGE]
        asked = request.GET.get("outcome", "")
        rows = run.rows.order_by("line")
        if asked in Outcome.values:
            rows = rows.filter(outcome=asked)
        elif asked == "kept":
            rows = rows.exclude(kept_because={})
        page = page_of(request, rows, size=ROWS_A_PAGE)
        labels = {field.name: field.label for field in FIELDS[ImportKind(run.kind)]}
        places = {name: place for place, name in enumerate(labels)}  # JSON keeps no order
        for row in page:
            row.differences = [
                (labels.get(name, name), *(in_words(name, value) for value in pair))
                for name, pair in sorted(
                    row.changes.items(), key=lambda one: places.get(one[0], 99)
                )
            ]
        more = {
            "title": run.file_name,
            "subtitle": None,
            "run": run,
            "page": page,
            "asked": asked,
            "outcomes": [(one, counts[one]) for one in Outcome if counts[one]],
            "kept": run.rows.exclude(kept_because={}).count(),
            "to_write": to_write,
            "goal": run.total if run.status == RunStatus.COMPARING else to_write,
            "may_import": policies.can_import(request.user),
            "may_undo": policies.can_undo(request.user),
            "is_before_import": run.status in BEFORE_IMPORT,
        }
        response = super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **more}
        )
        if run.is_at_work:
            response.headers["Refresh"] = str(LOOK_AGAIN)
        return response

    def receive(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_import(request.user):
            raise PermissionDenied
        form = ReceiveForm(sent(request), request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = actions.receive(actor=request.user, **form.cleaned_data)
            except PortalError as error:
                form.add_error("file", str(error))
            else:
                return redirect("admin:members_importrun_columns", run.pk)
        return action_page(
            request,
            model_admin=self,
            form=form,
            act=lambda _values: "",  # a form without errors has led away above
            title=_("Import a file"),
            button=_("Read the file"),
        )

    def columns(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_import(request.user):
            raise PermissionDenied
        run = get_object_or_404(ImportRun, pk=pk)
        form = ColumnsForm(sent(request), run=run)

        def act(_values: dict[str, Any]) -> str:
            actions.choose_columns(run_id=pk, columns=form.chosen(), actor=request.user)
            return _("The rows are being compared with what the portal knows.")

        return action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=_("Which column is which?"),
            button=_("Compare"),
            subject=run,
            text=_("What was recognised is chosen already. An empty cell changes nothing."),
            facts=[(_("Read as"), run.read_as), (_("Rows"), str(run.total))],
        )

    def start(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._done(
            request,
            pk,
            actions.start_import,
            _("The import has begun. You may leave this page."),
        )

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._done(request, pk, actions.discard, _("The file and its rows are forgotten."))

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policies.can_undo(request.user):
            raise PermissionDenied
        run = get_object_or_404(ImportRun, pk=pk)

        def act(values: dict[str, Any]) -> str:
            actions.start_undo(run_id=pk, actor=request.user, **values)
            return _("The import is being undone.")

        return action_page(
            request,
            model_admin=self,
            form=UndoForm(sent(request)),
            act=act,
            title=_("Undo the import"),
            button=_("Undo"),
            subject=run,
            is_grave=True,
            text=_("Every row is taken back to which nothing else has happened since. Rows that "
                   "stay say why."),
        )  # fmt: skip

    def refused(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The refused rows as they came, with the reason in front: mended, they can be sent."""
        run = get_object_or_404(ImportRun, pk=pk)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        rows = run.rows.filter(outcome=Outcome.REFUSED).order_by("line")
        content = csv_files.packed(
            [_("Line"), _("Reason"), *run.header],
            ([row.line, row.why, *row.cells] for row in rows),
            separator=csv_files.SEPARATORS.get(request.GET.get("separator", ""), ","),
        )
        return csv_files.response(content, name=f"refused-{run.pk}.csv")

    def _done(self, request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
        run = get_object_or_404(ImportRun, pk=pk)
        try:
            act(run_id=pk, actor=request.user)
        except PortalError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect(change_url(run))

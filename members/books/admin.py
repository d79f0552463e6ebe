import shutil
import zipfile
from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import sent
from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page
from members.books import actions, policies
from members.books.forms import MonthForm
from members.books.models import AccountantMonth, MonthStatus

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sha256": "text/plain; charset=utf-8",
}


@admin.register(AccountantMonth)
class AccountantMonthAdmin(ReadOnlyAdmin):
    """The accountant's page: a month is asked for, made by the worker, and downloaded here."""

    list_display = ["title", "status", "progress", "requested_at", "requested_by"]
    list_display_links = ["title"]
    list_filter = ["status", "year"]
    list_select_related = ["requested_by"]
    search_fields = ["year", "month", "sha256"]
    search_help_text = gettext_lazy("Year, month or the file's SHA-256")
    date_hierarchy = "requested_at"
    list_per_page = 50
    change_form_template = "members/books/admin/month_change_form.html"
    fields = ["title", "status", "progress", "requested_by", "requested_at", "finished_at", "size",
              "sha256", "message"]  # fmt: skip
    readonly_fields = fields

    @admin.display(description=gettext_lazy("month"), ordering="year")
    def title(self, row: AccountantMonth) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("documents"))
    def progress(self, row: AccountantMonth) -> str:
        return _("%(done)d of %(total)d") % {"done": row.done, "total": row.total}

    @admin.display(description=gettext_lazy("size"))
    def size(self, row: AccountantMonth) -> str:
        return filesizeformat(row.file.size) if row.file else "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_order_month(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return policies.can_download_month(request.user)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = MonthForm(sent(request))

        def act(data: dict[str, Any]) -> str:
            row = actions.order_month(actor=request.user, **form.chosen())
            return _("%(month)s is being made. Open it in a moment.") % {"month": row}

        return action_page(
            request, model_admin=self, form=form, act=act, title=_("Make a month ready"),
            text=_("The ledger, the documents, the VAT and the payments of the month as a workbook "
                   "and as CSV, each document as PDF and as XML for e-Factura, in one ZIP with the "
                   "hash of every file."),
            button=_("Make it ready"),
        )  # fmt: skip

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is not None and row.is_under_way:
            messages.info(request, _("It is being made: load this page again to see how far."))
        parts = parts_of(row) if row is not None and row.status == MonthStatus.READY else []
        more = {**(extra_context or {}), "parts": parts}
        return super().change_view(request, object_id, form_url, more)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/file/", wrap(self.whole), name="members_accountantmonth_file"),
            path("<int:pk>/file/<str:part>/", wrap(self.part), name="members_accountantmonth_part"),
            *super().get_urls(),
        ]

    def _ready(self, request: HttpRequest, pk: int) -> AccountantMonth:
        if not policies.can_download_month(request.user):
            raise PermissionDenied
        return get_object_or_404(AccountantMonth, pk=pk, status=MonthStatus.READY)

    def whole(self, request: HttpRequest, pk: int) -> FileResponse:
        row = self._ready(request, pk)
        actions.note_download(month_id=pk, part="ZIP", actor=request.user)
        response = FileResponse(
            row.file.open("rb"), as_attachment=True, filename=f"books-{row.name}.zip",
            content_type="application/zip",
        )  # fmt: skip
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def part(self, request: HttpRequest, pk: int, part: str) -> StreamingHttpResponse:
        """One table out of the kept file, so that its hash is that of the manifest."""
        row = self._ready(request, pk)
        if part not in parts_of(row):
            raise Http404
        actions.note_download(month_id=pk, part=part, actor=request.user)
        kind = KINDS[part.rpartition(".")[2]]
        response = StreamingHttpResponse(read_part(row, part), content_type=kind)
        response.headers["Content-Disposition"] = f'attachment; filename="{part}"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "private, no-store"
        return response


def parts_of(row: AccountantMonth) -> list[str]:
    """The tables and the manifest: what stands at the top of the archive."""
    with row.file.open("rb") as file, zipfile.ZipFile(file) as archive:
        return [name for name in archive.namelist() if "/" not in name]


def read_part(row: AccountantMonth, part: str) -> Iterator[bytes]:
    with row.file.open("rb") as file, zipfile.ZipFile(file) as archive, archive.open(part) as one:
        while piece := one.read(shutil.COPY_BUFSIZE):
            yield piece

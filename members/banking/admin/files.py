from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import ReadOnlyAdmin, action_page, changelist_url
from cluster_portal.toolkit.templatetags.portal import money
from cluster_portal.toolkit.uploads import download
from members.banking import actions, policies
from members.banking.forms import ImportForm
from members.banking.models import FileStatus, LineStatus, StatementFile


@admin.register(StatementFile)
class StatementFileAdmin(ReadOnlyAdmin):
    """A statement is imported here, and its work is looked at."""

    list_display = ["name", "account", "from_on", "to_on", "line_count", "new_lines", "status",
                    "balances", "received_at"]  # fmt: skip
    list_filter = ["status", "account", "format"]
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["account"]
    search_fields = ["name", "account__iban", "sha256"]
    date_hierarchy = "received_at"
    list_per_page = 50
    change_list_template = "members/banking/admin/file_change_list.html"
    change_form_template = "members/banking/admin/file_change_form.html"
    fields = [
        "name", "account", "format", "mapping", "status", "from_on", "to_on", "opening_balance",
        "closing_balance", "balances_fit", "line_count", "stored_count", "handled_count",
        "is_told", "uploaded_by", "received_at", "matched_at", "sha256",
    ]  # fmt: skip
    readonly_fields = ["opening_balance", "closing_balance", "received_at"]

    @admin.display(description=gettext_lazy("new"))
    def new_lines(self, file: StatementFile) -> int:
        return file.stored_count

    @admin.display(description=gettext_lazy("balances fit"), boolean=True)
    def balances(self, file: StatementFile) -> bool | None:
        return file.balances_fit

    @admin.display(description=gettext_lazy("opening balance"))
    def opening_balance(self, file: StatementFile) -> str:
        return money(file.opening, file.account.currency)

    @admin.display(description=gettext_lazy("closing balance"))
    def closing_balance(self, file: StatementFile) -> str:
        return money(file.closing, file.account.currency)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.take), name="members_statementfile_import"),
            path("<int:pk>/progress/", wrap(self.progress), name="members_statementfile_progress"),
            path("<int:pk>/file/", wrap(self.send), name="members_statementfile_file"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> Any:
        may = {
            "title": capfirst(self.opts.verbose_name_plural),
            "may_import": policies.can_import(request.user),
        }
        return super().changelist_view(request, {**(extra_context or {}), **may})

    def take(self, request: HttpRequest) -> HttpResponse:
        if not policies.can_import(request.user):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = ImportForm(request.POST if is_sent else None, request.FILES if is_sent else None)
        landing = [changelist_url(StatementFile)]

        def act(data: dict[str, Any]) -> str:
            received = actions.import_statement(
                content=data["file"].read(),
                name=data["file"].name,
                actor=request.user,
                account_id=data["account"].pk if data["account"] else None,
                mapping_id=data["mapping"].pk if data["mapping"] else None,
                is_told=data["is_told"],
            )
            landing[0] = reverse("admin:members_statementfile_progress", args=[received[0].file.pk])
            if not any(one.is_new for one in received):
                return _("This file was imported before: nothing was added.")
            return _("The statement is read. Its lines are worked off now.")

        response = action_page(
            request,
            model_admin=self,
            form=form,
            act=act,
            title=_("Import a statement"),
            text=_("Each line is stored once, however often it is imported. What is sure is "
                   "posted; the rest waits in the queue. Everything can be undone."),
            button=_("Import"),
        )  # fmt: skip
        if response.status_code == 302:
            response["Location"] = landing[0]
        return response

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks for itself again while the work goes on; without JavaScript a link does."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = get_object_or_404(StatementFile.objects.select_related("account"), pk=pk)
        handled = file.lines.exclude(status=LineStatus.NEW)
        counts = {
            status: file.lines.filter(status=status).count()
            for status in (LineStatus.POSTED, LineStatus.QUEUED, LineStatus.IGNORED)
        }
        values = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Statement %(name)s") % {"name": file.name},
            "file": file,
            "is_stored": file.status != FileStatus.RECEIVED,
            "handled": handled.count(),
            "counts": counts,
            "may_decide": policies.can_decide(request.user),
        }
        page = "_progress" if request.htmx else "progress"
        return TemplateResponse(request, f"members/banking/admin/{page}.html", values)

    def send(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = get_object_or_404(StatementFile, pk=pk)
        return download(file.content, name=file.name)

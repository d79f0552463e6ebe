from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.office import RecordedAdmin, action_page, change_url
from members.banking import actions, policies
from members.banking.errors import UnreadableFileError
from members.banking.formats import csv_mapping
from members.banking.formats.csv_mapping import COLUMNS
from members.banking.forms import CsvMappingForm, ExampleForm
from members.banking.models import BankingEvent, CsvMapping


@admin.register(CsvMapping)
class CsvMappingAdmin(RecordedAdmin):
    """A layout begins with an example file; its page shows what the layout makes of that."""

    form = CsvMappingForm
    added, edited = BankingEvent.LAYOUT_ADDED, BankingEvent.LAYOUT_EDITED
    list_display = ["name", "account", "delimiter", "date_format"]
    list_filter = ["account"]
    list_select_related = ["account"]
    search_fields = ["name", "account__iban"]
    change_form_template = "members/banking/admin/layout_change_form.html"
    readonly_fields = ["account"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        facts = [f"column_{fact}" for fact in COLUMNS]
        signs = ["account", "name", "delimiter", "encoding", "decimal_sign", "date_format"]
        told = gettext_lazy("The heading of each column, or its number from 1.")
        return [
            (None, {"fields": signs}),
            (gettext_lazy("Columns"), {"fields": facts, "description": told}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The columns' fields are made by the form itself, not by the model."""
        kwargs["fields"] = ["name", "delimiter", "encoding", "decimal_sign", "date_format"]
        return super().get_form(request, obj, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policies.can_import(request.user)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        landing: list[str] = []

        def act(data: dict[str, Any]) -> str:
            mapping = actions.layout_from_example(
                account_id=data["account"].pk,
                name=data["name"],
                content=data["file"].read(),
                actor=request.user,
            )
            landing.append(change_url(mapping))
            return _("This is what the headings say. Look whether the lines below are right.")

        response = action_page(
            request,
            model_admin=self,
            form=ExampleForm(
                request.POST if is_sent else None, request.FILES if is_sent else None
            ),
            act=act,
            title=_("New CSV layout"),
            text=_("Send a CSV file of the bank. The portal guesses what its columns are; you look "
                   "at the result and correct it."),
            button=_("Look at the columns"),
        )  # fmt: skip
        if landing:
            response["Location"] = landing[0]
        return response

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        mapping = self.get_object(request, unquote(object_id))
        seen = _preview(mapping) if mapping else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **seen})


def _preview(mapping: CsvMapping) -> dict[str, Any]:
    """The first lines as the saved layout reads them, or what is wrong with it in a sentence."""
    text = "\n".join(
        mapping.delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row)
        for row in mapping.sample
    )
    try:
        [statement] = csv_mapping.read(text, mapping.layout)
    except UnreadableFileError as error:
        return {"preview": [], "preview_error": str(error), "sample": mapping.sample}
    return {"preview": statement.entries, "preview_error": "", "sample": mapping.sample}

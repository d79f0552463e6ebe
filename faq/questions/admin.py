"""Old addresses in the office. Questions themselves are in the editors' room."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.errors import PortalError
from faq.questions import actions
from faq.questions.models import OldAddress


class OldAddressForm(forms.ModelForm):
    """The rules are asked when the form is looked at, so that what was typed stays."""

    actor: Any = None

    class Meta:
        model = OldAddress
        fields = ["path", "question", "anchor"]

    def clean(self) -> dict[str, Any] | None:
        values = super().clean()
        if values and not self.errors:
            try:
                self.instance = actions.keep_address(
                    address=values["path"],
                    question_id=values["question"].pk if values.get("question") else None,
                    anchor=values.get("anchor", ""),
                    actor=self.actor,
                )
            except PortalError as error:
                self.add_error("path", str(error))
        return values

    def _post_clean(self) -> None:
        """The action has made the row."""


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    """An address is given to a question, or released; it is not changed."""

    form = OldAddressForm
    list_display = ["path", "question", "anchor", "source", "created_at"]
    list_filter = ["source", ("question", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["path", "question__translations__title"]
    search_help_text = gettext_lazy("A part of the address, or words of the question")
    autocomplete_fields = ["question"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .select_related("question")
            .prefetch_related("question__translations")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, **kwargs)
        return type(made.__name__, (made,), {"actor": request.user})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> OldAddress:
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The action has saved it."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """It has no parts."""

    def delete_model(self, request: HttpRequest, obj: OldAddress) -> None:
        actions.release_address(address_id=obj.pk, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for pk in queryset.values_list("pk", flat=True):
            actions.release_address(address_id=pk, actor=request.user)

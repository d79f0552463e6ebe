from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.errors import PortalError
from cluster_portal.toolkit.paging import words_asked
from governance.minutes import actions
from governance.minutes.models import Minutes
from members.accounts.models import User


class MinutesSearchForm(forms.Form):
    q = forms.CharField(label=_("Search the minutes"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, request: HttpRequest, *, years: list[int]):
        super().__init__({**request.GET.dict(), "q": words_asked(request)})
        self.fields["year"].choices = [("", _("all")), *((year, year) for year in years)]
        self.is_valid()

    @property
    def words(self) -> str:
        return self.cleaned_data.get("q", "")

    @property
    def chosen_year(self) -> int | None:
        return self.cleaned_data.get("year")


class DraftForm(forms.ModelForm):
    """The draft as it was opened: what a colleague saved meanwhile is not written over.

    `actor` is set by the admin. Validation locks the row until the admin's transaction ends.
    """

    actor: ClassVar[User]
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Minutes
        fields = ["body"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen_at" in self.fields:
            self.fields["seen_at"].initial = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            seen_at = parse_datetime(values.get("seen_at") or "")
            actions.open_draft(minutes_id=self.instance.pk, actor=self.actor, seen_at=seen_at)
        except PortalError as error:
            raise forms.ValidationError(str(error)) from error
        return values


class ApprovalForm(forms.Form):
    approval_reference = forms.CharField(
        label=_("Approved by"),
        max_length=120,
        help_text=_("The meeting or decision, as it should be cited: “Board, 3 May, item 1”."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Kept in the history of the minutes.")
    )


class CorrectionForm(forms.Form):
    text_en = forms.CharField(
        label=_("Correction, in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 80}),
    )
    text_ro = forms.CharField(
        label=_("Correction, in Romanian"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 80}),
    )
    approval_reference = forms.CharField(label=_("Approved by"), max_length=120)

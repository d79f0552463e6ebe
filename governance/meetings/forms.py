import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_portal.toolkit.forms import LineField
from governance.mandates.models import Mandate, Office
from governance.meetings.actions import Present
from governance.meetings.models import AgendaItem, Attendance, Body, Meeting, Presence

AT_THE_END = 32_000
MOMENT = "%Y-%m-%dT%H:%M"


class MeetingFilterForm(forms.Form):
    """Which meetings to list; what it does not understand it leaves out."""

    body = forms.ChoiceField(label=gettext_lazy("Body"), required=False)
    year = forms.TypedChoiceField(
        label=gettext_lazy("Year"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", _("all")), *Body.choices]
        self.fields["year"].choices = [("", _("all")), *((year, year) for year in years)]

    def chosen(self) -> dict[str, Any]:
        """The filters that were understood, for a query on meetings."""
        self.is_valid()
        found = {"body": self.cleaned_data.get("body"), "year": self.cleaned_data.get("year")}
        return {name: value for name, value in found.items() if value}


class AgendaItemForm(forms.ModelForm):
    """The number may stay empty (at the end) or stand twice: the items are numbered anew."""

    class Meta:
        model = AgendaItem
        fields = ["position", "title", "presenter", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("position", "title_en", "title_ro"):
            self.fields[name].required = False
        for name in ("title_en", "title_ro"):
            self.fields[name].widget.attrs["class"] = "vLargeTextField"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("position") is None:
            values["position"] = AT_THE_END
        if not (values.get("title_en") or values.get("title_ro")):
            self.add_error("title_en", _("Write a title in at least one language."))
        return values

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "position"}


class AttendanceForm(forms.ModelForm):
    class Meta:
        model = Attendance
        fields = ["person_name", "organisation_name", "office", "presence"]
        widgets = {
            "person_name": forms.TextInput(attrs={"size": 20}),
            "organisation_name": forms.TextInput(attrs={"size": 20}),
        }


class ConveneForm(forms.Form):
    tell_members = forms.BooleanField(
        label=gettext_lazy("Invite the members too"),
        required=False,
        help_text=gettext_lazy(
            "A letter to the primary contact of every active member (for an Assembly also to its "
            "delegate). Otherwise members find the meeting in the portal."
        ),
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["tell_members"].initial = meeting.body == Body.ASSEMBLY


def moment(label: Any, **kwargs: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, **kwargs)


class MoveForm(forms.Form):
    starts_at = moment(gettext_lazy("Begins"))
    ends_at = moment(gettext_lazy("Ends"), required=False)
    place_en = LineField(label=gettext_lazy("Place, in English"), max_length=200, required=False)
    place_ro = LineField(label=gettext_lazy("Place, in Romanian"), max_length=200, required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Online at"), required=False, assume_scheme="https", max_length=200
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Stands in the letter and in the history."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Stands on the meeting's page and in the letter."),
    )


class HeldForm(forms.Form):
    """Who was there: a choice for everybody with a mandate that day, the others as lines."""

    def __init__(self, *args: Any, meeting: Meeting, secretary: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.mandates = list(Mandate.objects.on(meeting.day).in_order_of_office())
        is_board = meeting.body == Body.BOARD
        for mandate in self.mandates:
            self.fields[f"mandate_{mandate.pk}"] = forms.ChoiceField(
                label=str(mandate),
                choices=[("", _("choose")), *Presence.choices],
                required=is_board,
            )
        self.fields["others"] = forms.CharField(
            label=_("Others who were there"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Members, guests, staff. One a line: name, organisation."),
        )
        presidents = [one for one in self.mandates if one.office == Office.PRESIDENT]
        self.fields["chair_name"] = LineField(
            label=_("Chaired by"),
            max_length=150,
            initial=presidents[0].person_name if presidents else "",
            help_text=_("The President, or whoever stood in."),
        )
        self.fields["secretary_name"] = LineField(
            label=_("Minutes taken by"), max_length=150, required=False, initial=secretary
        )
        self.fields["ended"] = forms.TimeField(
            label=_("Ended at"),
            required=False,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            help_text=_("An hour before the beginning is taken to be of the next day."),
        )

    def attendance(self) -> list[Present]:
        board = [
            Present(presence=Presence(chosen), mandate_id=mandate.pk)
            for mandate in self.mandates
            if (chosen := self.cleaned_data[f"mandate_{mandate.pk}"])
        ]
        return board + [
            Present(
                presence=Presence.IN_ROOM,
                person_name=name.strip()[:150],
                organisation_name=organisation.strip()[:120],
            )
            for line in self.cleaned_data["others"].splitlines()
            for name, _comma, organisation in [line.partition(",")]
            if name.strip()
        ]

    def ends_at(self) -> dt.datetime | None:
        hour = self.cleaned_data["ended"]
        if hour is None:
            return None
        starts_at = timezone.localtime(self.meeting.starts_at)
        end = timezone.make_aware(dt.datetime.combine(starts_at.date(), hour))
        return end if end >= starts_at else end + dt.timedelta(days=1)

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.accounts.models import User
from members.organisations.models import Organisation
from working_groups.groups.models import GROUP_MOVES, GroupStatus, Seat, WorkingGroup


class OrganisationChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.display_name


class SeatChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.who


class JoinForm(forms.Form):
    """Who speaks for one organisation is not asked for which; who speaks for several chooses."""

    organisation = OrganisationChoice(
        label=_("You join for"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("What brings you here"),
        help_text=_("A few sentences for the coordinators: your interest, what you can bring."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        if len(organisations) == 1:
            field.initial = organisations[0]
            field.widget = forms.HiddenInput()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads it, in a letter."),
        max_length=2000,
        error_messages={"required": _("Please say why: the person reads it.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SuccessorForm(forms.Form):
    """Who coordinates next: asked only of somebody who coordinates alone."""

    successor = SeatChoice(
        label=_("Who coordinates the group after you?"),
        queryset=Seat.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who coordinates the group after you.")},
    )

    def __init__(self, *args: Any, seat: Seat, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_needed:
            del self.fields["successor"]
            return
        field: Any = self.fields["successor"]
        field.queryset = (
            Seat.objects.held()
            .filter(group=seat.group)
            .exclude(pk=seat.pk)
            .order_by("person_name", "pk")
        )


class InsideForm(forms.Form):
    """Both languages beside each other; `seen` is the version that was opened."""

    inside_en = forms.CharField(
        label=_("In English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "lang": "en"}),
    )
    inside_ro = forms.CharField(
        label=_("In Romanian"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 16, "lang": "ro"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class GroupStatusForm(forms.Form):
    """For the office: the states that the group's present one leads to."""

    target = forms.ChoiceField(label=_("New state"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The group’s people read it. Needed when a group rests or concludes."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decision_reference = forms.CharField(
        label=_("Board’s decision"), max_length=120, required=False
    )

    def __init__(self, *args: Any, group: WorkingGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.choices = [
            choice
            for choice in GroupStatus.choices
            if choice[0] in GROUP_MOVES[GroupStatus(group.status)]
        ]


class CoordinatorForm(forms.Form):
    """For the office: anybody with an account may coordinate."""

    person = forms.EmailField(
        label=_("E-mail address of the person"), help_text=_("They need an account.")
    )
    organisation = OrganisationChoice(
        label=_("For"),
        queryset=Organisation.objects.active_members(),
        required=False,
        empty_label=_("no organisation: the office or the Board"),
        help_text=_("Whoever holds a seat already keeps it for the same organisation."),
    )

    def clean_person(self) -> User:
        person = User.objects.filter(
            email__iexact=self.cleaned_data["person"], is_active=True
        ).first()
        if person is None:
            raise forms.ValidationError(_("Nobody who may sign in has this address."))
        return person

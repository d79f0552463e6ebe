from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.forms import LineField, check_telephone
from cluster_portal.toolkit.uploads import IMAGES, UploadValidator
from members.organisations.models import (
    INVITABLE_ROLES,
    Invitation,
    Organisation,
    Representative,
    Role,
)

COMPETENCES_AT_MOST = 12
COMPETENCE_LENGTH = 60

# What each role is for, in the choices of a form.
ROLE_CHOICES = {
    Role.PRIMARY_CONTACT: _("Primary contact: whom the association writes to first"),
    Role.ADMINISTRATOR: _("Administrator: invites colleagues, gives roles, writes the public page"),
    Role.BILLING: _("Billing: gets the fee notices"),
    Role.LEGAL_SIGNATORY: _("Legal signatory: signs for the organisation"),
    Role.ASSEMBLY_DELEGATE: _("Assembly delegate: votes for it in the General Assembly"),
    Role.REPRESENTATIVE: _("Representative: takes part in working groups, reads what members read"),
}


class CompetencesField(forms.CharField):
    """Words with commas between them, as a list without doubles."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = [" ".join(word.split()) for word in (super().clean(value) or "").split(",")]
        known: dict[str, str] = {}
        for word in filter(None, words):
            known.setdefault(word.casefold(), word)
        if len(known) > COMPETENCES_AT_MOST:
            raise ValidationError(
                gettext("Please name %(limit)d at most: those you want to be found by.")
                % {"limit": COMPETENCES_AT_MOST}
            )
        for word in known.values():
            if len(word) > COMPETENCE_LENGTH:
                raise ValidationError(
                    gettext("“%(word)s…” is too long. Separate the words with commas.")
                    % {"word": word[:30]}
                )
        return list(known.values())


class PageForm(forms.ModelForm):
    """What an organisation says about itself to the public, in both languages."""

    competences = CompetencesField(
        label=_("Competences"),
        required=False,
        help_text=_(
            "What others should find you by, with commas between: cloud, payments, "
            "medical imaging. Twelve at most."
        ),
    )
    markets = CompetencesField(
        label=_("Markets"),
        required=False,
        help_text=_("Where and for whom you work, with commas between: Romania, DACH, hospitals."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        validators=[UploadValidator(IMAGES, megabytes=2)],
        help_text=_("PNG or JPEG, at most 2 MB, best on a white or transparent ground."),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the present logo"), required=False)

    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    class Meta:
        model = Organisation
        fields = [
            "summary_en",
            "summary_ro",
            "description_en",
            "description_ro",
            "competences",
            "markets",
            "website",
            "email",
            "phone",
            "language",
        ]
        labels = {
            "summary_en": _("In one sentence, in English"),
            "summary_ro": _("In one sentence, in Romanian"),
            "description_en": _("About you, in English"),
            "description_ro": _("About you, in Romanian"),
            "email": _("Public e-mail address"),
            "phone": _("Public telephone"),
            "language": _("Language of the association’s letters to you"),
        }
        help_texts = {
            "summary_en": _("What you do and for whom. It stands in the list of members."),
            "summary_ro": _("Left empty, readers in Romanian see the English sentence."),
            "description_en": _("A few short paragraphs. Markdown works: **bold**, lists, links."),
            "email": _("Anybody can read it. Leave it empty if you would rather not."),
        }
        widgets = {
            "summary_en": forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
            "summary_ro": forms.Textarea(attrs={"rows": 3, "maxlength": 300, "lang": "ro"}),
            "description_en": forms.Textarea(attrs={"rows": 8}),
            "description_ro": forms.Textarea(attrs={"rows": 8, "lang": "ro"}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "language": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["competences"] = self.instance.competences
        self.initial["markets"] = self.instance.markets
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def clean_phone(self) -> str:
        check_telephone(self.cleaned_data["phone"])
        return self.cleaned_data["phone"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("logo") and cleaned.get("remove_logo"):
            self.add_error("remove_logo", gettext("Send a new logo or remove it, not both."))
        return cleaned


class OneselfForm(forms.ModelForm):
    class Meta:
        model = Representative
        fields = ["job_title", "is_public"]
        labels = {
            "job_title": _("Job title"),
            "is_public": _("Show my name and job title on the organisation’s public page"),
        }


class InviteForm(forms.Form):
    full_name = LineField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation goes there, and it is the address the person signs in with."),
    )
    job_title = LineField(label=_("Job title"), max_length=120, required=False)
    roles = forms.MultipleChoiceField(
        label=_("What this person will be"),
        choices=[(role.value, ROLE_CHOICES[role]) for role in INVITABLE_ROLES],
        initial=[Role.REPRESENTATIVE.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Primary contact and Assembly delegate are one person each: hand them over once "
            "the person is here."
        ),
        error_messages={"required": _("Choose at least one.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class SuccessorForm(forms.Form):
    """Asks for a successor when the person holds roles that may not stay empty."""

    needs_successor = True
    hands_over_all = True

    successor = forms.ModelChoiceField(
        label=_("Who takes over"),
        queryset=Representative.objects.none(),
        required=False,
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args, tie: Representative, **kwargs):
        super().__init__(*args, **kwargs)
        self.to_pass_on = [Role(role).label for role in tie.would_leave_empty()]
        self.handed_over = [Role(role).label for role in tie.would_hand_over]
        self.left_empty = [Role(role).label for role in tie.held_by_nobody_else()]
        self.gets_documents = tie.gets_documents
        successors = tie.possible_successors().select_related("user").order_by("user__full_name")
        has_something = self.hands_over_all and (self.handed_over or self.gets_documents)
        if (self.to_pass_on or has_something) and successors:
            field: Any = self.fields["successor"]
            field.queryset = successors
            field.label_from_instance = lambda one: str(one.user)
            field.help_text = " ".join(self.what_a_successor_gets())
            field.required = self.needs_successor and bool(self.to_pass_on)
            field.error_messages["required"] = gettext("Please choose who takes over.")
        else:
            del self.fields["successor"]

    def why_a_successor(self) -> str:
        return gettext("Somebody must hold these roles: %(roles)s.") % {
            "roles": ", ".join(map(str, self.to_pass_on))
        }

    def what_a_successor_gets(self) -> list[str]:
        """Sentences: what must be taken over, and what goes along."""
        found = [self.why_a_successor()] if self.to_pass_on else []
        if self.hands_over_all and self.handed_over:
            names = ", ".join(map(str, self.handed_over))
            found.append(gettext("The successor gets: %(roles)s.") % {"roles": names})
        if self.hands_over_all and self.gets_documents:
            found.append(gettext("Fee notices and invoices will be mailed to the successor."))
        if self.hands_over_all and self.left_empty:
            names = ", ".join(map(str, self.left_empty))
            found.append(gettext("Without a successor nobody has: %(roles)s.") % {"roles": names})
        return found

    @property
    def successor_id(self) -> int | None:
        successor = self.cleaned_data.get("successor")
        return successor.pk if successor else None

    def add_rule(self, error: Exception) -> None:
        """Put what a rule said where the person can act on it."""
        self.add_error("successor" if "successor" in self.fields else None, str(error))


class RolesForm(SuccessorForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, text) for role, text in ROLE_CHOICES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Primary contact and Assembly delegate are one person each: ticked here, the role "
            "moves from whoever holds it now."
        ),
    )
    needs_successor = False
    hands_over_all = False
    field_order = ["roles", "successor"]

    def why_a_successor(self) -> str:
        return gettext("Only if you untick one of these, which somebody must hold: %(roles)s.") % {
            "roles": ", ".join(map(str, self.to_pass_on))
        }


class EndForm(SuccessorForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it in the mail, and it is kept in the history."),
    )
    field_order = ["successor", "reason"]


class LeaveForm(SuccessorForm):
    pass


class AcceptForm(forms.Form):
    """When somebody else is signed in: they say that the invited address is theirs too."""

    is_me = forms.BooleanField(error_messages={"required": _("Please tick the box, or decline.")})

    def __init__(self, *args, invitation: Invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_me"].label = gettext("I am the person invited at %(email)s") % {
            "email": invitation.email
        }

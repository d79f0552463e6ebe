from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faq.briefs.models import Brief

TAKEN = {"view", "new", "pdf"}


class BriefForm(forms.ModelForm):
    """For the admin: an address that the portal uses itself is refused."""

    class Meta:
        model = Brief
        fields = ["slug", "title", "introduction", "audience", "is_published", "position"]

    def clean_slug(self) -> Any:
        slug = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise forms.ValidationError(_("The portal uses this address itself: choose another."))
        return slug

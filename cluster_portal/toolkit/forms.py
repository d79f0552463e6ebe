import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from cluster_portal.toolkit.lines import one_line


class PortalFormRenderer(TemplatesSetting):
    """Every form and field of the portal is drawn by templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form gets: the data of a POST, also an empty one, since a button alone is an answer;
    None when the page is only shown.
    """
    return request.POST if request.method == "POST" else None


class LineField(forms.CharField):
    """One line without signs that nobody sees, which are taken out without a word: they come along
    when people paste.
    """

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


_NUMBER = re.compile(r"\+?[0-9 ().,/-]+(?:(?:ext|int)?\.? ?[0-9]+)?", re.IGNORECASE)
DIGITS = range(3, 21)  # from an emergency number to a full one (E.164: 15) with an extension


def check_telephone(value: str) -> None:
    """For forms: something that can be dialled. Imported numbers are kept as they came."""
    if value and (not _NUMBER.fullmatch(value) or sum(map(str.isdigit, value)) not in DIGITS):
        raise ValidationError(
            _("Please write a telephone number: digits, with +40 in front for abroad.")
        )

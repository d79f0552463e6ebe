from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict

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

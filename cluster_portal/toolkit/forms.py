from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, QueryDict


class PortalFormRenderer(TemplatesSetting):
    """Every form and field of the portal is drawn by templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form gets: the data of a POST, also an empty one, since a button alone is an answer;
    None when the page is only shown.
    """
    return request.POST if request.method == "POST" else None

from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Every form and field of the portal is drawn by templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

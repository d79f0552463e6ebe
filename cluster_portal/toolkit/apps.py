from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit import wording


class ToolkitConfig(AppConfig):
    name = "cluster_portal.toolkit"
    label = "toolkit"
    verbose_name = _("Mail, history and numbering")

    def ready(self) -> None:
        for model in apps.get_models():
            for field in model._meta.local_fields:
                wording.name_in_the_readers_language(field)

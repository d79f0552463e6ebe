from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from faq.questions.checks import live_blocks_are_there


class FaqConfig(AppConfig):
    name = "faq"
    verbose_name = _("Questions and answers")

    def ready(self) -> None:
        register(live_blocks_are_there)

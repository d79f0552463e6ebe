from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from cluster_portal.toolkit.blocks import LiveBlock


def live_blocks_are_there(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Each dotted path of FAQ_LIVE_BLOCKS leads to a live block."""
    found: list[CheckMessage] = []
    for name, path in settings.FAQ_LIVE_BLOCKS.items():
        try:
            block = import_string(path)
        except ImportError as error:
            found.append(Error(f"FAQ_LIVE_BLOCKS[{name!r}]: {error}", id="faq.E001"))
        else:
            if not isinstance(block, LiveBlock):
                hint = "Declare it with cluster_portal.toolkit.blocks.live_block."
                found.append(
                    Error(
                        f"FAQ_LIVE_BLOCKS[{name!r}]: {path} is no live block", hint, id="faq.E002"
                    )
                )
    return found

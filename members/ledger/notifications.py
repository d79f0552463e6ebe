"""Letters about money: one way to send them to those who get them."""

from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from cluster_portal.toolkit.mail import actions as mail
from members.organisations.models import Organisation
from members.organisations.readers import readers_of


def tell(
    template: str,
    organisation: Organisation,
    *,
    about: Model,
    key: str = "",
    **context: Any,
) -> int:
    """Write to each reader in their language; returns to how many. `key` makes it happen once."""
    readers = readers_of(organisation)
    for reader in readers:
        with translation.override(reader.language):
            why = _("You get this because you look after the bills of %(organisation)s.") % {
                "organisation": organisation
            }
        mail.send_mail(
            template=template,
            to_address=reader.email,
            to_name=reader.name,
            language=reader.language,
            why=why,
            about=about,
            key=f"{key}-{reader.email.lower()}" if key else None,
            context={"organisation": organisation, **context},
        )
    return len(readers)

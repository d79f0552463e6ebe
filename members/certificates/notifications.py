"""Letters about certificates."""

from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.mail import actions as mail
from members.certificates.models import Certificate
from members.organisations.notifications import responsible_for

FOLDER = "members/certificates/mail"


def revoked(certificate: Certificate) -> None:
    for person in responsible_for(certificate.organisation):
        mail.send_mail(
            template=f"{FOLDER}/revoked",
            to_address=person.email,
            to_name=str(person),
            language=person.language,
            why=_("You get this because you answer for this organisation."),
            about=certificate.organisation,
            context={
                "greeted": str(person),
                "organisation": certificate.organisation,
                "certificate": certificate,
                "reason": certificate.revocation_reason,
            },
        )

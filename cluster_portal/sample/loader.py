"""Loads the sample association: all of it or nothing."""

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cluster_portal.sample.applications import applicants, load_applications
from cluster_portal.sample.association import load_association
from cluster_portal.sample.bank import load_bank
from cluster_portal.sample.board import load_board
from cluster_portal.sample.context import Sample
from cluster_portal.sample.errors import NotEmptyError
from cluster_portal.sample.faq import load_faq
from cluster_portal.sample.fees import load_fees
from cluster_portal.sample.groups import load_groups
from cluster_portal.sample.invoices import load_invoices
from cluster_portal.sample.joining import load_joining
from cluster_portal.sample.members import load_members
from cluster_portal.sample.offers import load_offers
from cluster_portal.sample.people import load_people
from cluster_portal.sample.readers import load_readers
from cluster_portal.sample.services import load_services
from cluster_portal.sample.upkeep import load_upkeep
from cluster_portal.toolkit.mail.models import MailStatus, OutgoingMail
from members.organisations.models import Organisation

LOCK = 0x73616D706C65  # "sample": two loaders take turns, the second refuses


@transaction.atomic
def load(password: str) -> Sample:
    """Raises NotEmptyError on a database that has members. No letter it writes is ever sent."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    if Organisation.objects.exists():
        raise NotEmptyError(
            _("This database has members already: the sample is only for an empty one.")
        )
    known_mails = set(OutgoingMail.objects.values_list("pk", flat=True))
    sample = Sample()
    load_people(sample, password)
    load_association(sample)
    load_members(sample, applicants())
    load_upkeep(sample, applicants())
    load_joining(sample)
    load_applications(sample)
    load_fees(sample)
    load_invoices(sample)
    load_bank(sample)
    load_groups(sample)
    load_offers(sample)
    load_services(sample)
    load_board(sample)
    load_faq(sample)
    load_readers(sample)
    sample.timeline.live()
    OutgoingMail.objects.exclude(pk__in=known_mails).update(
        status=MailStatus.KEPT, sent_at=F("created_at")
    )
    return sample

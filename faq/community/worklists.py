from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from faq.community.models import Contribution, ContributionKind, ContributionStatus


def worklists() -> list[Worklist]:
    rows = Contribution.objects.prefetch_related("question__translations").order_by(
        "created_at", "pk"
    )
    common = {"permission": "faq.change_contribution", "changelist": "faq_contribution"}
    return [
        Worklist(
            title=_("What readers wrote, to be read"),
            rows=rows.waiting(),
            query="status__exact=pending",
            empty=_("Everything that readers wrote has been read."),
            **common,
        ),
        Worklist(
            title=_("Corrections not yet taken up"),
            rows=rows.filter(kind=ContributionKind.CORRECTION, status=ContributionStatus.PUBLISHED),
            query="status__exact=published&kind__exact=correction",
            empty=_("Every correction that is shown has been taken up."),
            **common,
        ),
        Worklist(
            title=_("Held as spam, to be looked through"),
            rows=rows.filter(status=ContributionStatus.SPAM, decided_at__isnull=True),
            query="status__exact=spam",
            empty=_("Nothing is held as spam."),
            **common,
        ),
    ]

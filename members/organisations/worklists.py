from django.utils.translation import gettext as _

from cluster_portal.toolkit.worklists import Worklist
from members.organisations import continuity
from members.organisations.models import (
    ChangeRequest,
    MailDomain,
    Organisation,
    OrganisationAtRisk,
    PublicEdit,
    SizeDeclaration,
)


def worklists() -> list[Worklist]:
    return [
        Worklist(
            title=_("Members that nobody administers"),
            rows=Organisation.objects.members_without_administrator(),
            permission="members.change_representative",
            changelist="members_organisation",
            query="administrator=none",
            empty=_("Every member has somebody who administers it."),
        ),
        Worklist(
            title=_("Changes that members ask for"),
            rows=ChangeRequest.objects.waiting().select_related("organisation"),
            permission="members.change_changerequest",
            changelist="members_changerequest",
            query="status__exact=requested",
            empty=_("No change waits for approval."),
        ),
        Worklist(
            title=_("Declarations of size to look at"),
            rows=SizeDeclaration.objects.waiting().select_related("organisation"),
            permission="members.change_sizedeclaration",
            changelist="members_sizedeclaration",
            query="status__exact=declared",
            empty=_("No declaration waits."),
        ),
        Worklist(
            title=_("Mail domains to confirm"),
            rows=MailDomain.objects.to_confirm().select_related("organisation"),
            permission="members.change_maildomain",
            changelist="members_maildomain",
            query="confirmed_at__isempty=1&ended_at__isempty=1",
            empty=_("No mail domain waits."),
        ),
        Worklist(
            title=_("Members that might fall silent"),
            rows=continuity.at_risk(OrganisationAtRisk.objects.by_name()),
            permission="members.view_organisationatrisk",
            changelist="members_organisationatrisk",
            empty=_("Every member has people enough, who can be reached."),
        ),
        Worklist(
            title=_("Public pages that members changed"),
            rows=PublicEdit.objects.unseen(),
            permission="members.view_publicedit",
            changelist="members_publicedit",
            query="seen=no",
            empty=_("Every edit was looked at."),
        ),
    ]

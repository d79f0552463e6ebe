from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_portal.toolkit.history import kinds


@kinds.register_kinds
class OrganisationEvent(models.TextChoices):
    """What is recorded about an organisation, its membership and its people."""

    ENTERED = "organisation.entered", _("Entered by the office")
    ADMITTED = "organisation.admitted", _("Admitted as a member")
    MEMBERSHIP_BEGAN = "organisation.membership_began", _("Membership began")
    SUSPENDED = "organisation.suspended", _("Membership suspended")
    RESUMED = "organisation.resumed", _("Suspension lifted")
    MEMBERSHIP_ENDED = "organisation.membership_ended", _("Membership ended")
    EDITED = "organisation.edited", _("Public page changed")
    RECORD_CORRECTED = "organisation.record_corrected", _("Record corrected by the office")
    INVITED = "organisation.invited", _("Colleague invited")
    INVITED_AGAIN = "organisation.invited_again", _("Invitation sent again")
    INVITATION_TAKEN_BACK = "organisation.invitation_taken_back", _("Invitation taken back")
    INVITATION_DECLINED = "organisation.invitation_declined", _("Invitation declined")
    PERSON_JOINED = "organisation.person_joined", _("New representative")
    ROLES_CHANGED = "organisation.roles_changed", _("Roles changed")
    HANDED_OVER = "organisation.handed_over", _("Took over roles")
    PERSON_LEFT = "organisation.person_left", _("No longer a representative")
    SIZE_DECLARED = "organisation.size_declared", _("Size declared")
    SIZE_ACCEPTED = "organisation.size_accepted", _("Declaration of size accepted")
    SIZE_REFUSED = "organisation.size_refused", _("Declaration of size not accepted")
    SIZE_WITHDRAWN = "organisation.size_withdrawn", _("Declaration of size withdrawn")
    ACCOUNT_KNOWN = "organisation.account_known", _("Bank account confirmed")
    ACCOUNT_CLOSED = "organisation.account_closed", _("Bank account no longer used")
    NAME_SHOWN = "organisation.name_shown", _("Who is named on the public page")
    BILLING_EDITED = "organisation.billing_edited", _("Details for documents changed")
    CHANGE_REQUESTED = "organisation.change_requested", _("Change asked of the office")
    CHANGE_APPROVED = "organisation.change_approved", _("Change approved")
    CHANGE_REFUSED = "organisation.change_refused", _("Change refused")
    CHANGE_WITHDRAWN = "organisation.change_withdrawn", _("Change no longer asked for")
    RENAMED = "organisation.renamed", _("New name")
    MERGED = "organisation.merged", _("Merged into another organisation")
    TOOK_IN = "organisation.took_in", _("Took in another organisation")
    LINEAGE_NOTED = "organisation.lineage_noted", _("Lineage noted")
    DOMAIN_ADDED = "organisation.domain_added", _("Mail domain added")
    DOMAIN_CONFIRMED = "organisation.domain_confirmed", _("Mail domain confirmed")
    DOMAIN_ENDED = "organisation.domain_ended", _("Mail domain removed")
    JOIN_ASKED = "organisation.join_asked", _("Somebody asked to represent it")
    JOIN_DECLINED = "organisation.join_declined", _("Request to represent it declined")
    PEOPLE_CONFIRMED = "organisation.people_confirmed", _("List of people confirmed")

from cluster_portal.toolkit.errors import PortalError


class OrganisationError(PortalError):
    """A rule of organisations, memberships or their people said no."""


class IdentifierError(OrganisationError):
    """This cannot be the code of an organisation."""


class AlreadyMemberError(OrganisationError):
    """An organisation with this identifier has a membership that has not ended."""


class LastAdministratorError(OrganisationError):
    """An organisation always has somebody who administers it."""


class InvitationError(OrganisationError):
    """This invitation cannot be sent, or can no longer be answered."""

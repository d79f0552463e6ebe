from cluster_portal.toolkit.errors import PortalError


class AccountError(PortalError):
    """Something about a person's account stands in the way."""


class AccountClosedError(AccountError):
    """The office has closed this account; it cannot be used for a new tie."""

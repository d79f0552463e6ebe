from cluster_portal.toolkit.errors import PortalError


class MailError(PortalError):
    """This letter cannot be written or sent again."""

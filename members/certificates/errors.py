from cluster_portal.toolkit.errors import PortalError


class CertificateError(PortalError):
    """A rule of certificates said no."""


class NoMembershipError(CertificateError):
    """There is no membership in force that a certificate could tell of."""


class TooManyLooksError(CertificateError):
    """Many certificates were looked up from one place."""

from cluster_portal.toolkit.errors import PortalError


class MandateError(PortalError):
    """A rule about Board mandates said no."""


class OutsideTermError(MandateError):
    """The day lies outside the term, or outside the mandate."""


class MandateEndedError(MandateError):
    """It has ended early already."""


class OfficeTakenError(MandateError):
    """Somebody else holds the office at that time, or the person has a seat already."""

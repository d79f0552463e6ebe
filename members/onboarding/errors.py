from cluster_portal.toolkit.errors import PortalError


class OnboardingError(PortalError):
    """A rule of a new member's first steps said no."""

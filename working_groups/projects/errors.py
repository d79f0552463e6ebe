from cluster_portal.toolkit.errors import PortalError


class ProjectError(PortalError):
    """A rule of the projects said no."""


class ProjectDatesError(ProjectError):
    """The days of a project contradict each other."""

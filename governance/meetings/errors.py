from cluster_portal.toolkit.errors import PortalError


class MeetingError(PortalError):
    """A rule about meetings said no."""


class EmptyAgendaError(MeetingError):
    """A meeting is convened with an agenda."""


class TimeError(MeetingError):
    """The hour does not fit: too late to convene, too early to have been held."""


class AttendanceError(MeetingError):
    """The list of who was there is incomplete or names somebody twice."""


class RecordClosedError(MeetingError):
    """The meeting was held or cancelled, or its minutes are approved: its papers stay."""

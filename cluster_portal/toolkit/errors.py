from django.core.exceptions import PermissionDenied


class PortalError(Exception):
    """A rule said no; the message is fit to be shown. Every room's errors descend from it."""


class IllegalTransitionError(PortalError):
    """The present status does not lead to the one asked for."""


class NotAllowedError(PermissionDenied):
    """This person may not do this; Django answers 403 by itself."""

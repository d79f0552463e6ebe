from cluster_portal.toolkit.errors import PortalError


class RegistrationError(PortalError):
    """A rule of applying said no."""


class AlreadyKnownError(RegistrationError):
    """One sentence for a member and for an open application, which tells neither from the other."""


class TooEarlyError(RegistrationError):
    """Not approved before, and the time until one may apply again has not passed."""


class IncompleteError(RegistrationError):
    """Something that is needed has not been answered; `steps` are the addresses of its steps."""

    def __init__(self, message: str, steps: list[str]):
        super().__init__(message)
        self.steps = steps


class NotAcceptedError(RegistrationError):
    """The statute has not been accepted, or the privacy notice not read."""


class NotOpenError(RegistrationError):
    """The application is no longer filled in."""


class PaperError(RegistrationError):
    """This paper cannot be added."""


class DecisionError(RegistrationError):
    """These facts of a decision cannot be true."""


class NotReadyError(RegistrationError):
    """Something still keeps the application from the Board; `lacking` says what, in words."""

    def __init__(self, message: str, lacking: list[str]):
        super().__init__(message)
        self.lacking = lacking


class SharingError(RegistrationError):
    """This page cannot be handed to this colleague."""

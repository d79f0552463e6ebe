from cluster_portal.toolkit.errors import PortalError


class GroupError(PortalError):
    """A rule of the working groups said no."""


class NotJoinableError(GroupError):
    """The group takes nobody in at present, or the person cannot sit in it."""


class AlreadySeatedError(GroupError):
    """The person has a seat in this group, or has asked for another organisation."""


class LastCoordinatorError(GroupError):
    """A group that works needs a coordinator."""


class ReasonMissingError(GroupError):
    """This step is explained in words, or it is not taken."""


class ChangedMeanwhileError(GroupError):
    """Somebody else saved another text since this one was opened."""


class NotSeatedError(GroupError):
    """The person holds no seat in this group."""

from cluster_portal.toolkit.errors import PortalError


class EditorialError(PortalError):
    """An answer cannot be changed as it was asked."""


class AnswerMissingError(EditorialError):
    """There is no question, or no answer to publish."""


class TooLongError(EditorialError):
    """More than anybody reads, or than the database keeps."""


class TooManySignsError(EditorialError):
    """More Markdown than is read as such: its end would stand there as it was typed."""


class ArchivedError(EditorialError):
    """The question lies in the archive."""


class ChangedMeanwhileError(EditorialError):
    """Somebody else has published or saved another text since this one was opened."""


class DraftWaitsError(EditorialError):
    """Somebody is writing a text that this would throw away."""


class NothingNewError(EditorialError):
    """What is to be published is what readers see already."""


class MergeError(EditorialError):
    """These two questions cannot become one."""


class WordingTakenError(EditorialError):
    """The same wording would lead to two answers; the message names the other."""


class ReasonMissingError(EditorialError):
    """Readers or colleagues are to be told why."""


class UnreadableFileError(EditorialError):
    """The file cannot be imported; the message names it and says why in one sentence."""

from cluster_portal.toolkit.errors import PortalError


class ImportRefusedError(PortalError):
    """A run cannot go on like this."""


class UnreadableFileError(ImportRefusedError):
    """This file is no table that we can read; the sentence says why."""


class ValueRefusedError(ImportRefusedError):
    """What stands in a cell cannot be what its column is for."""

from cluster_portal.toolkit.errors import PortalError


class BlockError(PortalError):
    """An answer asks for a live block in a way that cannot be met."""


class UnknownBlockError(BlockError):
    """No live block has this name."""


class BlockParameterError(BlockError):
    """The block does not take this word beside its name."""


class BlockPlaceError(BlockError):
    """The block cannot stand at this place."""


class AddressError(PortalError):
    """This address cannot be made to lead to an answer."""

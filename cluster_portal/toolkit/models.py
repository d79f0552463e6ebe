from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from cluster_portal.toolkit.numbering.models import NumberSeries

__all__ = ["HistoryEvent", "NumberSeries", "OutgoingMail"]

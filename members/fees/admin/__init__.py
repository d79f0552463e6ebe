from members.fees.admin.notices import FeeNoticeAdmin
from members.fees.admin.tables import FeeTableAdmin

__all__ = ["FeeNoticeAdmin", "FeeTableAdmin"]

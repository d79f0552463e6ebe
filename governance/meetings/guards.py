from django.utils.translation import gettext as _

from cluster_portal.toolkit.errors import NotAllowedError
from governance.mandates.policies import Person
from governance.meetings import policies


def require_reader(person: Person) -> None:
    """NotAllowedError, in words, for those who neither represent a member nor serve."""
    if not policies.can_read_meetings(person):
        raise NotAllowedError(
            _(
                "Meetings and minutes are for those who represent an active member, for the Board "
                "and for the office."
            )
        )

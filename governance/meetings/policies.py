from governance.mandates.policies import Person, sits_with_board
from governance.meetings.models import Body, Meeting, MeetingStatus
from members.organisations.models import Representative


def represents_active_member(user: Person) -> bool:
    return (
        user.is_authenticated
        and Representative.objects.of_active_members().filter(user=user).exists()
    )


def can_read_meetings(user: Person) -> bool:
    """The office, the Board, and whoever represents an active member."""
    return user.is_authenticated and (
        user.is_staff or sits_with_board(user) or represents_active_member(user)
    )


def can_attend(user: Person, meeting: Meeting) -> bool:
    """The Board and the office always; members when it is open to them, the Assembly always."""
    if not user.is_authenticated or meeting.status == MeetingStatus.CANCELLED:
        return False
    if user.is_staff or sits_with_board(user):
        return True
    is_open = meeting.is_open_to_members or meeting.body == Body.ASSEMBLY
    return is_open and represents_active_member(user)


def can_read_agenda(user: Person, meeting: Meeting) -> bool:
    """Before it is convened an agenda is the Board's own; a closed meeting's stays with it."""
    if not user.is_authenticated:
        return False
    if user.is_staff or sits_with_board(user):
        return True
    is_open = meeting.is_open_to_members or meeting.body == Body.ASSEMBLY
    return is_open and meeting.status != MeetingStatus.PLANNED and represents_active_member(user)


def can_keep_meetings(user: Person) -> bool:
    """Convene, move, cancel, say that it was held."""
    return user.has_perm("governance.change_meeting")

"""What an applicant may name as a group of interest (setting JOINING_GROUPS)."""

from working_groups.groups.models import WorkingGroup


def groups_of_interest() -> list[tuple[str, str]]:
    """The running groups by their address, in the order of their name in the active language."""
    found = [(group.slug, group.name) for group in WorkingGroup.objects.running()]
    return sorted(found, key=lambda pair: pair[1].casefold())

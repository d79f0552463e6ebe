from dataclasses import dataclass, field

from cluster_portal.sample.timeline import Timeline
from members.accounts.models import User
from members.organisations.models import Organisation
from working_groups.groups.models import WorkingGroup


@dataclass
class Sample:
    """What the parts of the loader know of each other, by the keys of the data files."""

    timeline: Timeline = field(default_factory=Timeline)
    people: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    groups: dict[str, WorkingGroup] = field(default_factory=dict)

    @property
    def office(self) -> User:
        return self.people["irina-tomsa"]

    @property
    def membership_officer(self) -> User:
        return self.people["delia-suciu"]

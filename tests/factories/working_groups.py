import datetime as dt

import factory

from tests.factories.members import ActiveMemberFactory, UserFactory
from working_groups.groups.models import GroupStatus, Seat, SeatRole, SeatStatus, WorkingGroup
from working_groups.projects.models import Project, ProjectStatus


class WorkingGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkingGroup

    name = factory.Sequence(lambda n: f"Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    status = GroupStatus.ACTIVE
    founded_on = dt.date(2022, 3, 1)


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    group = factory.SubFactory(WorkingGroupFactory)
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(ActiveMemberFactory)
    role = SeatRole.MEMBER
    status = SeatStatus.HELD
    person_name = factory.LazyAttribute(lambda seat: str(seat.user))
    organisation_name = factory.LazyAttribute(lambda seat: str(seat.organisation or ""))
    started_on = dt.date(2022, 3, 1)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"Project {n}")
    slug = factory.Sequence(lambda n: f"project-{n}")
    status = ProjectStatus.RUNNING
    started_on = dt.date(2024, 1, 1)

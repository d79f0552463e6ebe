import datetime as dt

import factory
from django.utils import timezone

from members.organisations.models import Role
from tests.factories.members import ActiveMemberFactory, UserFactory, represent
from working_groups.groups.models import GroupStatus, Seat, SeatRole, SeatStatus, WorkingGroup
from working_groups.initiatives.models import Initiative, InitiativeStatus
from working_groups.partners.models import Partner, PartnerKind
from working_groups.projects.models import Project, ProjectParticipant, ProjectStatus


class WorkingGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkingGroup

    name = factory.Sequence(lambda n: f"Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    status = GroupStatus.ACTIVE
    founded_on = dt.date(2022, 3, 1)


class SeatFactory(factory.django.DjangoModelFactory):
    """A seat that gives rights: its person represents the organisation, an active member."""

    class Meta:
        model = Seat
        skip_postgeneration_save = True

    group = factory.SubFactory(WorkingGroupFactory)
    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(ActiveMemberFactory)
    role = SeatRole.MEMBER
    status = SeatStatus.HELD
    person_name = factory.LazyAttribute(lambda seat: str(seat.user))
    organisation_name = factory.LazyAttribute(lambda seat: str(seat.organisation or ""))
    started_on = dt.date(2022, 3, 1)

    @factory.post_generation
    def tie(self, create, extracted, **kwargs):
        if self.organisation:
            ties = self.organisation.representatives.open()
            if not ties.filter(user=self.user).exists():
                represent(self.user, self.organisation, Role.REPRESENTATIVE)


class CoordinatorFactory(SeatFactory):
    role = SeatRole.COORDINATOR


class RequestFactory(SeatFactory):
    status = SeatStatus.REQUESTED
    started_on = None
    requested_at = factory.LazyFunction(timezone.now)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"Project {n}")
    slug = factory.Sequence(lambda n: f"project-{n}")
    status = ProjectStatus.RUNNING
    started_on = dt.date(2024, 1, 1)


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProjectParticipant

    project = factory.SubFactory(ProjectFactory)
    organisation = factory.SubFactory(ActiveMemberFactory)


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence(lambda n: f"Partner {n}")
    kind = PartnerKind.EUROPEAN
    since = dt.date(2020, 1, 1)


class InitiativeFactory(factory.django.DjangoModelFactory):
    """In progress since long ago, brought by the office."""

    class Meta:
        model = Initiative

    title = factory.Sequence(lambda n: f"Initiative {n}")
    status = InitiativeStatus.IN_PROGRESS
    proposed_on = dt.date(2024, 1, 1)
    decided_on = dt.date(2024, 2, 1)
    started_on = dt.date(2024, 3, 1)


class ProposalFactory(InitiativeFactory):
    status = InitiativeStatus.PROPOSED
    decided_on = started_on = None

import uuid

import pytest

from members.accounts.models import User
from members.organisations.models import Organisation, Role
from members.services import actions
from members.services.models import ServiceQuota, ServiceRequest
from tests.factories.members import (
    ActiveMemberFactory,
    PaidServiceFactory,
    UserFactory,
    represent,
)


@pytest.fixture(autouse=True)
def _association(association):
    """Pages and letters carry its name."""


@pytest.fixture
def service(db):
    """A day of a specialist: 800 RON for members, 1,000 on the market."""
    return PaidServiceFactory(key="specialist", name_en="Specialist", name_ro="Specialist în țară")


@pytest.fixture
def beata(member) -> User:
    """Looks after the bills of the member that Ana represents."""
    person = UserFactory(full_name="Beata Bills", email="beata@example.org")
    represent(person, member, Role.BILLING)
    return person


def ask(service, organisation: Organisation, actor: User, **changes) -> ServiceRequest:
    values = {
        "service_id": service.pk,
        "organisation_id": organisation.pk,
        "actor": actor,
        "wish": "A day of advice.",
        "submission_key": uuid.uuid4(),
        **changes,
    }
    return actions.ask_for_service(**values)


def quota(service, included: int, category: str = "") -> ServiceQuota:
    return ServiceQuota.objects.create(service=service, included=included, category=category)


def new_member(name: str = "Another Ltd") -> tuple[Organisation, User]:
    """A member and who speaks for it in everything."""
    organisation = ActiveMemberFactory(display_name=name)
    person = UserFactory(full_name=f"Person of {name}")
    represent(person, organisation, Role.REPRESENTATIVE, Role.BILLING)
    return organisation, person


@pytest.fixture
def asked(service, member, ana) -> ServiceRequest:
    return ask(service, member, ana)


@pytest.fixture
def quoted(asked, office, beata) -> ServiceRequest:
    actions.make_quote(request_id=asked.pk, actor=office)
    return fresh(asked)


@pytest.fixture
def approved(quoted, beata) -> ServiceRequest:
    actions.approve_quote(request_id=quoted.pk, quote_number=1, actor=beata)
    return fresh(quoted)


@pytest.fixture
def delivered(approved, office) -> ServiceRequest:
    return deliver(approved, office)


def deliver(request: ServiceRequest, office: User, **changes) -> ServiceRequest:
    values = {"delivered_on": request.created_at.date(), "note": "Done.", **changes}
    actions.record_delivery(request_id=request.pk, actor=office, **values)
    return fresh(request)


def fresh(request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=request.pk)

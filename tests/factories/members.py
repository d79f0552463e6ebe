import datetime as dt
import uuid
from decimal import Decimal

import factory
from django.utils import timezone
from stdnum.ro import cui

from members.accounts.models import User
from members.fees.models import FeeBand, FeeMeasure, FeeTable, FeeTableStatus
from members.legal_texts.models import LegalText, TextKind, TextStatus, fingerprint
from members.organisations.models import (
    Association,
    BankAccount,
    Category,
    Measure,
    Membership,
    MembershipStatus,
    Objective,
    Organisation,
    Representative,
    Role,
    RoleHeld,
    SizeDeclaration,
    SizeStatus,
    StatuteRules,
)
from members.services.models import Service, ServiceKind, ServiceRequest, ServiceStatus


def fiscal_code(number: int) -> str:
    """A code with a right check digit, in a range that no office has given out."""
    body = str(99_000_00 + number)
    return body + cui.calc_check_digit(body)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")


class AssociationFactory(factory.django.DjangoModelFactory):
    """The association with a bank account in lei and rules in force since long ago."""

    class Meta:
        model = Association
        skip_postgeneration_save = True

    name = "Test Cluster"
    legal_name = "Asociația Test Cluster"
    fiscal_code = "99000000"
    street = "Strada Sediului nr. 1"
    city = "Cluj-Napoca"
    county = "Cluj"
    email = "office@example.org"

    @factory.post_generation
    def account_and_rules(self, create, extracted, **kwargs):
        BankAccount.objects.get_or_create(
            association=self,
            currency="RON",
            closed_on=None,
            defaults={"iban": "RO40AAAADEMO000000000001", "opened_on": dt.date(2020, 1, 1)},
        )
        StatuteRules.objects.get_or_create(association=self, valid_from=dt.date(2012, 10, 1))


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    category = Category.COMPANY
    legal_name = factory.LazyAttribute(lambda o: f"{o.display_name} SRL")
    display_name = factory.Sequence(lambda n: f"Company {n}")
    slug = factory.Sequence(lambda n: f"company-{n}")
    # Far from the numbers that tests write out, however many came before.
    identifier = factory.Sequence(lambda n: fiscal_code(10_000 + n))
    street = "Strada Exemplului nr. 9"
    city = "Cluj-Napoca"
    county = "Cluj"
    staff_count = 20
    staff_counted_on = dt.date(2026, 1, 1)

    @factory.post_generation
    def size(self, create, extracted, **kwargs):
        """The count of staff is an accepted declaration, as everywhere."""
        if self.staff_count is not None:
            SizeDeclaration.objects.create(
                organisation=self,
                measure=Measure.STAFF,
                value=self.staff_count,
                counted_on=self.staff_counted_on,
                status=SizeStatus.ACCEPTED,
            )


class ActiveMemberFactory(OrganisationFactory):
    """An organisation whose membership is active since 2020."""

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def membership(self, create, extracted, **kwargs):
        MembershipFactory(organisation=self)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    status = MembershipStatus.ACTIVE
    approved_on = dt.date(2020, 1, 1)
    started_on = dt.date(2020, 1, 15)


def represent(person: User, organisation: Organisation, *roles: Role) -> Representative:
    tie = Representative.objects.create(
        user=person, organisation=organisation, started_on=dt.date(2020, 2, 1)
    )
    RoleHeld.objects.bulk_create(
        RoleHeld(representative=tie, organisation=organisation, role=role) for role in roles
    )
    return tie


class FeeTableFactory(factory.django.DjangoModelFactory):
    """A published table: companies pay 1,000 below 50 staff, 3,000 above; others 500."""

    class Meta:
        model = FeeTable
        skip_postgeneration_save = True

    year = 2026

    @factory.post_generation
    def bands(self, create, extracted, **kwargs):
        FeeMeasure.objects.create(
            table=self,
            category=Category.COMPANY,
            definition_en="Employees on 31 December.",
            definition_ro="Angajați la 31 decembrie.",
        )
        small = {"category": Category.COMPANY, "size_from": 0, "size_to": 49}
        FeeBand.objects.create(table=self, amount=Decimal(1000), entry_fee=Decimal(200), **small)
        FeeBand.objects.create(
            table=self, category=Category.COMPANY, size_from=50, amount=Decimal(3000)
        )
        for category in (c for c in Category if c != Category.COMPANY):
            FeeBand.objects.create(table=self, category=category, amount=Decimal(500))

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        """`published=False` leaves it a draft; a published table takes no more bands."""
        if extracted is not False:
            self.status = FeeTableStatus.PUBLISHED
            self.save(update_fields=["status"])


class LegalTextFactory(factory.django.DjangoModelFactory):
    """The first published version of a text, in force since long ago."""

    class Meta:
        model = LegalText

    kind = TextKind.STATUTE
    version = 1
    status = TextStatus.PUBLISHED
    title_en = factory.LazyAttribute(lambda o: f"The {o.kind}")
    title_ro = factory.LazyAttribute(lambda o: f"Textul {o.kind}")
    body_en = "## Article 1\n\nMembers *help* each other."
    body_ro = "## Articolul 1\n\nMembrii se *ajută*."
    sha256_en = factory.LazyAttribute(lambda o: fingerprint(o.body_en))
    sha256_ro = factory.LazyAttribute(lambda o: fingerprint(o.body_ro))
    valid_from = dt.date(2020, 1, 1)
    published_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class ServiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Service

    key = factory.Sequence(lambda n: f"service-{n}")
    year = 2020
    status = ServiceStatus.OFFERED
    name = factory.Sequence(lambda n: f"Service {n}")
    kind = ServiceKind.INCLUDED
    offered_from = dt.date(2020, 1, 1)


class PaidServiceFactory(ServiceFactory):
    """A day of a specialist: 800 for members, 1,000 on the market."""

    kind = ServiceKind.PAID
    unit = "a day"
    member_price = Decimal(800)
    market_price = Decimal(1000)
    market_source_en = "price list of an invented firm"
    market_checked_on = dt.date(2026, 1, 5)


class ServiceRequestFactory(factory.django.DjangoModelFactory):
    """As it stands after the member has asked."""

    class Meta:
        model = ServiceRequest

    service = factory.SubFactory(PaidServiceFactory)
    organisation = factory.SubFactory(ActiveMemberFactory)
    requested_by = factory.SubFactory(UserFactory)
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    wish = "Two specialists for a day."
    unit_price = factory.SelfAttribute("service.member_price")
    market_price = factory.SelfAttribute("service.market_price")
    currency = factory.SelfAttribute("service.currency")
    vat_code = factory.SelfAttribute("service.vat_code")
    submission_key = factory.LazyFunction(uuid.uuid4)


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    name = factory.Sequence(lambda n: f"Objective {n}")

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.organisations.models import Category
from members.registration import actions
from members.registration.models import Application
from tests.factories.members import AssociationFactory, FeeTableFactory, fiscal_code

PDF = b"%PDF-1.7 a paper"


@pytest.fixture(autouse=True)
def _papers_in_a_folder_of_their_own(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def association(db):
    return AssociationFactory()


@pytest.fixture
def table(db):
    """Of this year: an application is quoted by the table in force today."""
    return FeeTableFactory(year=timezone.localdate().year)


def filled_in(**changes) -> Application:
    """A draft in which nothing is missing."""
    values = {
        "category": Category.COMPANY,
        "language": "en",
        "contact_email": "dana@new.example",
        "country": "RO",
        "identifier": fiscal_code(70),
        "legal_name": "New Company SRL",
        "display_name": "New Company",
        "street": "Strada Nouă 1",
        "city": "Cluj-Napoca",
        "county": "Cluj",
        "contact_name": "Dana Director",
        "signatory_name": "Dana Director",
        "staff_count": 20,
        "staff_counted_on": dt.date(2026, 1, 1),
        "motivation": "We want to find partners.",
        "contribution": "Two engineers.",
        **changes,
    }
    return Application.objects.create(**values)


def submit(application: Application) -> Application:
    return actions.submit_application(
        application_id=application.pk, accepts_statute=True, accepts_privacy=True
    )


def ask(application: Application, actor, question: str = "Which register?"):
    return actions.request_information(
        application_id=application.pk, question=question, actor=actor
    )


def ready(application: Application, actor) -> Application:
    """Everything ticked, and before the Board."""
    checks = application.checks.values_list("pk", flat=True)
    actions.tick_checks(application_id=application.pk, done=set(checks), actor=actor)
    actions.mark_ready(application_id=application.pk, actor=actor)
    application.refresh_from_db()
    return application


def approve(application: Application, actor, **changes):
    values = {
        "application_id": application.pk,
        "actor": actor,
        "decision_reference": "CD 12/2026",
        "decided_on": timezone.localdate(),
        "reason": "A good fit",
        **changes,
    }
    return actions.approve_application(**values)


def reject(application: Application, actor, **changes):
    values = {
        "application_id": application.pk,
        "actor": actor,
        "decision_reference": "CD 13/2026",
        "decided_on": timezone.localdate(),
        "reason": "Outside the cluster's field",
        **changes,
    }
    return actions.reject_application(**values)


def paper(name: str = "extract.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def draft(association, table) -> Application:
    return filled_in()


@pytest.fixture
def sent(draft) -> Application:
    return submit(draft)


@pytest.fixture
def before_board(sent, office) -> Application:
    return ready(sent, office)

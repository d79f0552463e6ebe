import datetime as dt

import pytest
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.registration.models import Application
from tests.factories.members import fiscal_code
from tests.members.registration.conftest import filled_in, ready, submit


def refuse(name: str):
    return pytest.raises(IntegrityError, match=name)


def change(application, **values):
    with transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**values)


def test_organisation_has_one_open_application(sent):
    rival = submit(filled_in(identifier=fiscal_code(71)))

    with refuse("application_one_open_per_identifier"):
        change(rival, identifier=sent.identifier)


def test_sent_application_has_its_day_its_code_and_its_quote(draft, sent):
    other = filled_in(identifier=fiscal_code(72))

    for lacking in ({"quote": None}, {"identifier": ""}, {"submitted_at": None}):
        with refuse("application_sent_iff_dated"):
            change(
                other,
                **{"status": "submitted", "submitted_at": timezone.now(), "quote": {}} | lacking,
            )


def test_decision_has_its_day(sent):
    with refuse("application_decided_iff_dated"):
        change(sent, status="rejected")
    with refuse("application_decided_iff_dated"):
        change(sent, status="rejected", decided_at=timezone.now())
    with refuse("application_decided_iff_dated"):
        change(sent, decided_on=timezone.localdate())


def test_approved_application_has_its_organisation(sent, member):
    decided = {"decided_at": timezone.now(), "decided_on": timezone.localdate()}

    with refuse("application_approved_iff_organisation"):
        change(sent, status="approved", **decided)
    with refuse("application_approved_iff_organisation"):
        change(sent, organisation=member)


def test_state_is_one_of_the_known(sent):
    with refuse("application_status_known"):
        change(sent, status="lost")


def test_link_opens_its_own_application_only(draft):
    assert Application.objects.by_token(draft.token).get() == draft


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("-1.", "-2."),
        lambda token: "9" + token,
        lambda token: token.partition(".")[0],
        lambda token: "",
        lambda token: "x" * 500,
        lambda token: Signer(salt="another.salt", sep=".").sign(token.partition(".")[0]),
    ],
)
def test_forged_link_opens_nothing(draft, forge):
    assert not Application.objects.by_token(forge(draft.token)).exists()


def test_replaced_link_opens_nothing(draft):
    old = draft.token
    change(draft, link_version=2)

    assert not Application.objects.by_token(old).exists()


def test_nearest_statute_day_comes_first(draft, office):
    day = timezone.localdate()
    late = ready(submit(filled_in(identifier=fiscal_code(73))), office)
    soon = ready(submit(filled_in(identifier=fiscal_code(74))), office)
    change(late, decide_by=day + dt.timedelta(days=9))
    change(soon, decide_by=day + dt.timedelta(days=2))

    assert list(Application.objects.for_decision()) == [soon, late]

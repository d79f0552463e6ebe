import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cluster_portal.toolkit.errors import NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.certificates import actions
from members.certificates.errors import CertificateError, NoMembershipError
from members.certificates.models import Certificate, Standing
from members.organisations import actions as organisations
from members.organisations.models import EndReason, Membership, MembershipStatus, Organisation
from tests.factories.members import MembershipFactory, UserFactory

pytestmark = pytest.mark.usefixtures("association")


@pytest.fixture
def issued(member, bogdan):
    return actions.issue(organisation_id=member.pk, language="en", actor=bogdan)


class TestIssue:
    def test_administrator_gets_a_numbered_snapshot_to_the_end_of_the_year(self, member, issued):
        today = timezone.localdate()

        assert issued.number == f"AM-{today.year}-0001"
        assert issued.legal_name == "Member Ltd SRL"
        assert issued.identifier == member.identifier
        assert issued.member_since == dt.date(2020, 1, 15)
        assert issued.valid_until == dt.date(today.year, 12, 31)
        assert issued.issuer["legal_name"] == "Asociația Test Cluster"
        assert len(issued.token) == 32
        assert issued.standing() == Standing.VALID
        event = HistoryEvent.objects.about(issued).get()
        assert (event.kind, event.actor_label) == ("certificate.issued", "Bogdan Administers")

    def test_asked_again_it_is_the_one_there_is(self, member, bogdan, issued):
        again = actions.issue(organisation_id=member.pk, language="en", actor=bogdan)
        other = actions.issue(organisation_id=member.pk, language="both", actor=bogdan)

        assert again == issued
        assert other.number.endswith("-0002")

    def test_changed_facts_or_a_revoked_one_make_a_new_paper(self, member, bogdan, office, issued):
        Organisation.objects.filter(pk=member.pk).update(legal_name="Renamed SRL")
        renamed = actions.issue(organisation_id=member.pk, language="en", actor=bogdan)
        actions.revoke(certificate_id=renamed.pk, actor=office, reason="A slip")
        third = actions.issue(organisation_id=member.pk, language="en", actor=bogdan)

        issued.refresh_from_db()
        assert issued.legal_name == "Member Ltd SRL"
        assert renamed.legal_name == "Renamed SRL"
        assert third.pk not in {issued.pk, renamed.pk}

    def test_who_does_not_administer_it_gets_none(self, member, ana, carmen):
        for person in (ana, carmen, UserFactory(is_staff=True)):
            with pytest.raises(NotAllowedError):
                actions.issue(organisation_id=member.pk, language="en", actor=person)
        assert not Certificate.objects.exists()

    @pytest.mark.parametrize("status", ["awaiting_payment", "suspended"])
    def test_without_a_membership_in_force_there_is_nothing_to_certify(self, office, status):
        started = None if status == "awaiting_payment" else dt.date(2021, 1, 1)
        one = MembershipFactory(status=status, started_on=started).organisation

        with pytest.raises(NoMembershipError, match="no membership in force"):
            actions.issue(organisation_id=one.pk, language="en", actor=office)

    def test_office_chooses_the_last_day_within_two_years(self, member, office, bogdan):
        today = timezone.localdate()
        chosen = today + dt.timedelta(days=500)
        certificate = actions.issue(
            organisation_id=member.pk, language="ro", actor=office, valid_until=chosen
        )
        by_member = actions.issue(
            organisation_id=member.pk, language="ro", actor=bogdan, valid_until=chosen
        )

        assert certificate.valid_until == chosen
        assert by_member.valid_until == dt.date(today.year, 12, 31)
        for day in (today - dt.timedelta(days=1), today + dt.timedelta(days=800)):
            with pytest.raises(CertificateError):
                actions.issue(
                    organisation_id=member.pk, language="en", actor=office, valid_until=day
                )

    def test_it_never_outlives_a_membership_with_a_known_last_day(self, member, office):
        ends = timezone.localdate() + dt.timedelta(days=10)
        organisations.end(
            membership_id=member.memberships.get().pk, ended_on=ends,
            end_reason=EndReason.RESIGNED, actor=office, reason="They asked",
        )  # fmt: skip

        certificate = actions.issue(
            organisation_id=member.pk, language="en", actor=office,
            valid_until=timezone.localdate() + dt.timedelta(days=100),
        )  # fmt: skip

        assert certificate.valid_until == ends - dt.timedelta(days=1)


class TestStanding:
    def test_ending_and_suspending_a_membership_say_so_by_themselves(self, member, office, issued):
        held = member.memberships.get()
        organisations.suspend(membership_id=held.pk, actor=office, reason="Unpaid")
        issued.refresh_from_db()
        assert issued.standing() == Standing.RESTS
        organisations.resume(membership_id=held.pk, actor=office, reason="Paid")
        ends = timezone.localdate() + dt.timedelta(days=3)
        organisations.end(
            membership_id=held.pk, ended_on=ends, end_reason=EndReason.RESIGNED, actor=office,
            reason="They asked",
        )  # fmt: skip

        issued = Certificate.objects.get(pk=issued.pk)
        assert issued.standing() == Standing.VALID
        assert issued.standing(ends) == Standing.ENDED

    def test_a_later_membership_does_not_revive_it(self, member, issued):
        day = timezone.localdate() - dt.timedelta(days=1)
        Membership.objects.update(
            status=MembershipStatus.ENDED, ended_on=day, end_reason=EndReason.RESIGNED
        )
        MembershipFactory(organisation=member, approved_on=day, started_on=day)

        assert Certificate.objects.get(pk=issued.pk).standing() == Standing.ENDED

    def test_last_day_counts(self, issued):
        assert issued.standing(issued.valid_until) == Standing.VALID
        assert issued.standing(issued.valid_until + dt.timedelta(days=1)) == Standing.EXPIRED


class TestRevoke:
    def test_it_keeps_day_person_and_reason_and_tells_who_answers(self, office, bogdan, issued):
        actions.revoke(certificate_id=issued.pk, actor=office, reason=" Wrong name ")

        issued.refresh_from_db()
        assert issued.standing() == Standing.REVOKED
        assert issued.revoked_by == office
        assert issued.revocation_reason == "Wrong name"
        event = HistoryEvent.objects.about(issued).first()
        assert (event.kind, event.reason) == ("certificate.revoked", "Wrong name")
        letter = OutgoingMail.objects.get()
        assert letter.to_address == bogdan.email
        assert issued.number in letter.subject
        assert "Wrong name" in letter.text
        assert "Wrong name" in letter.html

    def test_once_with_a_reason_and_by_the_office_only(self, office, bogdan, issued):
        with pytest.raises(NotAllowedError):
            actions.revoke(certificate_id=issued.pk, actor=bogdan, reason="Mine")
        with pytest.raises(CertificateError):
            actions.revoke(certificate_id=issued.pk, actor=office, reason="  ")
        actions.revoke(certificate_id=issued.pk, actor=office, reason="A slip")
        with pytest.raises(CertificateError, match="already"):
            actions.revoke(certificate_id=issued.pk, actor=office, reason="Again")


class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        [{"legal_name": "X"}, {"valid_until": dt.date(2099, 1, 1)}, {"token": "guess"}],
    )
    def test_nothing_but_a_revocation_is_written_on_it(self, issued, change):
        with pytest.raises(IntegrityError, match="certificate_is_kept"), transaction.atomic():
            Certificate.objects.update(**change)
        with pytest.raises(IntegrityError, match="certificate_is_kept"), transaction.atomic():
            Certificate.objects.all().delete()

    def test_a_revocation_has_a_reason_and_stays(self, office, issued):
        with (
            pytest.raises(IntegrityError, match="certificate_revoked_with_reason"),
            transaction.atomic(),
        ):
            Certificate.objects.update(revoked_on=timezone.localdate())
        actions.revoke(certificate_id=issued.pk, actor=office, reason="A slip")
        with pytest.raises(IntegrityError, match="certificate_is_kept"), transaction.atomic():
            Certificate.objects.update(revoked_on=None, revocation_reason="")

import datetime as dt
import io
import zipfile

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.history.models import HistoryEvent
from members.invoices import actions, holidays, worklists
from members.invoices.archive import zip_of
from members.invoices.errors import SubmissionError
from members.invoices.models import EFacturaStatus, EFacturaSubmission, Invoice
from tests.factories.invoices import LONG_AGO, InvoicingRulesFactory
from tests.factories.members import OrganisationFactory
from tests.members.invoices.conftest import invoice


@pytest.mark.parametrize(
    "day", ["2026-04-12", "2027-05-02", "2028-04-16", "2029-04-08", "2030-04-28", "2031-04-13"]
)
def test_orthodox_easter_is_computed(day):
    wanted = dt.date.fromisoformat(day)

    assert holidays.orthodox_easter(wanted.year) == wanted


@pytest.mark.parametrize(
    ("issued_on", "send_by"),
    [
        ("2026-11-23", "2026-12-02"),  # 30 November and 1 December are holidays
        ("2026-04-09", "2026-04-20"),  # Good Friday, Easter Sunday and Monday
        ("2026-12-29", "2027-01-08"),  # the New Year, 6 and 7 January
        ("2026-05-29", "2026-06-08"),  # 1 June is Whit Monday and Children's Day
        ("2026-03-02", "2026-03-09"),  # a plain week
        ("2026-03-07", "2026-03-13"),  # issued on a Saturday
    ],
)
def test_five_working_days_skip_weekends_and_romanian_holidays(issued_on, send_by):
    day = dt.date.fromisoformat(issued_on)

    assert holidays.working_days_after(day, 5) == dt.date.fromisoformat(send_by)


@pytest.mark.parametrize(
    ("supplied_on", "last"), [("2026-12-01", "2027-01-15"), ("2026-02-28", "2026-03-15")]
)
def test_services_are_invoiced_by_the_fifteenth_of_the_next_month(supplied_on, last):
    day = dt.date.fromisoformat(supplied_on)

    assert holidays.last_day_to_invoice(day) == dt.date.fromisoformat(last)


def test_an_invoice_waits_to_be_sent_with_its_deadline(issued):
    row = issued.efactura

    assert row.status == EFacturaStatus.TO_SEND
    assert row.send_by == holidays.working_days_after(issued.issued_on, 5)
    assert not row.is_overdue()
    assert row.is_overdue(on=row.send_by + dt.timedelta(days=1))


def test_whom_it_covers_is_a_setting(law):
    abroad = OrganisationFactory(
        country="DE", identifier="136695976", county="", vat_checked_on=LONG_AGO
    )
    assert invoice(abroad).efactura.status == EFacturaStatus.NOT_NEEDED

    InvoicingRulesFactory(efactura_scope="everyone", efactura_days=3)
    row = invoice(abroad).efactura
    assert row.status == EFacturaStatus.TO_SEND
    assert row.send_by == holidays.working_days_after(timezone.localdate(), 3)


def test_sent_refused_with_its_message_sent_again_and_accepted(issued, office):
    today = timezone.localdate()
    about = {"submission_id": issued.efactura.pk, "actor": office}
    actions.mark_sent(upload_index="4001", sent_on=today, **about)
    refused = actions.mark_refused(answered_on=today, message="BR-RO-111 …", **about)
    assert (refused.status, refused.message) == ("refused", "BR-RO-111 …")
    assert refused in EFacturaSubmission.objects.waiting()

    again = actions.mark_sent(upload_index="4002", sent_on=today, **about)
    assert (again.upload_index, again.message) == ("4002", "")
    done = actions.mark_accepted(answered_on=today, **about)
    assert done.status == "accepted"
    assert done not in EFacturaSubmission.objects.waiting()
    kinds = HistoryEvent.objects.about(issued).values_list("kind", "reason")
    assert ("invoices.efactura_refused", "BR-RO-111 …") in kinds


def test_moves_that_make_no_sense_are_refused(issued, office):
    today = timezone.localdate()
    about = {"submission_id": issued.efactura.pk, "actor": office}
    with pytest.raises(IllegalTransitionError):
        actions.mark_accepted(answered_on=today, **about)
    with pytest.raises(SubmissionError):
        actions.mark_sent(upload_index="1", sent_on=today + dt.timedelta(days=1), **about)
    with pytest.raises(SubmissionError):
        actions.mark_sent(upload_index=" ", sent_on=today, **about)
    actions.mark_sent(upload_index="1", sent_on=today, **about)
    with pytest.raises(SubmissionError):
        actions.mark_refused(answered_on=today, message="", **about)
    with pytest.raises(IllegalTransitionError):
        actions.set_aside(reason="Late", **about)


def test_what_need_not_be_sent_is_set_aside_and_taken_up(issued, office):
    about = {"submission_id": issued.efactura.pk, "actor": office}
    assert actions.set_aside(reason="B2C", **about).status == "not_needed"
    assert actions.take_up(reason="It is", **about).status == "to_send"


def test_only_who_follows_writes_it_down(issued, bogdan):
    with pytest.raises(NotAllowedError):
        actions.mark_sent(
            submission_id=issued.efactura.pk, upload_index="1", sent_on=timezone.localdate(),
            actor=bogdan,
        )  # fmt: skip


def test_the_database_keeps_what_is_owed_to_the_state(issued):
    row = EFacturaSubmission.objects.filter(pk=issued.efactura.pk)
    with pytest.raises(IntegrityError, match="efactura_is_kept"), transaction.atomic():
        row._raw_delete(using="default")
    with pytest.raises(IntegrityError, match="efactura_sent_has_its_index"), transaction.atomic():
        row.update(status="sent")


def test_the_worklist_has_the_nearest_deadline_first(law, member):
    first, second = invoice(member).efactura, invoice(member).efactura
    EFacturaSubmission.objects.filter(pk=second.pk).update(send_by=dt.date(2026, 1, 5))
    worklist = worklists.worklists()[0]

    assert list(worklist.rows) == [second, first]
    assert EFacturaSubmission.objects.overdue().get() == second


def test_many_are_downloaded_as_one_zip(law, member):
    made = [invoice(member) for _n in range(3)]
    rows = Invoice.objects.select_related("credit_of").order_by("sequence")
    content = b"".join(zip_of(rows))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{row.number}.xml" for row in made]
        assert archive.testzip() is None
        assert made[1].number.encode() in archive.read(archive.namelist()[1])

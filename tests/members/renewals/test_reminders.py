import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from stdnum import iso11649

from cluster_portal.toolkit.errors import IllegalTransitionError, NotAllowedError
from cluster_portal.toolkit.mail.models import OutgoingMail
from members.payments import actions as payments
from members.renewals import actions
from members.renewals.models import Reminder, ReminderOutcome
from members.renewals.reminding import due_reminders
from tests.members.fees.conftest import issue, open_membership, pay

DUE = dt.date(2026, 4, 1)
pytestmark = pytest.mark.usefixtures("ladder")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def after(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


def letters() -> list[str]:
    rows = OutgoingMail.objects.filter(template__endswith="renewals/mail/reminder")
    return list(rows.order_by("pk").values_list("subject", flat=True))


def taken() -> list[int]:
    return list(Reminder.objects.order_by("pk").values_list("level__days", flat=True))


def test_each_level_is_sent_once_however_often_the_job_runs(members_notice, bogdan):
    for days in (-8, -7, -7, -6, 0, 0, 1, 7):
        actions.send_due_reminders(after(days))

    assert taken() == [-7, 0, 7]
    assert len(letters()) == 3
    assert all("COT-2026-0001" in subject for subject in letters())


def test_a_letter_says_what_how_and_how_to_say_that_it_was_paid(members_notice, bogdan):
    pay(members_notice, 200, is_told=False)
    actions.send_due_reminders(after(16))

    mail = OutgoingMail.objects.get(template__endswith="renewals/mail/reminder")
    facts = ("1,000.00\u00a0RON", "1 April 2026", "RO40 AAAA DEMO 0000 0000 0001",
             iso11649.format(members_notice.payment_reference), "Asociația Test Cluster",
             members_notice.get_absolute_url(), "/my/fees/paid/")  # fmt: skip
    for fact in facts:
        assert fact in mail.text
        assert fact in mail.html


def test_links_of_a_letter_are_in_the_language_of_its_reader(members_notice, bogdan):
    bogdan.language = "ro"
    bogdan.save(update_fields=["language"])
    actions.send_due_reminders(after(16))

    mail = OutgoingMail.objects.get(template__endswith="renewals/mail/reminder")
    assert f"/ro{members_notice.get_absolute_url()}" in mail.text
    assert f"/ro{members_notice.get_absolute_url()}" in mail.html


def test_after_a_time_without_a_worker_comes_one_letter_the_newest(members_notice, bogdan):
    actions.send_due_reminders(after(20))
    actions.send_due_reminders(after(20))
    actions.send_due_reminders(after(30))

    assert taken() == [15, 30]
    assert len(letters()) == 2


def test_the_next_year_is_reminded_as_the_first_was(members_notice, member, bogdan, table):
    actions.send_due_reminders(after(7))
    pay(members_notice, 1200, is_told=False)
    later = issue(open_membership(member), table, fee_year=2027, issued_on=dt.date(2026, 3, 10))
    actions.send_due_reminders(later.due_on + dt.timedelta(days=7))

    assert taken() == [7, 7]
    assert "COT-2026-0002" in letters()[-1]


def test_what_is_paid_is_not_reminded(members_notice, bogdan):
    found = due_reminders(after(7))
    pay(members_notice, 1200, is_told=False)

    assert due_reminders(after(7)) == []
    assert actions.remind(due=found[0], on=after(7)) is None
    assert not Reminder.objects.exists()


def test_a_claim_with_a_proof_pauses_and_a_refusal_goes_on(members_notice, bogdan, office):
    claim = payments.claim_payment(
        receivable_id=members_notice.receivable_id,
        amount=members_notice.amount,
        paid_on=dt.date(2026, 3, 30),
        proof=SimpleUploadedFile("order.pdf", PDF, "application/pdf"),
        actor=bogdan,
    )
    actions.send_due_reminders(after(7))
    assert taken() == []

    payments.refuse_claim(claim_id=claim.pk, actor=office, answer="No such transfer")
    actions.send_due_reminders(after(8))

    assert taken() == [7]


def test_a_hold_pauses_until_its_last_day(members_notice, member, bogdan, office):
    today = timezone.localdate()
    payments.hold_reminders(
        organisation_id=member.pk, until_on=today, reason="Public body", actor=office
    )

    assert due_reminders(today) == []
    assert [due.level.days for due in due_reminders(today + dt.timedelta(days=1))] == [45]


def test_where_nobody_gets_letters_the_office_is_told(members_notice, office, ana):
    actions.send_due_reminders(after(7))

    reminder = Reminder.objects.get()
    assert reminder.outcome == ReminderOutcome.NOBODY
    with pytest.raises(NotAllowedError):
        actions.finish_task(reminder_id=reminder.pk, actor=ana, note="Called")
    actions.finish_task(reminder_id=reminder.pk, actor=office, note="Called")
    with pytest.raises(IllegalTransitionError):
        actions.finish_task(reminder_id=reminder.pk, actor=office, note="Again")


def test_the_last_level_is_a_task_and_no_letter(members_notice, bogdan):
    actions.send_due_reminders(after(45))

    assert Reminder.objects.get().outcome == ReminderOutcome.TASK
    assert letters() == []


def test_each_instalment_has_its_own_reminders(association, member, bogdan, table):
    parts = [(DUE, 600), (after(30), 600)]
    notice = issue(open_membership(member), table, instalments=parts)
    actions.send_due_reminders(after(7))
    pay(notice, 600, is_told=False)
    actions.send_due_reminders(after(25))
    actions.send_due_reminders(after(37))

    found = list(Reminder.objects.order_by("pk").values_list("instalment__number", "level__days"))
    assert found == [(1, 7), (2, -7), (2, 7)]


def test_due_reminders_asks_as_many_queries_for_three_as_for_one(
    association, member, table, django_assert_max_num_queries
):
    counts = []
    for year in (2024, 2025, 2026):
        issue(open_membership(member), table, fee_year=year)
        if year != 2025:
            with django_assert_max_num_queries(6) as asked:
                due_reminders(after(7))
            counts.append(len(asked))

    assert counts[0] == counts[1]

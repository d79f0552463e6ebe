from decimal import Decimal

from django.db import migrations
from django.utils import timezone


def fill(apps, schema_editor):
    """Each notice opened a debt; each payment that stands was set against it, as far as it was
    owed. Payments that were reversed had no effect and get no allocation.
    """
    Notice = apps.get_model("members", "FeeNotice")
    Payment = apps.get_model("members", "Payment")
    kept = ("fee_notice_is_kept", "members_feenotice"), ("payment_is_kept", "members_payment")
    for trigger, table in kept:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
    for notice in Notice.objects.order_by("pk"):
        notice.receivable = debt_of(apps, notice)
        notice.save(update_fields=["receivable"])
    for payment in Payment.objects.select_related("notice__receivable").order_by("pk"):
        payment.organisation_id = payment.notice.organisation_id
        payment.save(update_fields=["organisation"])
        if payment.reverses_id is None and not Payment.objects.filter(reverses=payment).exists():
            allocate(apps, payment)
    # A table with checks that still wait cannot be altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for trigger, table in kept:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def debt_of(apps, notice):
    debt = apps.get_model("members", "Receivable").objects.create(
        organisation_id=notice.organisation_id,
        kind="fee_notice",
        number=f"{notice.series}-{notice.year}-{notice.sequence:04d}",
        currency=notice.currency,
        amount=notice.amount,
        issued_on=notice.issued_on,
        due_on=notice.due_on,
        payment_reference=notice.payment_reference,
    )
    apps.get_model("members", "Instalment").objects.create(
        receivable=debt, number=1, due_on=notice.due_on, amount=notice.amount,
        running_total=notice.amount,
    )
    if notice.status == "cancelled":
        apps.get_model("members", "Credit").objects.create(
            receivable=debt, kind="cancellation", amount=notice.amount,
            issued_on=timezone.localdate(notice.cancelled_at),
        )
    return debt


def allocate(apps, payment):
    Allocation = apps.get_model("members", "Allocation")
    debt = payment.notice.receivable
    set_already = sum(
        Allocation.objects.filter(receivable=debt).values_list("amount", flat=True), Decimal(0)
    )
    owed = Decimal(0) if payment.notice.status == "cancelled" else debt.amount - set_already
    part = min(payment.amount, owed)
    if part > 0:
        Allocation.objects.create(
            payment=payment, receivable=debt, amount=part, paid=part,
            made_by_id=payment.recorded_by_id,
        )


class Migration(migrations.Migration):
    """Moves data only; going back leaves the new rows unread, and the old ones as they were."""

    dependencies = [("members", "0007_ledger")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

import django.db.models.deletion
from django.db import migrations, models

OLD_FITS = """
CREATE FUNCTION members_payment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.currency <> (SELECT currency FROM members_feenotice WHERE id = NEW.notice_id) THEN
        RAISE EXCEPTION 'payment_fits_notice: a payment has the currency of its notice.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM members_payment AS first WHERE first.id = NEW.reverses_id
            AND first.notice_id = NEW.notice_id AND first.amount = -NEW.amount
    ) THEN
        RAISE EXCEPTION 'payment_fits_notice: a reversal is the opposite of what it reverses.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_fits_notice BEFORE INSERT ON members_payment
    FOR EACH ROW EXECUTE FUNCTION members_payment_fits();
"""
DROP_OLD_FITS = """
DROP TRIGGER payment_fits_notice ON members_payment;
DROP FUNCTION members_payment_fits();
"""

FORWARD = """
CREATE FUNCTION members_ledger_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger_is_kept: rows of the ledger are reversed by others, never changed.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER receivable_is_kept BEFORE UPDATE OR DELETE ON members_receivable
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();
CREATE TRIGGER instalment_is_kept BEFORE UPDATE OR DELETE ON members_instalment
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();
CREATE TRIGGER credit_is_kept BEFORE UPDATE OR DELETE ON members_credit
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();
CREATE TRIGGER allocation_is_kept BEFORE UPDATE OR DELETE ON members_allocation
    FOR EACH ROW EXECUTE FUNCTION members_ledger_kept();

CREATE FUNCTION members_payment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM members_payment AS first WHERE first.id = NEW.reverses_id
            AND first.organisation_id = NEW.organisation_id AND first.amount = -NEW.amount
            AND first.currency = NEW.currency AND first.kind = NEW.kind
            AND first.refund_of_id IS NOT DISTINCT FROM NEW.refund_of_id
    ) THEN
        RAISE EXCEPTION 'payment_fits: a reversal is the opposite of what it reverses.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.refund_of_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM members_payment AS money WHERE money.id = NEW.refund_of_id
            AND money.organisation_id = NEW.organisation_id AND money.currency = NEW.currency
            AND money.kind = 'incoming' AND money.reverses_id IS NULL
    ) THEN
        RAISE EXCEPTION 'payment_fits: a refund sends back money of the same organisation.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_fits BEFORE INSERT ON members_payment
    FOR EACH ROW EXECUTE FUNCTION members_payment_fits();

CREATE FUNCTION members_credit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    debt members_receivable;
BEGIN
    SELECT * INTO debt FROM members_receivable WHERE id = NEW.receivable_id FOR NO KEY UPDATE;
    IF (SELECT COALESCE(SUM(amount), 0) FROM members_credit WHERE receivable_id = debt.id)
     + (SELECT COALESCE(SUM(amount), 0) FROM members_allocation WHERE receivable_id = debt.id)
     > debt.amount THEN
        RAISE EXCEPTION 'credit_fits: more is credited and paid than is owed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER credit_fits AFTER INSERT ON members_credit
    FOR EACH ROW EXECUTE FUNCTION members_credit_fits();

CREATE FUNCTION members_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    debt members_receivable;
    money members_payment;
BEGIN
    SELECT * INTO money FROM members_payment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    SELECT * INTO debt FROM members_receivable WHERE id = NEW.receivable_id FOR NO KEY UPDATE;
    IF NEW.reverses_id IS NOT NULL THEN
        IF NOT EXISTS (
            SELECT FROM members_allocation AS first WHERE first.id = NEW.reverses_id
                AND first.payment_id = NEW.payment_id AND first.receivable_id = NEW.receivable_id
                AND first.amount = -NEW.amount AND first.paid = -NEW.paid
        ) THEN
            RAISE EXCEPTION 'allocation_fits: a reversal is the opposite of what it reverses.'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END IF;
    IF money.organisation_id <> debt.organisation_id OR money.kind <> 'incoming'
       OR money.reverses_id IS NOT NULL
       OR (money.currency = debt.currency) <> (NEW.rate IS NULL)
       OR (money.currency = debt.currency AND NEW.amount <> NEW.paid) THEN
        RAISE EXCEPTION 'allocation_fits: this money cannot pay this debt.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (SELECT COALESCE(SUM(amount), 0) FROM members_credit WHERE receivable_id = debt.id)
     + (SELECT COALESCE(SUM(amount), 0) FROM members_allocation WHERE receivable_id = debt.id)
     > debt.amount THEN
        RAISE EXCEPTION 'allocation_fits: more is credited and paid than is owed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (SELECT COALESCE(SUM(paid), 0) FROM members_allocation WHERE payment_id = money.id)
     > money.amount
     + (SELECT COALESCE(SUM(amount), 0) FROM members_payment WHERE refund_of_id = money.id)
     + (SELECT COALESCE(SUM(amount), 0) FROM members_payment WHERE reverses_id = money.id) THEN
        RAISE EXCEPTION 'allocation_fits: more of the payment is used than there is.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_fits AFTER INSERT ON members_allocation
    FOR EACH ROW EXECUTE FUNCTION members_allocation_fits();
"""
BACK = """
DROP TRIGGER allocation_fits ON members_allocation;
DROP FUNCTION members_allocation_fits();
DROP TRIGGER credit_fits ON members_credit;
DROP FUNCTION members_credit_fits();
DROP TRIGGER payment_fits ON members_payment;
DROP FUNCTION members_payment_fits();
DROP TRIGGER allocation_is_kept ON members_allocation;
DROP TRIGGER credit_is_kept ON members_credit;
DROP TRIGGER instalment_is_kept ON members_instalment;
DROP TRIGGER receivable_is_kept ON members_receivable;
DROP FUNCTION members_ledger_kept();
"""


class Migration(migrations.Migration):
    """The ledger is never changed or deleted, and never says more than there is. Going back, the
    payments have lost their notice: their allocations tell it.
    """

    dependencies = [("members", "0008_ledger_from_notices")]
    operations = [
        migrations.RunSQL(DROP_OLD_FITS, OLD_FITS),
        migrations.RemoveField(model_name="payment", name="notice"),
        migrations.AlterField(
            model_name="payment",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payments",
                to="members.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="feenotice",
            name="receivable",
            field=models.OneToOneField(
                editable=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="fee_notice", to="members.receivable",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]

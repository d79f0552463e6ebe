from django.db import migrations

FORWARD = """
CREATE FUNCTION members_fee_notice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'fee_notice_is_kept: an issued fee notice is cancelled, never deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'cancelled' OR
       to_jsonb(NEW) - 'status' - 'cancelled_at' IS DISTINCT FROM
       to_jsonb(OLD) - 'status' - 'cancelled_at' THEN
        RAISE EXCEPTION 'fee_notice_is_kept: an issued fee notice never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fee_notice_is_kept BEFORE UPDATE OR DELETE ON members_feenotice
    FOR EACH ROW EXECUTE FUNCTION members_fee_notice_kept();

CREATE FUNCTION members_payment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payment_is_kept: a payment is reversed by a second row, never changed.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payment_is_kept BEFORE UPDATE OR DELETE ON members_payment
    FOR EACH ROW EXECUTE FUNCTION members_payment_kept();

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

CREATE FUNCTION members_fee_table_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' AND (TG_OP = 'DELETE' OR
        (OLD.year, OLD.currency, OLD.status, OLD.decision_reference) IS DISTINCT FROM
        (NEW.year, NEW.currency, NEW.status, NEW.decision_reference)) THEN
        RAISE EXCEPTION 'fee_table_is_kept: a published fee table never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fee_table_is_kept BEFORE UPDATE OR DELETE ON members_feetable
    FOR EACH ROW EXECUTE FUNCTION members_fee_table_kept();

CREATE FUNCTION members_fee_band_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM members_feetable WHERE status = 'published' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.table_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.table_id END
        )
    ) THEN
        RAISE EXCEPTION 'fee_band_is_kept: the bands of a published fee table never change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fee_band_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_feeband
    FOR EACH ROW EXECUTE FUNCTION members_fee_band_kept();
"""
BACK = """
DROP TRIGGER fee_band_is_kept ON members_feeband;
DROP FUNCTION members_fee_band_kept();
DROP TRIGGER fee_table_is_kept ON members_feetable;
DROP FUNCTION members_fee_table_kept();
DROP TRIGGER payment_fits_notice ON members_payment;
DROP FUNCTION members_payment_fits();
DROP TRIGGER payment_is_kept ON members_payment;
DROP FUNCTION members_payment_kept();
DROP TRIGGER fee_notice_is_kept ON members_feenotice;
DROP FUNCTION members_fee_notice_kept();
"""


class Migration(migrations.Migration):
    """What the constraints cannot say: issued notices, payments and published tables stay."""

    dependencies = [("members", "0002_decisions_have_a_day_and_bands_swap")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

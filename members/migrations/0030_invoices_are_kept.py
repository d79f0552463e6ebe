from django.db import migrations

FORWARD = """
CREATE FUNCTION members_invoice_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'invoice_is_kept: a draft is discarded, an issued document credited.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'draft' THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'status' IS DISTINCT FROM to_jsonb(OLD) - 'status'
       OR NOT (NEW.status = OLD.status
            OR (OLD.status = 'issued'
                AND NEW.status IN ('partly', 'credited', 'converted', 'withdrawn'))
            OR (OLD.status = 'partly' AND NEW.status = 'credited')) THEN
        RAISE EXCEPTION 'invoice_is_kept: an issued document never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_is_kept BEFORE UPDATE OR DELETE ON members_invoice
    FOR EACH ROW EXECUTE FUNCTION members_invoice_kept();

CREATE FUNCTION members_invoice_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM members_invoice WHERE status <> 'draft' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.invoice_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.invoice_id END
        )
    ) THEN
        RAISE EXCEPTION 'invoice_line_is_kept: the lines of an issued document never change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER invoice_line_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_invoiceline
    FOR EACH ROW EXECUTE FUNCTION members_invoice_line_kept();

CREATE FUNCTION members_efactura_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'efactura_is_kept: what is owed to RO e-Factura is never deleted.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER efactura_is_kept BEFORE DELETE ON members_efacturasubmission
    FOR EACH ROW EXECUTE FUNCTION members_efactura_kept();
"""
BACK = """
DROP TRIGGER efactura_is_kept ON members_efacturasubmission;
DROP FUNCTION members_efactura_kept();
DROP TRIGGER invoice_line_is_kept ON members_invoiceline;
DROP FUNCTION members_invoice_line_kept();
DROP TRIGGER invoice_is_kept ON members_invoice;
DROP FUNCTION members_invoice_kept();
"""


class Migration(migrations.Migration):
    """What the constraints cannot say: issued documents and their lines stay as they are."""

    dependencies = [("members", "0029_invoices")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

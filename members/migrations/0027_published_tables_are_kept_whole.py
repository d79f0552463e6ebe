from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION members_fee_table_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['notes', 'notes_en', 'notes_ro', 'is_example'];
BEGIN
    IF OLD.status = 'published' AND (
        TG_OP = 'DELETE' OR to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
    ) THEN
        RAISE EXCEPTION 'fee_table_is_kept: a published fee table never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION members_fee_part_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM members_feetable WHERE status = 'published' AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.table_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.table_id END
        )
    ) THEN
        RAISE EXCEPTION 'fee_part_is_kept: the parts of a published fee table never change.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fee_measure_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_feemeasure
    FOR EACH ROW EXECUTE FUNCTION members_fee_part_kept();
CREATE TRIGGER tier_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_tier
    FOR EACH ROW EXECUTE FUNCTION members_fee_part_kept();
CREATE TRIGGER instalment_plan_is_kept BEFORE INSERT OR UPDATE OR DELETE ON members_instalmentplan
    FOR EACH ROW EXECUTE FUNCTION members_fee_part_kept();
"""
BACK = """
DROP TRIGGER instalment_plan_is_kept ON members_instalmentplan;
DROP TRIGGER tier_is_kept ON members_tier;
DROP TRIGGER fee_measure_is_kept ON members_feemeasure;
DROP FUNCTION members_fee_part_kept();

CREATE OR REPLACE FUNCTION members_fee_table_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'published' AND (TG_OP = 'DELETE' OR
        (OLD.year, OLD.currency, OLD.status, OLD.decision_reference) IS DISTINCT FROM
        (NEW.year, NEW.currency, NEW.status, NEW.decision_reference)) THEN
        RAISE EXCEPTION 'fee_table_is_kept: a published fee table never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    """Tiers, plans, measures and rules of a published table stay as its bands do."""

    dependencies = [("members", "0026_fees_by_measure")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

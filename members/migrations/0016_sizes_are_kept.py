"""Counts of staff known so far become accepted declarations; figures of a declaration stay."""

from django.db import migrations

FORWARD = """
INSERT INTO members_sizedeclaration (organisation_id, measure, value, currency, counted_on,
    definition, evidence, evidence_name, status, answer, declared_at, verified_at)
SELECT id, 'staff', staff_count, '', staff_counted_on, '', '', '', 'accepted', '',
    created_at, created_at
FROM members_organisation WHERE staff_count IS NOT NULL;

CREATE FUNCTION members_size_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       (OLD.organisation_id, OLD.measure, OLD.value, OLD.currency, OLD.counted_on,
        OLD.definition, OLD.evidence, OLD.declared_by_id, OLD.declared_at) IS DISTINCT FROM
       (NEW.organisation_id, NEW.measure, NEW.value, NEW.currency, NEW.counted_on,
        NEW.definition, NEW.evidence, NEW.declared_by_id, NEW.declared_at) THEN
        RAISE EXCEPTION 'size_is_kept: a declaration of size is withdrawn, never changed.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER size_is_kept BEFORE UPDATE OR DELETE ON members_sizedeclaration
    FOR EACH ROW EXECUTE FUNCTION members_size_kept();
"""

BACKWARD = """
DROP TRIGGER size_is_kept ON members_sizedeclaration;
DROP FUNCTION members_size_kept();
DELETE FROM members_sizedeclaration;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0015_organisations_are_measured_and_billed")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

from django.db import migrations

FORWARD = """
CREATE FUNCTION members_certificate_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'certificate_is_kept: a certificate is revoked, never deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.revoked_on IS NOT NULL OR
       to_jsonb(NEW) - 'revoked_on' - 'revoked_by_id' - 'revocation_reason' IS DISTINCT FROM
       to_jsonb(OLD) - 'revoked_on' - 'revoked_by_id' - 'revocation_reason' THEN
        RAISE EXCEPTION 'certificate_is_kept: an issued certificate never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certificate_is_kept BEFORE UPDATE OR DELETE ON members_certificate
    FOR EACH ROW EXECUTE FUNCTION members_certificate_kept();
"""
BACKWARD = """
DROP TRIGGER certificate_is_kept ON members_certificate;
DROP FUNCTION members_certificate_kept();
"""


class Migration(migrations.Migration):

    dependencies = [("members", "0021_certificates_are_issued")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

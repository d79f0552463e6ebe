from django.db import migrations

FORWARD = """
CREATE FUNCTION faq_revision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Published wordings stay: rows of % cannot be changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE ON faq_revision
    FOR EACH ROW EXECUTE FUNCTION faq_revision_refuse();
"""
BACK = """
DROP TRIGGER revision_append_only ON faq_revision;
DROP FUNCTION faq_revision_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("faq", "0002_words_drafts_and_search")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

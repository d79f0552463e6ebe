from django.db import migrations

FORWARD = """
CREATE FUNCTION toolkit_history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is append-only: rows of % cannot be changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON toolkit_historyevent
    FOR EACH ROW EXECUTE FUNCTION toolkit_history_refuse();
"""
BACK = """
DROP TRIGGER history_append_only ON toolkit_historyevent;
DROP FUNCTION toolkit_history_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

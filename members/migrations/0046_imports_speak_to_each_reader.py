from django.db import migrations, models

# What is there stays as it was said, in whichever language that is.
FORWARD = """
ALTER TABLE members_importrow
    ALTER COLUMN reason TYPE jsonb USING CASE WHEN reason = '' THEN '{}'::jsonb
        ELSE jsonb_build_object('en', reason, 'ro', reason) END,
    ALTER COLUMN kept_because TYPE jsonb USING CASE WHEN kept_because = '' THEN '{}'::jsonb
        ELSE jsonb_build_object('en', kept_because, 'ro', kept_because) END,
    ALTER COLUMN notes TYPE jsonb USING CASE WHEN cardinality(notes) = 0 THEN '{}'::jsonb
        ELSE jsonb_build_object('en', to_jsonb(notes), 'ro', to_jsonb(notes)) END;
"""
BACK = """
CREATE FUNCTION pg_temp.texts(jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS
    'SELECT ARRAY(SELECT jsonb_array_elements_text($1))';
ALTER TABLE members_importrow
    ALTER COLUMN reason TYPE text USING coalesce(reason->>'en', ''),
    ALTER COLUMN kept_because TYPE text USING coalesce(kept_because->>'en', ''),
    ALTER COLUMN notes TYPE text[] USING pg_temp.texts(coalesce(notes->'en', '[]'));
DROP FUNCTION pg_temp.texts(jsonb);
"""


def spoken(name, label):
    field = models.JSONField(blank=True, default=dict, verbose_name=label)
    return migrations.AlterField(model_name="importrow", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("members", "0045_reminders_begin_with_a_capital")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FORWARD, BACK)],
            state_operations=[
                spoken("reason", "why"),
                spoken("kept_because", "not undone because"),
                spoken("notes", "to look at"),
            ],
        )
    ]

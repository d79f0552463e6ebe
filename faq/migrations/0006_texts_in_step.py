from django.db import migrations

# Which of two texts is older was told by the day of their last revision until now.
FORWARD = """
UPDATE faq_translation AS text
SET in_step_with = CASE WHEN text.revised_at >= date_trunc('day', other.revised_at)
                        THEN other.revision_number ELSE 0 END,
    behind = CASE WHEN text.revised_at >= date_trunc('day', other.revised_at)
                  THEN '' ELSE 'content' END
FROM faq_translation AS other
WHERE other.question_id = text.question_id AND other.language <> text.language
  AND text.revision_number > 0 AND other.revision_number > 0
"""


class Migration(migrations.Migration):
    dependencies = [("faq", "0005_members_addenda_and_contributions")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

from django.db import migrations

FORWARD = """
UPDATE members_application AS application SET status = 'screening'
 WHERE status = 'submitted' AND EXISTS (
    SELECT FROM members_informationrequest AS request
     WHERE request.application_id = application.id AND request.answered_at IS NOT NULL);
UPDATE members_application
   SET status_since = COALESCE(decided_at, submitted_at, created_at);
UPDATE members_informationrequest
   SET answer_by = (asked_at AT TIME ZONE 'Europe/Bucharest')::date + 30
 WHERE answered_at IS NOT NULL;
"""
BACK = """
UPDATE members_application SET status = 'submitted' WHERE status IN ('screening', 'ready');
"""


class Migration(migrations.Migration):
    """Those whose question was answered were being looked through; the others wait to be. An open
    question has a month from now, so that nobody's application expires by the change itself.
    """

    dependencies = [("members", "0013_accepted_words_are_kept")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

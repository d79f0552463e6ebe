from django.db import migrations

FORWARD = """
CREATE FUNCTION governance_minutes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rendered CONSTANT text[] := ARRAY[
        'body', 'body_html', 'body_html_en', 'body_html_ro', 'search', 'updated_at'
    ];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.number IS NULL THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'Minutes that have a number are not deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'published' AND to_jsonb(NEW) - rendered <> to_jsonb(OLD) - rendered THEN
        RAISE EXCEPTION 'Published minutes do not change: add a correction.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'approved' AND (NEW.body_en, NEW.body_ro)
            IS DISTINCT FROM (OLD.body_en, OLD.body_ro) THEN
        RAISE EXCEPTION 'Approved minutes do not change: return them to draft first.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_stay BEFORE UPDATE OR DELETE ON governance_minutes
    FOR EACH ROW EXECUTE FUNCTION governance_minutes_stay();

CREATE FUNCTION governance_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rendered CONSTANT text[] := ARRAY['title', 'note', 'note_html', 'note_html_en', 'note_html_ro'];
    meetings bigint[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN meetings := meetings || OLD.meeting_id; END IF;
    IF TG_OP <> 'DELETE' THEN meetings := meetings || NEW.meeting_id; END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - rendered = to_jsonb(OLD) - rendered THEN
        RETURN NEW;
    END IF;
    PERFORM FROM governance_minutes WHERE meeting_id = ANY (meetings) AND status = 'published';
    IF FOUND THEN
        RAISE EXCEPTION 'The minutes of this meeting are published: % does not change.',
            TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER agenda_stays BEFORE INSERT OR UPDATE OR DELETE ON governance_agendaitem
    FOR EACH ROW EXECUTE FUNCTION governance_record_stays();
CREATE TRIGGER attendance_stays BEFORE INSERT OR UPDATE OR DELETE ON governance_attendance
    FOR EACH ROW EXECUTE FUNCTION governance_record_stays();

CREATE FUNCTION governance_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['title', 'place', 'online_url', 'is_open_to_members'];
BEGIN
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        PERFORM FROM governance_minutes WHERE meeting_id = OLD.id AND status = 'published';
        IF FOUND THEN
            RAISE EXCEPTION 'The minutes of this meeting are published: it does not change.'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_stays BEFORE UPDATE ON governance_meeting
    FOR EACH ROW EXECUTE FUNCTION governance_meeting_stays();

CREATE FUNCTION governance_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rendered CONSTANT text[] := ARRAY['text', 'text_html', 'text_html_en', 'text_html_ro'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - rendered = to_jsonb(OLD) - rendered THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A correction of minutes does not change: add another one.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER correction_stays BEFORE UPDATE OR DELETE ON governance_correction
    FOR EACH ROW EXECUTE FUNCTION governance_correction_stays();
"""
BACK = """
DROP TRIGGER correction_stays ON governance_correction;
DROP FUNCTION governance_correction_stays();
DROP TRIGGER meeting_stays ON governance_meeting;
DROP FUNCTION governance_meeting_stays();
DROP TRIGGER attendance_stays ON governance_attendance;
DROP TRIGGER agenda_stays ON governance_agendaitem;
DROP FUNCTION governance_record_stays();
DROP TRIGGER minutes_stay ON governance_minutes;
DROP FUNCTION governance_minutes_stay();
"""


class Migration(migrations.Migration):
    """What members have read stays as they read it; only its rendering may be made anew.

    Columns without a language (body, title, …) follow whichever language was in use when the row
    was saved: the texts themselves are those with a language.
    """

    dependencies = [("governance", "0003_attendance_numbers_and_search")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

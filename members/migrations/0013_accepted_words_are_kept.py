from django.db import migrations

FORWARD = """
CREATE FUNCTION members_legal_text_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'published' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR
       to_jsonb(NEW) - 'is_example' - 'body_html' - 'body_html_en' - 'body_html_ro'
       IS DISTINCT FROM
       to_jsonb(OLD) - 'is_example' - 'body_html' - 'body_html_en' - 'body_html_ro' THEN
        RAISE EXCEPTION 'legal_text_is_kept: a published text never changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_text_is_kept BEFORE UPDATE OR DELETE ON members_legaltext
    FOR EACH ROW EXECUTE FUNCTION members_legal_text_kept();

CREATE FUNCTION members_acceptance_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'acceptance_is_kept: what was accepted stays as it was.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER acceptance_is_kept BEFORE UPDATE OR DELETE ON members_acceptance
    FOR EACH ROW EXECUTE FUNCTION members_acceptance_kept();

CREATE FUNCTION members_board_snapshot_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'board_snapshot_is_kept: what the Board saw stays as it was.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER board_snapshot_is_kept BEFORE UPDATE OR DELETE ON members_boardsnapshot
    FOR EACH ROW EXECUTE FUNCTION members_board_snapshot_kept();
"""
BACK = """
DROP TRIGGER board_snapshot_is_kept ON members_boardsnapshot;
DROP FUNCTION members_board_snapshot_kept();
DROP TRIGGER acceptance_is_kept ON members_acceptance;
DROP FUNCTION members_acceptance_kept();
DROP TRIGGER legal_text_is_kept ON members_legaltext;
DROP FUNCTION members_legal_text_kept();
"""


class Migration(migrations.Migration):
    """Published texts, acceptances and the Board's snapshots stay; the rendered HTML of a text may
    be made anew, its words may not.
    """

    dependencies = [("members", "0012_joining_is_guided")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

from django.db import migrations

MAY_CHANGE = {
    "statementfile": ("status", "stored_count", "handled_count", "matched_at"),
    "statementline": ("status", "note", "decided_by_id", "decided_at", "postponed_at"),
    "match": ("status",),
    "lineposting": ("told_at", "undone_at"),
}
FORWARD = """
CREATE FUNCTION members_statement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
       to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'statement_is_kept: what the bank told never changes, only what became of it.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON members_{table}
    FOR EACH ROW EXECUTE FUNCTION members_statement_kept({", ".join(map(repr, columns))});
"""
    for table, columns in MAY_CHANGE.items()
)
BACK = "".join(
    f"DROP TRIGGER {table}_is_kept ON members_{table};\n" for table in MAY_CHANGE
) + "DROP FUNCTION members_statement_kept();\n"


class Migration(migrations.Migration):
    """What the bank told stays; only the state of a line, a match, a posting moves."""

    dependencies = [("members", "0040_statements")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

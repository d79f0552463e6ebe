from django.db import migrations


# Folded as cluster_portal/toolkit/folding.py folds what is typed. `unaccent` is looked up on the
# path of the connection that writes the organisation, where every other query finds it too.
FORWARD = """
CREATE FUNCTION members_directory_entry_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO members_directoryentry (organisation_id, name, words, competences)
    VALUES (
        NEW.id,
        lower(unaccent(NEW.display_name)),
        lower(unaccent(concat_ws(
            ' ', NEW.display_name, NEW.legal_name, NEW.summary_en, NEW.summary_ro, NEW.city,
            NEW.county, array_to_string(NEW.competences, ' ')
        ))),
        ARRAY(SELECT lower(unaccent(named)) FROM unnest(NEW.competences) AS named)
    )
    ON CONFLICT (organisation_id) DO UPDATE SET
        name = EXCLUDED.name, words = EXCLUDED.words, competences = EXCLUDED.competences;
    RETURN NULL;
END $$;
CREATE TRIGGER directory_entry_follows
    AFTER INSERT OR UPDATE OF display_name, legal_name, summary_en, summary_ro, city, county,
        competences ON members_organisation
    FOR EACH ROW EXECUTE FUNCTION members_directory_entry_written();
UPDATE members_organisation SET display_name = display_name;
"""
BACKWARD = """
DROP TRIGGER directory_entry_follows ON members_organisation;
DROP FUNCTION members_directory_entry_written();
"""


class Migration(migrations.Migration):

    dependencies = [("members", "0019_directory_is_searched_by_folded_words")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

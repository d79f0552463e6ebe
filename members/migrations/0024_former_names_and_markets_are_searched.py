from django.db import migrations

# Folded as cluster_portal/toolkit/folding.py folds what is typed. `unaccent` is looked up on the
# path of the connection that writes the organisation, where every other query finds it too. Former
# names, also those of organisations that were taken in, find their successor.
FORWARD = """
DROP TRIGGER directory_entry_follows ON members_organisation;
DROP FUNCTION members_directory_entry_written();
CREATE FUNCTION members_directory_write(wanted bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO members_directoryentry (organisation_id, name, words, competences)
    SELECT
        one.id,
        lower(unaccent(one.display_name)),
        lower(unaccent(concat_ws(
            ' ', one.display_name, one.legal_name, one.summary_en, one.summary_ro, one.city,
            one.county, array_to_string(one.competences, ' '), array_to_string(one.markets, ' '),
            (SELECT string_agg(concat_ws(' ', former_display_name, former_legal_name), ' ')
             FROM members_lineage WHERE to_organisation_id = one.id)
        ))),
        ARRAY(SELECT lower(unaccent(named)) FROM unnest(one.competences) AS named)
    FROM members_organisation AS one WHERE one.id = wanted
    ON CONFLICT (organisation_id) DO UPDATE SET
        name = EXCLUDED.name, words = EXCLUDED.words, competences = EXCLUDED.competences;
$$;
CREATE FUNCTION members_directory_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_directory_write(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION members_directory_follows_lineage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_directory_write(NEW.to_organisation_id);
    RETURN NULL;
END $$;
CREATE TRIGGER directory_entry_follows
    AFTER INSERT OR UPDATE OF display_name, legal_name, summary_en, summary_ro, city, county,
        competences, markets ON members_organisation
    FOR EACH ROW EXECUTE FUNCTION members_directory_follows();
CREATE TRIGGER directory_entry_follows
    AFTER INSERT OR UPDATE ON members_lineage
    FOR EACH ROW EXECUTE FUNCTION members_directory_follows_lineage();
SELECT members_directory_write(id) FROM members_organisation;
"""
BACKWARD = """
DROP TRIGGER directory_entry_follows ON members_lineage;
DROP TRIGGER directory_entry_follows ON members_organisation;
DROP FUNCTION members_directory_follows_lineage();
DROP FUNCTION members_directory_follows();
DROP FUNCTION members_directory_write(bigint);
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
"""


class Migration(migrations.Migration):

    dependencies = [("members", "0023_imports_are_previewed_and_undone")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

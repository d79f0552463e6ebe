from django.db import migrations

FORWARD = """
CREATE TEXT SEARCH CONFIGURATION minutes_ro (COPY = romanian);
ALTER TEXT SEARCH CONFIGURATION minutes_ro
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, romanian_stem;
CREATE TEXT SEARCH CONFIGURATION minutes_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION minutes_en
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION minutes_plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION minutes_plain
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
BACK = """
DROP TEXT SEARCH CONFIGURATION minutes_plain;
DROP TEXT SEARCH CONFIGURATION minutes_en;
DROP TEXT SEARCH CONFIGURATION minutes_ro;
"""


class Migration(migrations.Migration):
    """Words are found with and without accents, by their stem in each language and as they stand."""

    dependencies = [("governance", "0001_initial"), ("toolkit", "0001_extensions")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

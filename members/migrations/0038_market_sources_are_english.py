from django.db import migrations

FORWARD = """
UPDATE members_service SET market_source_en = market_source
WHERE market_source > '' AND coalesce(market_source_en, '') = '';
"""


class Migration(migrations.Migration):
    """What was written before there were two languages is in the first one."""

    dependencies = [("members", "0037_market_sources_in_both_languages")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]

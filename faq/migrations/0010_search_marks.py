import django.contrib.postgres.fields
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("faq", "0009_rows_in_order_of_their_numbers"),
    ]

    operations = [
        CreateExtension("intarray"),
        migrations.AddField(
            model_name="searchdocument",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                db_default=[],
                default=list,
                help_text="Its lexemes as numbers, sorted: faq/search/marks.py.",
                size=None,
            ),
        ),
        # They are numbers, which do not pack, and each search reads those of hundreds of rows.
        migrations.RunSQL(
            "ALTER TABLE faq_searchdocument ALTER COLUMN marks SET STORAGE MAIN",
            "ALTER TABLE faq_searchdocument ALTER COLUMN marks SET STORAGE EXTENDED",
        ),
    ]

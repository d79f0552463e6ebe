from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0042_founding_day_and_chosen_terms")]
    operations = [
        migrations.AlterField(
            "servicequota",
            "tier_code",
            models.SlugField(
                blank=True,
                help_text="One of the fee tables' tiers, in all years; then no category.",
                max_length=30,
                verbose_name="tier",
            ),
        ),
    ]

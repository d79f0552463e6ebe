from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0043_quotas_choose_a_tier")]
    operations = [
        migrations.AddField(
            "invoice",
            "rate_reason",
            models.CharField(
                blank=True,
                default="",
                help_text="Where it is not the National Bank's, as it is entered.",
                max_length=200,
                verbose_name="why another rate",
            ),
            preserve_default=False,
        ),
    ]

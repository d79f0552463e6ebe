from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0041_statements_are_kept")]
    operations = [
        migrations.AddField(
            "organisation",
            "founded_on",
            models.DateField(
                blank=True,
                help_text="As the register has it. Left empty, it is to be completed: exemptions "
                "by age do not count.",
                null=True,
                verbose_name="founded on",
            ),
        ),
        migrations.AddField(
            "application",
            "founded_on",
            models.DateField(blank=True, null=True, verbose_name="founded on"),
        ),
        migrations.AddField(
            "application",
            "tier",
            models.SlugField(blank=True, max_length=30, verbose_name="membership"),
        ),
        migrations.AddField(
            "application",
            "plan",
            models.SlugField(blank=True, max_length=30, verbose_name="payment"),
        ),
    ]

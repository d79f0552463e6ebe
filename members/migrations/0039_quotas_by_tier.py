from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0038_market_sources_are_english")]

    operations = [
        migrations.AlterModelOptions(
            name='servicequota',
            options={'ordering': ['service', 'category', 'tier_code'], 'verbose_name': 'quota', 'verbose_name_plural': 'quotas'},
        ),
        migrations.RemoveConstraint(
            model_name='servicequota',
            name='service_quota_once',
        ),
        migrations.AddField(
            model_name='servicequota',
            name='tier_code',
            field=models.SlugField(blank=True, help_text='Short name of a tier of the fee table; then no category.', max_length=30, verbose_name='tier'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('market_price__isnull', True), models.Q(models.Q(('market_source_en__gt', ''), ('market_source_ro__gt', ''), _connector='OR'), ('market_checked_on__isnull', False)), _connector='OR'), name='service_market_price_has_source', violation_error_message="Say where the market's price is from, and on which day it was found."),
        ),
        migrations.AddConstraint(
            model_name='servicequota',
            constraint=models.UniqueConstraint(fields=('service', 'category', 'tier_code'), name='service_quota_once', violation_error_message='This category or tier has a line already.'),
        ),
        migrations.AddConstraint(
            model_name='servicequota',
            constraint=models.CheckConstraint(condition=models.Q(('category', ''), ('tier_code', ''), _connector='OR'), name='service_quota_category_or_tier', violation_error_message='Write a category or a tier, not both.'),
        ),
    ]

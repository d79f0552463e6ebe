from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0036_requests_are_invoiced")]

    operations = [
        migrations.RemoveConstraint(
            model_name='service',
            name='service_market_price_has_source',
        ),
        migrations.AddField(
            model_name='service',
            name='market_source_en',
            field=models.CharField(blank=True, help_text='Who asks this price, or how it was found. Readers see it.', max_length=250, null=True, verbose_name="where the market's price is from"),
        ),
        migrations.AddField(
            model_name='service',
            name='market_source_ro',
            field=models.CharField(blank=True, help_text='Who asks this price, or how it was found. Readers see it.', max_length=250, null=True, verbose_name="where the market's price is from"),
        ),
        migrations.AlterField(
            model_name='service',
            name='key',
            field=models.SlugField(help_text='The same in each year; the page is /services/ with this behind it.', max_length=80, verbose_name='address'),
        ),
    ]

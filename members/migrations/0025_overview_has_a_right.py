from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0024_former_names_and_markets_are_searched")]

    operations = [
        migrations.CreateModel(
            name='Overview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'figures',
                'verbose_name_plural': 'figures',
                'permissions': [('view_overview', 'Can see the figures of the association')],
                'managed': False,
                'default_permissions': (),
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """Once every entry has an address, it has it once a year; and what is closed has a last day."""

    dependencies = [("members", "0033_services_of_before_have_an_address")]

    operations = [
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('key', 'year'), name='service_once_a_year', violation_error_message='This service has an entry for that year already.'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'closed'), _negated=True), ('offered_until__isnull', False), _connector='OR'), name='service_closed_has_last_day'),
        ),
    ]

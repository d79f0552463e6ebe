import django.db.models.deletion
import members.certificates.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0020_directory_entries_follow_organisations")]

    operations = [
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(default='AM', max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('sequence', models.PositiveIntegerField()),
                ('token', models.CharField(default=members.certificates.models.new_token, editable=False, max_length=48, unique=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('ro', 'Romanian'), ('both', 'both languages')], max_length=4, verbose_name='language')),
                ('legal_name', models.CharField(max_length=200, verbose_name='legal name')),
                ('identifier', models.CharField(max_length=40, verbose_name='fiscal or registration code')),
                ('category', models.CharField(choices=[('company', 'Company'), ('university', 'University or research institute'), ('authority', 'Public authority'), ('catalyst', 'Catalyst organisation'), ('community', 'Community organisation')], max_length=12, verbose_name='category')),
                ('member_since', models.DateField(verbose_name='member since')),
                ('issuer', models.JSONField(default=dict, verbose_name='issuer')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('valid_until', models.DateField(help_text='The last day.', verbose_name='valid until')),
                ('revoked_on', models.DateField(blank=True, null=True, verbose_name='revoked on')),
                ('revocation_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='issued by')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='members.membership')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='members.organisation')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
            ],
            options={
                'verbose_name': 'certificate of membership',
                'verbose_name_plural': 'certificates of membership',
                'ordering': ['-year', '-sequence'],
                'constraints': [models.UniqueConstraint(fields=('series', 'year', 'sequence'), name='certificate_number_once'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'ro', 'both'])), name='certificate_language_known'), models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('issued_on'))), name='certificate_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('revocation_reason', ''), ('revoked_on__isnull', True)), models.Q(('revocation_reason__gt', ''), ('revoked_on__isnull', False)), _connector='OR'), name='certificate_revoked_with_reason')],
            },
        ),
    ]

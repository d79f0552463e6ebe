import cluster_portal.toolkit.uploads
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0022_certificates_are_kept")]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('organisations', 'Organisations'), ('people', 'People')], max_length=15, verbose_name='what it holds')),
                ('status', models.CharField(choices=[('received', 'columns to be confirmed'), ('comparing', 'being compared'), ('previewed', 'ready to be imported'), ('running', 'being imported'), ('imported', 'imported'), ('undoing', 'being undone'), ('undone', 'undone'), ('discarded', 'discarded')], default='received', max_length=10, verbose_name='state')),
                ('file', models.FileField(upload_to=cluster_portal.toolkit.uploads.StoredUnder('imports'), verbose_name='file')),
                ('file_name', models.CharField(max_length=200, verbose_name='name of the file')),
                ('sha256', models.CharField(max_length=64)),
                ('read_as', models.CharField(max_length=120, verbose_name='read as')),
                ('header', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('columns', models.JSONField(default=dict, verbose_name='columns')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='rows done')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('language', models.CharField(choices=[('en', 'English'), ('ro', 'Romanian')], default='en', max_length=5)),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('acted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last worked for')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at', '-pk'],
                'permissions': [('undo_importrun', 'Can undo an import')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['organisations', 'people'])), name='import_run_kind_known'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['received', 'comparing', 'previewed', 'running', 'imported', 'undoing', 'undone', 'discarded'])), name='import_run_status_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='line')),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('key', models.CharField(blank=True, max_length=400)),
                ('outcome', models.CharField(blank=True, choices=[('new', 'new'), ('change', 'would change'), ('same', 'the same already'), ('refused', 'refused')], max_length=8, verbose_name='outcome')),
                ('subject', models.CharField(blank=True, max_length=250, verbose_name='about')),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('notes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None, verbose_name='to look at')),
                ('changes', models.JSONField(default=dict, verbose_name='changes')),
                ('made', models.JSONField(default=dict)),
                ('imported_at', models.DateTimeField(blank=True, null=True, verbose_name='imported')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone')),
                ('kept_because', models.TextField(blank=True, verbose_name='not undone because')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='members.importrun')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of imports',
                'ordering': ['run', 'line'],
                'indexes': [
                    models.Index(fields=['run', 'outcome', 'line'], name='import_row_by_outcome'),
                    models.Index(fields=['run', 'key'], name='import_row_by_key'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('run', 'line'), name='import_row_once_a_line'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RememberedColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('organisations', 'Organisations'), ('people', 'People')], max_length=15)),
                ('header', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'header'), name='import_columns_once_a_header')],
            },
        ),
    ]

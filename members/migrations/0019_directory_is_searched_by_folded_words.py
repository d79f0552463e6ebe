import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("members", "0018_people_who_ask_and_who_leave"), ('toolkit', '0001_extensions')]

    operations = [
        migrations.CreateModel(
            name='DirectoryEntry',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='directory_entry', serialize=False, to='members.organisation')),
                ('name', models.TextField()),
                ('words', models.TextField()),
                ('competences', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='directory_words_alike', opclasses=['gin_trgm_ops']), django.contrib.postgres.indexes.GinIndex(fields=['competences'], name='directory_competences'), models.Index(fields=['name'], name='directory_by_name')],
            },
        ),
    ]

import cluster_portal.toolkit.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import governance.mandates.models
from django.conf import settings
from django.db import migrations, models

from cluster_portal.toolkit.tables import CreateTables


# Words are found with and without accents, by their stem in each language and as they stand.
SEARCH_CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION minutes_ro (COPY = romanian);
ALTER TEXT SEARCH CONFIGURATION minutes_ro
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, romanian_stem;
CREATE TEXT SEARCH CONFIGURATION minutes_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION minutes_en
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION minutes_plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION minutes_plain
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
DROP_SEARCH_CONFIGURATIONS = """
DROP TEXT SEARCH CONFIGURATION minutes_plain;
DROP TEXT SEARCH CONFIGURATION minutes_en;
DROP TEXT SEARCH CONFIGURATION minutes_ro;
"""
# What members have read stays as they read it; only its rendering may be made anew. Columns without
# a language (body, title, …) follow whichever language was in use when the row was saved: the texts
# themselves are those with a language.
MINUTES_STAY = """
CREATE FUNCTION governance_minutes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rendered CONSTANT text[] := ARRAY[
        'body', 'body_html', 'body_html_en', 'body_html_ro', 'search', 'updated_at'
    ];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.number IS NULL THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'Minutes that have a number are not deleted.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'published' AND to_jsonb(NEW) - rendered <> to_jsonb(OLD) - rendered THEN
        RAISE EXCEPTION 'Published minutes do not change: add a correction.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'approved' AND (NEW.body_en, NEW.body_ro)
            IS DISTINCT FROM (OLD.body_en, OLD.body_ro) THEN
        RAISE EXCEPTION 'Approved minutes do not change: return them to draft first.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER minutes_stay BEFORE UPDATE OR DELETE ON governance_minutes
    FOR EACH ROW EXECUTE FUNCTION governance_minutes_stay();

CREATE FUNCTION governance_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rendered CONSTANT text[] := ARRAY['title', 'note', 'note_html', 'note_html_en', 'note_html_ro'];
    meetings bigint[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN meetings := meetings || OLD.meeting_id; END IF;
    IF TG_OP <> 'DELETE' THEN meetings := meetings || NEW.meeting_id; END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - rendered = to_jsonb(OLD) - rendered THEN
        RETURN NEW;
    END IF;
    PERFORM FROM governance_minutes WHERE meeting_id = ANY (meetings) AND status = 'published';
    IF FOUND THEN
        RAISE EXCEPTION 'The minutes of this meeting are published: % does not change.',
            TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER agenda_stays BEFORE INSERT OR UPDATE OR DELETE ON governance_agendaitem
    FOR EACH ROW EXECUTE FUNCTION governance_record_stays();
CREATE TRIGGER attendance_stays BEFORE INSERT OR UPDATE OR DELETE ON governance_attendance
    FOR EACH ROW EXECUTE FUNCTION governance_record_stays();

CREATE FUNCTION governance_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free CONSTANT text[] := ARRAY['title', 'place', 'online_url', 'is_open_to_members'];
BEGIN
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        PERFORM FROM governance_minutes WHERE meeting_id = OLD.id AND status = 'published';
        IF FOUND THEN
            RAISE EXCEPTION 'The minutes of this meeting are published: it does not change.'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_stays BEFORE UPDATE ON governance_meeting
    FOR EACH ROW EXECUTE FUNCTION governance_meeting_stays();

CREATE FUNCTION governance_correction_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rendered CONSTANT text[] := ARRAY['text', 'text_html', 'text_html_en', 'text_html_ro'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - rendered = to_jsonb(OLD) - rendered THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A correction of minutes does not change: add another one.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER correction_stays BEFORE UPDATE OR DELETE ON governance_correction
    FOR EACH ROW EXECUTE FUNCTION governance_correction_stays();
"""


class Migration(migrations.Migration):

    replaces = [
        ('governance', '0001_initial'),
        ('governance', '0002_search_configurations'),
        ('governance', '0003_attendance_numbers_and_search'),
        ('governance', '0004_published_minutes_stay'),
        ('governance', '0005_nothing_waits_beside_an_index'),
    ]

    initial = True

    dependencies = [
        ('members', '0001_squashed_0047_nothing_waits_beside_an_index'),
        ('toolkit', '0003_history_append_only'),
    ]

    operations = [
        migrations.RunSQL(SEARCH_CONFIGURATIONS, DROP_SEARCH_CONFIGURATIONS),
        CreateTables(
            models=[
                migrations.CreateModel(
                    name='BoardTerm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField(verbose_name='from')),
                        ('ends_on', models.DateField(help_text='Move it if the Board stays in office until the next one is elected.', verbose_name='until, this day included')),
                        ('elected_by', models.CharField(blank=True, help_text='The Assembly and its resolution, as they should be cited.', max_length=200, verbose_name='elected by')),
                        ('elected_by_en', models.CharField(blank=True, help_text='The Assembly and its resolution, as they should be cited.', max_length=200, null=True, verbose_name='elected by')),
                        ('elected_by_ro', models.CharField(blank=True, help_text='The Assembly and its resolution, as they should be cited.', max_length=200, null=True, verbose_name='elected by')),
                        ('about', models.TextField(blank=True, help_text='How often it meets, who chairs, what it has delegated. Shown on the public page.', verbose_name='how this Board works (Markdown)')),
                        ('about_en', models.TextField(blank=True, help_text='How often it meets, who chairs, what it has delegated. Shown on the public page.', null=True, verbose_name='how this Board works (Markdown)')),
                        ('about_ro', models.TextField(blank=True, help_text='How often it meets, who chairs, what it has delegated. Shown on the public page.', null=True, verbose_name='how this Board works (Markdown)')),
                        ('about_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('about_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('about_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'Board term',
                        'verbose_name_plural': 'Board terms',
                        'ordering': ['-starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='board_term_ends_after_start', violation_error_message='A term cannot end before it begins.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(governance.mandates.models.DateSpan(models.F('starts_on'), models.F('ends_on'), models.Value('[]')), '&&')], name='board_term_no_overlap', violation_error_message='This term overlaps another one.')],
                    },
                ),
                migrations.CreateModel(
                    name='Mandate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='governance.boardterm', verbose_name='term')),
                        ('office', models.CharField(choices=[('president', 'President'), ('vice_president', 'Vice-President'), ('member', 'Member of the Board'), ('executive_director', 'Executive Director')], max_length=20, verbose_name='office')),
                        ('user', models.ForeignKey(blank=True, help_text='Leave it empty for somebody who has no account.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='members.organisation', verbose_name='organisation')),
                        ('person_name', models.CharField(blank=True, help_text="Left empty, it is taken from the person's account.", max_length=150, verbose_name='name, as it was')),
                        ('organisation_name', models.CharField(blank=True, help_text="Left empty, it is taken from the organisation's record.", max_length=120, verbose_name='organisation, as it was')),
                        ('starts_on', models.DateField(blank=True, help_text='Left empty, it is the first day of the term.', verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended early, on')),
                        ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='why it ended early')),
                    ],
                    options={
                        'verbose_name': 'mandate',
                        'verbose_name_plural': 'mandates',
                        'ordering': ['-starts_on', 'person_name', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('office__in', ['president', 'vice_president', 'member', 'executive_director'])), name='mandate_office_known'), models.CheckConstraint(condition=models.Q(('person_name__gt', '')), name='mandate_person_named', violation_error_message='Choose a person or write the name.'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_start', violation_error_message='A mandate cannot end before it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True)), models.Q(('end_reason__gt', ''), ('ended_on__isnull', False)), _connector='OR'), name='mandate_ended_early_with_reason'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office', 'president')), expressions=[('term', '='), (governance.mandates.models.DateSpan(models.F('starts_on'), models.F('ended_on'), models.Value('[]')), '&&')], name='mandate_one_president_at_a_time', violation_error_message='There is a president at that time already.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office', 'executive_director')), expressions=[('term', '='), (governance.mandates.models.DateSpan(models.F('starts_on'), models.F('ended_on'), models.Value('[]')), '&&')], name='mandate_one_executive_director_at_a_time', violation_error_message='There is an Executive Director at that time already.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('user__isnull', False), models.Q(('office', 'executive_director'), _negated=True)), expressions=[('term', '='), ('user', '='), (governance.mandates.models.DateSpan(models.F('starts_on'), models.F('ended_on'), models.Value('[]')), '&&')], name='mandate_director_once_at_a_time', violation_error_message='This person has a seat on the Board at that time already.')],
                    },
                ),
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('body', models.CharField(choices=[('board', 'Board of Directors'), ('assembly', 'General Assembly')], default='board', max_length=10, verbose_name='body')),
                        ('title', models.CharField(blank=True, help_text='Only when the meeting has a name of its own, such as “Strategy day”.', max_length=160, verbose_name='title')),
                        ('title_en', models.CharField(blank=True, help_text='Only when the meeting has a name of its own, such as “Strategy day”.', max_length=160, null=True, verbose_name='title')),
                        ('title_ro', models.CharField(blank=True, help_text='Only when the meeting has a name of its own, such as “Strategy day”.', max_length=160, null=True, verbose_name='title')),
                        ('status', models.CharField(choices=[('planned', 'planned'), ('convened', 'convened'), ('held', 'held'), ('cancelled', 'cancelled')], default='planned', max_length=10, verbose_name='state')),
                        ('starts_at', models.DateTimeField(verbose_name='begins')),
                        ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                        ('place_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='place')),
                        ('place_ro', models.CharField(blank=True, max_length=200, null=True, verbose_name='place')),
                        ('online_url', models.URLField(blank=True, help_text='Shown only to those who may attend, and only until the meeting is over.', verbose_name='online at')),
                        ('is_open_to_members', models.BooleanField(default=True, verbose_name='members may attend')),
                        ('convened_at', models.DateTimeField(blank=True, null=True, verbose_name='convened')),
                        ('members_told', models.BooleanField(default=False, editable=False, verbose_name='members were invited by mail')),
                        ('chair_name', models.CharField(blank=True, max_length=150, verbose_name='chaired by')),
                        ('secretary_name', models.CharField(blank=True, max_length=150, verbose_name='minutes taken by')),
                        ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled')),
                    ],
                    options={
                        'verbose_name': 'meeting',
                        'verbose_name_plural': 'meetings',
                        'ordering': ['-starts_at', '-pk'],
                        'indexes': [models.Index(fields=['body', '-starts_at'], name='meeting_by_body_and_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('body__in', ['board', 'assembly'])), name='meeting_body_known'), models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'convened', 'held', 'cancelled'])), name='meeting_status_known'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='meeting_ends_after_start', violation_error_message='A meeting cannot end before it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('convened_at__isnull', True), ('status', 'planned')), models.Q(('convened_at__isnull', False), ('status', 'convened')), ('status__in', ['held', 'cancelled']), _connector='OR'), name='meeting_convened_iff_dated'), models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason__gt', ''), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancel_reason', '')), _connector='OR'), name='meeting_cancelled_iff_reasoned')],
                    },
                ),
                migrations.CreateModel(
                    name='AgendaItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='governance.meeting')),
                        ('position', models.PositiveSmallIntegerField(verbose_name='number')),
                        ('title', models.CharField(max_length=250, verbose_name='title')),
                        ('title_en', models.CharField(max_length=250, null=True, verbose_name='title')),
                        ('title_ro', models.CharField(max_length=250, null=True, verbose_name='title')),
                        ('note', models.TextField(blank=True, verbose_name='note (Markdown)')),
                        ('note_en', models.TextField(blank=True, null=True, verbose_name='note (Markdown)')),
                        ('note_ro', models.TextField(blank=True, null=True, verbose_name='note (Markdown)')),
                        ('note_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('note_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('note_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('presenter', models.CharField(blank=True, max_length=150, verbose_name='presented by')),
                    ],
                    options={
                        'verbose_name': 'agenda item',
                        'verbose_name_plural': 'agenda',
                        'ordering': ['meeting', 'position', 'pk'],
                        'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'position'), name='agenda_item_position_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Attendance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='governance.meeting')),
                        ('mandate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='governance.mandate')),
                        ('office', models.CharField(blank=True, choices=[('president', 'President'), ('vice_president', 'Vice-President'), ('member', 'Member of the Board'), ('executive_director', 'Executive Director')], help_text='Empty for members, guests and staff who were there without a vote.', max_length=20, verbose_name='office')),
                        ('person_name', models.CharField(max_length=150, verbose_name='name')),
                        ('organisation_name', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                        ('presence', models.CharField(choices=[('in_room', 'present'), ('online', 'present online'), ('excused', 'excused'), ('absent', 'absent')], max_length=10, verbose_name='presence')),
                    ],
                    options={
                        'verbose_name': 'attendance',
                        'verbose_name_plural': 'attendance',
                        'ordering': ['meeting', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('presence__in', ['in_room', 'online', 'excused', 'absent'])), name='attendance_presence_known'), models.UniqueConstraint(condition=models.Q(('mandate__isnull', False)), fields=('meeting', 'mandate'), name='attendance_once_per_mandate')],
                    },
                ),
                migrations.CreateModel(
                    name='Minutes',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='governance.meeting', verbose_name='meeting')),
                        ('status', models.CharField(choices=[('draft', 'draft'), ('approved', 'approved'), ('published', 'published to members')], default='draft', max_length=10, verbose_name='state')),
                        ('series', models.CharField(blank=True, editable=False, max_length=20, verbose_name='series')),
                        ('year', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='year')),
                        ('number', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='number')),
                        ('body', models.TextField(blank=True, help_text='What was said under each heading. Begin a line with “> ” to write a decision: it is set apart and gathered at the top.', verbose_name='minutes (Markdown)')),
                        ('body_en', models.TextField(blank=True, help_text='What was said under each heading. Begin a line with “> ” to write a decision: it is set apart and gathered at the top.', null=True, verbose_name='minutes (Markdown)')),
                        ('body_ro', models.TextField(blank=True, help_text='What was said under each heading. Begin a line with “> ” to write a decision: it is set apart and gathered at the top.', null=True, verbose_name='minutes (Markdown)')),
                        ('body_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('body_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('body_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='begun')),
                        ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                        ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved')),
                        ('approval_reference', models.CharField(blank=True, max_length=120, verbose_name='approved by')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                        ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('body_ro', config='minutes_ro'), '||', django.contrib.postgres.search.SearchVector('body_en', config='minutes_en'), django.contrib.postgres.search.SearchConfig('minutes_ro')), '||', django.contrib.postgres.search.SearchVector('body_ro', config='minutes_plain'), django.contrib.postgres.search.SearchConfig('minutes_ro')), '||', django.contrib.postgres.search.SearchVector('body_en', config='minutes_plain'), django.contrib.postgres.search.SearchConfig('minutes_ro')), output_field=django.contrib.postgres.search.SearchVectorField())),
                    ],
                    options={
                        'verbose_name': 'minutes',
                        'verbose_name_plural': 'minutes',
                        'ordering': ['-meeting__starts_at', '-pk'],
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['search'], name='minutes_search')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'approved', 'published'])), name='minutes_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('published_at__isnull', True), ('status', 'draft')), models.Q(('approved_at__isnull', False), ('published_at__isnull', True), ('status', 'approved')), models.Q(('approved_at__isnull', False), ('published_at__isnull', False), ('status', 'published')), _connector='OR'), name='minutes_dates_fit_status'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('series', ''), ('year__isnull', True)), models.Q(('number__isnull', False), ('series__gt', ''), ('year__isnull', False)), _connector='OR'), name='minutes_number_whole'), models.CheckConstraint(condition=models.Q(('status', 'draft'), ('number__isnull', False), _connector='OR'), name='minutes_numbered_when_approved'), models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('series', 'year', 'number'), name='minutes_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Correction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='governance.minutes')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                        ('text', models.TextField(verbose_name='correction (Markdown)')),
                        ('text_en', models.TextField(null=True, verbose_name='correction (Markdown)')),
                        ('text_ro', models.TextField(null=True, verbose_name='correction (Markdown)')),
                        ('text_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('text_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('text_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('approval_reference', models.CharField(max_length=120, verbose_name='approved by')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                    ],
                    options={
                        'verbose_name': 'correction',
                        'verbose_name_plural': 'corrections',
                        'ordering': ['minutes', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('minutes', 'number'), name='correction_number_once')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(MINUTES_STAY, migrations.RunSQL.noop),
    ]

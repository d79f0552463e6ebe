import cluster_portal.toolkit.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from cluster_portal.toolkit.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('working_groups', '0001_initial'),
        ('working_groups', '0002_requests_keep_their_answer'),
        ('working_groups', '0003_funding_in_both_languages'),
        ('working_groups', '0004_partners_and_initiatives'),
    ]

    initial = True

    dependencies = [
        ('members', '0001_squashed_0047_nothing_waits_beside_an_index'),
        ('toolkit', '0003_history_append_only'),
    ]

    operations = [
        CreateTables(
            models=[
                migrations.CreateModel(
                    name='WorkingGroup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('name_en', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('name_ro', models.CharField(max_length=120, null=True, verbose_name='name')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                        ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one sentence')),
                        ('summary_en', models.CharField(blank=True, max_length=300, null=True, verbose_name='in one sentence')),
                        ('summary_ro', models.CharField(blank=True, max_length=300, null=True, verbose_name='in one sentence')),
                        ('charter', models.TextField(blank=True, verbose_name='charter (Markdown)')),
                        ('charter_en', models.TextField(blank=True, null=True, verbose_name='charter (Markdown)')),
                        ('charter_ro', models.TextField(blank=True, null=True, verbose_name='charter (Markdown)')),
                        ('charter_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('charter_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('charter_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('inside', models.TextField(blank=True, help_text='Next steps, working papers, links. Only people with a seat read it.', verbose_name="page for the group's members (Markdown)")),
                        ('inside_en', models.TextField(blank=True, help_text='Next steps, working papers, links. Only people with a seat read it.', null=True, verbose_name="page for the group's members (Markdown)")),
                        ('inside_ro', models.TextField(blank=True, help_text='Next steps, working papers, links. Only people with a seat read it.', null=True, verbose_name="page for the group's members (Markdown)")),
                        ('inside_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('inside_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('inside_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('status', models.CharField(choices=[('proposed', 'proposed'), ('active', 'active'), ('dormant', 'dormant'), ('concluded', 'concluded')], default='proposed', max_length=10, verbose_name='state')),
                        ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded')),
                        ('concluded_on', models.DateField(blank=True, null=True, verbose_name='concluded')),
                        ('decision_reference', models.CharField(blank=True, max_length=120, verbose_name="Board's decision")),
                    ],
                    options={
                        'verbose_name': 'working group',
                        'verbose_name_plural': 'working groups',
                        'ordering': ['name', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'active', 'dormant', 'concluded'])), name='group_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('concluded_on__isnull', False), ('status', 'concluded')), models.Q(models.Q(('status', 'concluded'), _negated=True), ('concluded_on__isnull', True)), _connector='OR'), name='group_concluded_iff_dated')],
                    },
                ),
                migrations.CreateModel(
                    name='Seat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='working_groups.workinggroup', verbose_name='working group')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='members.organisation', verbose_name='organisation')),
                        ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('member', 'Member')], default='member', max_length=12, verbose_name='role')),
                        ('status', models.CharField(choices=[('requested', 'asked to join'), ('held', 'takes part'), ('declined', 'declined'), ('withdrawn', 'withdrawn'), ('left', 'left')], default='requested', max_length=10, verbose_name='state')),
                        ('person_name', models.CharField(max_length=150, verbose_name='name, as it was')),
                        ('organisation_name', models.CharField(blank=True, max_length=120, verbose_name='organisation, as it was')),
                        ('message', models.TextField(blank=True, verbose_name='why you want to join')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                        ('answer', models.TextField(blank=True, verbose_name='reason told to the person')),
                        ('started_on', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                    ],
                    options={
                        'verbose_name': 'seat',
                        'verbose_name_plural': 'seats',
                        'ordering': ['group', 'organisation_name', 'person_name', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['requested', 'held'])), fields=('group', 'user'), name='seat_once_per_person', violation_error_message='This person has a seat or has asked already.'), models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'held', 'declined', 'withdrawn', 'left'])), name='seat_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['held', 'left']), _negated=True), ('started_on__isnull', False), _connector='OR'), name='seat_held_is_dated'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('status', 'left')), models.Q(models.Q(('status', 'left'), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='seat_left_iff_ended'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='seat_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('status', 'requested')), models.Q(('answered_at__isnull', False), ('status__in', ['declined', 'withdrawn'])), ('status__in', ['held', 'left']), _connector='OR'), name='seat_request_answered_iff_dated'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'declined'), _negated=True), ('answer__gt', ''), _connector='OR'), name='seat_declined_says_why'), models.CheckConstraint(condition=models.Q(('role__in', ['coordinator', 'member'])), name='seat_role_known'), models.CheckConstraint(condition=models.Q(('role', 'coordinator'), ('organisation__isnull', False), _connector='OR'), name='seat_member_has_organisation')],
                    },
                ),
                migrations.CreateModel(
                    name='Initiative',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=160, verbose_name='title')),
                        ('title_en', models.CharField(max_length=160, null=True, verbose_name='title')),
                        ('title_ro', models.CharField(max_length=160, null=True, verbose_name='title')),
                        ('summary', models.CharField(blank=True, max_length=400, verbose_name='in one or two sentences')),
                        ('summary_en', models.CharField(blank=True, max_length=400, null=True, verbose_name='in one or two sentences')),
                        ('summary_ro', models.CharField(blank=True, max_length=400, null=True, verbose_name='in one or two sentences')),
                        ('status', models.CharField(choices=[('proposed', 'proposed'), ('under_review', 'before the Board'), ('approved', 'approved'), ('in_progress', 'in progress'), ('completed', 'completed'), ('declined', 'declined'), ('withdrawn', 'withdrawn')], default='proposed', max_length=12, verbose_name='state')),
                        ('lead', models.ForeignKey(blank=True, help_text='The member that brought it; empty when it comes from the office.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='members.organisation', verbose_name='led by')),
                        ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='initiatives', to='working_groups.workinggroup', verbose_name='working group')),
                        ('proposed_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='proposed')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided')),
                        ('decision_reference', models.CharField(blank=True, max_length=120, verbose_name="Board's decision")),
                        ('started_on', models.DateField(blank=True, null=True, verbose_name='begun')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended')),
                        ('is_example', models.BooleanField(default=False, verbose_name='example, not a real initiative')),
                    ],
                    options={
                        'verbose_name': 'initiative',
                        'verbose_name_plural': 'initiatives',
                        'ordering': ['-proposed_on', 'title', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'under_review', 'approved', 'in_progress', 'completed', 'declined', 'withdrawn'])), name='initiative_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('status__in', ['proposed', 'under_review'])), models.Q(('decided_on__isnull', False), ('status__in', ['approved', 'in_progress', 'completed', 'declined'])), ('status', 'withdrawn'), _connector='OR'), name='initiative_decided_is_dated'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['in_progress', 'completed']), _negated=True), ('started_on__isnull', False), _connector='OR'), name='initiative_begun_is_dated'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', False), ('status__in', ['completed', 'declined', 'withdrawn'])), models.Q(models.Q(('status__in', ['completed', 'declined', 'withdrawn']), _negated=True), ('ended_on__isnull', True)), _connector='OR'), name='initiative_over_iff_ended'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('decided_on__gte', models.F('proposed_on')), _connector='OR'), models.Q(('started_on__isnull', True), ('started_on__gte', models.F('proposed_on')), _connector='OR'), models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('proposed_on')), _connector='OR'), models.Q(('ended_on__isnull', True), ('started_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR')), name='initiative_days_in_order', violation_error_message='The days of an initiative follow one another.')],
                    },
                ),
                migrations.CreateModel(
                    name='Partner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160, verbose_name='name')),
                        ('kind', models.CharField(choices=[('governmental', 'governmental'), ('regional', 'regional or local authority'), ('european', 'European'), ('international', 'international'), ('business', 'business'), ('academic', 'academic'), ('other', 'other')], max_length=13, verbose_name='kind')),
                        ('country', models.CharField(blank=True, help_text='Two letters (ISO 3166); empty for those at home in several.', max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', 'Two capital letters, such as RO.')], verbose_name='country')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('together', models.CharField(blank=True, max_length=400, verbose_name='what we do together')),
                        ('together_en', models.CharField(blank=True, max_length=400, null=True, verbose_name='what we do together')),
                        ('together_ro', models.CharField(blank=True, max_length=400, null=True, verbose_name='what we do together')),
                        ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('source', models.CharField(blank=True, help_text='For editors.', max_length=250, verbose_name='source of the facts')),
                        ('is_example', models.BooleanField(default=False, verbose_name='example, not a real partner')),
                    ],
                    options={
                        'verbose_name': 'partner',
                        'verbose_name_plural': 'partners',
                        'ordering': ['name', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['governmental', 'regional', 'european', 'international', 'business', 'academic', 'other'])), name='partner_kind_known'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='partner_ends_after_start', violation_error_message='A partnership cannot end before it begins.'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('name',), name='partner_once_at_a_time', violation_error_message='This partner is in the list already.')],
                    },
                ),
                migrations.CreateModel(
                    name='Project',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160, verbose_name='name')),
                        ('name_en', models.CharField(max_length=160, null=True, verbose_name='name')),
                        ('name_ro', models.CharField(max_length=160, null=True, verbose_name='name')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                        ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one sentence')),
                        ('summary_en', models.CharField(blank=True, max_length=300, null=True, verbose_name='in one sentence')),
                        ('summary_ro', models.CharField(blank=True, max_length=300, null=True, verbose_name='in one sentence')),
                        ('body', models.TextField(blank=True, verbose_name='description (Markdown)')),
                        ('body_en', models.TextField(blank=True, null=True, verbose_name='description (Markdown)')),
                        ('body_ro', models.TextField(blank=True, null=True, verbose_name='description (Markdown)')),
                        ('body_html', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False)),
                        ('body_html_en', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('body_html_ro', cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True)),
                        ('status', models.CharField(choices=[('preparing', 'in preparation'), ('running', 'running'), ('completed', 'completed')], default='preparing', max_length=10, verbose_name='state')),
                        ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='working_groups.workinggroup', verbose_name='working group')),
                        ('started_on', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('funding', models.CharField(blank=True, max_length=250, verbose_name='funding')),
                        ('funding_en', models.CharField(blank=True, max_length=250, null=True, verbose_name='funding')),
                        ('funding_ro', models.CharField(blank=True, max_length=250, null=True, verbose_name='funding')),
                        ('website', models.URLField(blank=True, verbose_name='website')),
                        ('source', models.CharField(blank=True, help_text='For editors.', max_length=250, verbose_name='source of the facts')),
                    ],
                    options={
                        'verbose_name': 'project',
                        'verbose_name_plural': 'projects',
                        'ordering': ['-started_on', 'name', 'pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['preparing', 'running', 'completed'])), name='project_status_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('started_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='project_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectParticipant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='working_groups.project', verbose_name='project')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='members.organisation', verbose_name='organisation')),
                        ('part', models.CharField(blank=True, max_length=120, verbose_name='part in it')),
                        ('part_en', models.CharField(blank=True, max_length=120, null=True, verbose_name='part in it')),
                        ('part_ro', models.CharField(blank=True, max_length=120, null=True, verbose_name='part in it')),
                    ],
                    options={
                        'verbose_name': 'participant',
                        'verbose_name_plural': 'participants',
                        'ordering': ['organisation__display_name', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('project', 'organisation'), name='participant_once_per_project')],
                    },
                ),
            ],
        ),
    ]

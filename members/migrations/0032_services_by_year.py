import cluster_portal.toolkit.fields
import cluster_portal.toolkit.uploads
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Entries of the catalogue by year, and what members ask of it."""

    dependencies = [("members", "0031_accountants_months")]

    operations = [
        migrations.CreateModel(
            name='OrderPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needs_purchase_order', models.BooleanField(default=False, verbose_name='needs a purchase-order number')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='order_preference', to='members.organisation')),
            ],
            options={
                'verbose_name': 'way of ordering',
                'verbose_name_plural': 'ways of ordering',
                'ordering': ['organisation__display_name'],
            },
        ),
        migrations.CreateModel(
            name='ServiceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('requested', 'asked for'), ('triage', 'the office looks into it'), ('quoted', 'waiting for your approval'), ('expired', 'the quote has run out'), ('included', 'included in the fee, to be scheduled'), ('approved', 'approved, to be scheduled'), ('waiting', 'waiting for a free place'), ('scheduled', 'scheduled'), ('delivered', 'delivered, to be confirmed'), ('confirmed', 'delivered and confirmed'), ('invoiced', 'invoiced'), ('rated', 'rated'), ('declined', 'declined'), ('withdrawn', 'withdrawn'), ('refused', 'refused')], default='requested', max_length=10, verbose_name='state')),
                ('year', models.PositiveSmallIntegerField(help_text='In which it was asked for.', verbose_name='year of the quota')),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='quantity')),
                ('free_quantity', models.PositiveSmallIntegerField(default=0, help_text='Counted against the quota.', verbose_name='of these paid by the fee')),
                ('wish', models.TextField(verbose_name='what is needed')),
                ('wanted_on', models.DateField(blank=True, null=True, verbose_name='wanted for')),
                ('unit_price', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='price for one when it was asked for')),
                ('market_price', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='market price for one when it was asked for')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('vat_code', models.CharField(choices=[('S', 'plus VAT at the rate of the day of the invoice'), ('E', 'exempt from VAT'), ('O', 'outside the scope of VAT'), ('AE', 'without VAT: reverse charge')], max_length=2, verbose_name='VAT')),
                ('amount', models.DecimalField(decimal_places=2, default=Decimal('0.00'), help_text='By the quote that stands.', max_digits=12, verbose_name='to pay, without VAT')),
                ('due_on', models.DateField(blank=True, help_text='Whoever has to do it.', null=True, verbose_name='next step by')),
                ('place_on', models.DateField(blank=True, editable=False, null=True, verbose_name='place taken in the month or year of')),
                ('planned_on', models.DateField(blank=True, null=True, verbose_name='planned for')),
                ('purchase_order', models.CharField(blank=True, max_length=60, verbose_name='purchase order')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved')),
                ('delivered_on', models.DateField(blank=True, null=True, verbose_name='delivered')),
                ('submission_key', models.UUIDField(editable=False, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='looked after by')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='service_requests', to='members.organisation', verbose_name='organisation')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='members.service', verbose_name='service')),
            ],
            options={
                'verbose_name': 'service request',
                'verbose_name_plural': 'service requests',
                'ordering': ['-created_at', '-pk'],
                'indexes': [
                    models.Index(fields=['organisation', 'year'], name='service_request_of_year'),
                    models.Index(fields=['status', 'due_on'], name='service_request_due'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('status__in', ['requested', 'triage', 'quoted', 'expired', 'included', 'approved', 'waiting', 'scheduled', 'delivered', 'confirmed', 'invoiced', 'rated', 'declined', 'withdrawn', 'refused'])), name='service_request_status_known'),
                    models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='service_request_quantity_positive'),
                    models.CheckConstraint(condition=models.Q(('free_quantity__lte', models.F('quantity'))), name='service_request_free_within_quantity'),
                    models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='service_request_amount_not_negative'),
                    models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='service_request_approved_iff_dated'),
                    models.CheckConstraint(condition=models.Q(('amount', 0), ('approved_by__isnull', False), models.Q(('status__in', ['included', 'approved', 'waiting', 'scheduled', 'delivered', 'confirmed', 'invoiced', 'rated']), _negated=True), _connector='OR'), name='service_request_money_needs_approval'),
                    models.CheckConstraint(condition=models.Q(models.Q(('delivered_on__isnull', False), ('status__in', ['delivered', 'confirmed', 'invoiced', 'rated'])), models.Q(models.Q(('status__in', ['delivered', 'confirmed', 'invoiced', 'rated']), _negated=True), ('delivered_on__isnull', True)), _connector='OR'), name='service_request_delivered_iff_dated'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivered_on', models.DateField(verbose_name='delivered')),
                ('note', models.TextField(blank=True, verbose_name='what was delivered')),
                ('file', models.FileField(blank=True, upload_to=cluster_portal.toolkit.uploads.StoredUnder('services'), validators=[cluster_portal.toolkit.uploads.UploadValidator({'docx', 'jpeg', 'jpg', 'odt', 'pdf', 'png'})], verbose_name='proof')),
                ('file_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='recorded')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('objection', models.TextField(blank=True, verbose_name='what the member objects to')),
                ('confirmed_by', models.ForeignKey(blank=True, help_text='Nobody: the days for an objection were over.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='members.servicerequest')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-recorded_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('note__gt', ''), ('file__gt', ''), _connector='OR'), name='service_delivery_has_proof'),
                    models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('objection', ''), _connector='OR'), name='service_delivery_confirmed_or_objected'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceQuota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(blank=True, choices=[('company', 'Company'), ('university', 'University or research institute'), ('authority', 'Public authority'), ('catalyst', 'Catalyst organisation'), ('community', 'Community organisation')], help_text='Empty: everyone whose category has no line of its own.', max_length=12, verbose_name='category')),
                ('included', models.PositiveIntegerField(verbose_name='included in the fee, a year')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='members.service')),
            ],
            options={
                'verbose_name': 'quota',
                'verbose_name_plural': 'quotas',
                'ordering': ['service', 'category'],
                'constraints': [
                    models.UniqueConstraint(fields=('service', 'category'), name='service_quota_once', violation_error_message='This category has a line already.'),
                    models.CheckConstraint(condition=models.Q(('category', ''), ('category__in', ['company', 'university', 'authority', 'catalyst', 'community']), _connector='OR'), name='service_quota_category_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='sum, without VAT')),
                ('vat_code', models.CharField(choices=[('S', 'plus VAT at the rate of the day of the invoice'), ('E', 'exempt from VAT'), ('O', 'outside the scope of VAT'), ('AE', 'without VAT: reverse charge')], max_length=2, verbose_name='VAT')),
                ('lines', models.JSONField(verbose_name='lines')),
                ('note', models.TextField(blank=True, verbose_name='note to the member')),
                ('valid_until', models.DateField(verbose_name='valid until')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='members.servicerequest')),
            ],
            options={
                'verbose_name': 'quote',
                'verbose_name_plural': 'quotes',
                'ordering': ['request', '-number'],
                'constraints': [
                    models.UniqueConstraint(fields=('request', 'number'), name='service_quote_number_once'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='service_quote_asks_money'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stars', models.PositiveSmallIntegerField(choices=[(1, 'poor'), (2, 'below what we expected'), (3, 'as we expected'), (4, 'better than we expected'), (5, 'excellent')], verbose_name='rating')),
                ('text', models.TextField(blank=True, verbose_name='in words')),
                ('rated_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='rated')),
                ('rated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rating', to='members.servicerequest')),
            ],
            options={
                'verbose_name': 'rating',
                'verbose_name_plural': 'ratings',
                'ordering': ['-rated_at', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('stars__gte', 1), ('stars__lte', 5)), name='service_rating_one_to_five'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ServiceTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(unique=True, verbose_name='valid from')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='decided by')),
                ('answer_days', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name="days for the office's answer")),
                ('quote_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days that a quote is valid')),
                ('confirm_days', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days after which a delivery counts as confirmed')),
                ('is_example', models.BooleanField(default=False, verbose_name='example value, to be confirmed')),
            ],
            options={
                'verbose_name': 'terms of services',
                'verbose_name_plural': 'terms of services',
                'ordering': ['-valid_from'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('answer_days__gte', 1), ('confirm_days__gte', 1), ('quote_days__gte', 1)), name='service_terms_days_positive'),
                ],
            },
        ),
        migrations.AddField(
            model_name='service',
            name='capacity',
            field=models.PositiveIntegerField(blank=True, help_text='Units that can be delivered in a year or a month. Empty: as many as asked.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='how many there are'),
        ),
        migrations.AddField(
            model_name='service',
            name='capacity_period',
            field=models.CharField(choices=[('year', 'a year'), ('month', 'a month')], default='year', max_length=5, verbose_name='in'),
        ),
        migrations.AddField(
            model_name='service',
            name='copied_from',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='members.service'),
        ),
        migrations.AddField(
            model_name='service',
            name='currency',
            field=models.CharField(choices=[('RON', 'RON'), ('EUR', 'EUR')], default='RON', max_length=3, verbose_name='currency'),
        ),
        migrations.AddField(
            model_name='service',
            name='description',
            field=models.TextField(blank=True, verbose_name='description (Markdown)'),
        ),
        migrations.AddField(
            model_name='service',
            name='description_en',
            field=models.TextField(blank=True, null=True, verbose_name='description (Markdown)'),
        ),
        migrations.AddField(
            model_name='service',
            name='description_html',
            field=cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False),
        ),
        migrations.AddField(
            model_name='service',
            name='description_html_en',
            field=cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='description_html_ro',
            field=cluster_portal.toolkit.fields.RenderedMarkdownField(blank=True, default='', editable=False, null=True),
        ),
        migrations.AddField(
            model_name='service',
            name='description_ro',
            field=models.TextField(blank=True, null=True, verbose_name='description (Markdown)'),
        ),
        migrations.AddField(
            model_name='service',
            name='in_charge',
            field=models.ForeignKey(blank=True, help_text='Gets the letters about requests; without one they go to the office.', limit_choices_to={'is_staff': True}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='in charge at the office'),
        ),
        migrations.AddField(
            model_name='service',
            name='key',
            field=models.SlugField(default='', help_text='The same in each year: /services/<address>/.', max_length=80, verbose_name='address'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='service',
            name='market_checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='found on'),
        ),
        migrations.AddField(
            model_name='service',
            name='market_price',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='For one unit, without VAT: what the same costs without the cluster.', max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.00'))], verbose_name='price on the market'),
        ),
        migrations.AddField(
            model_name='service',
            name='market_source',
            field=models.CharField(blank=True, help_text='Who asks this price, or how it was found. Readers see it.', max_length=250, verbose_name="where the market's price is from"),
        ),
        migrations.AddField(
            model_name='service',
            name='member_price',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='For one unit, without VAT. Empty: by quote.', max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.00'))], verbose_name='price for members'),
        ),
        migrations.AddField(
            model_name='service',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('offered', 'offered'), ('closed', 'closed')], default='draft', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='service',
            name='unit',
            field=models.CharField(blank=True, help_text='What one of it is: a day, a post.', max_length=60, verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='service',
            name='unit_en',
            field=models.CharField(blank=True, help_text='What one of it is: a day, a post.', max_length=60, null=True, verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='service',
            name='unit_ro',
            field=models.CharField(blank=True, help_text='What one of it is: a day, a post.', max_length=60, null=True, verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='service',
            name='vat_code',
            field=models.CharField(choices=[('S', 'plus VAT at the rate of the day of the invoice'), ('E', 'exempt from VAT'), ('O', 'outside the scope of VAT'), ('AE', 'without VAT: reverse charge')], default='S', help_text='The accountant decides. The rate is taken on the day of the invoice.', max_length=2, verbose_name='VAT'),
        ),
        migrations.AddField(
            model_name='service',
            name='year',
            field=models.PositiveSmallIntegerField(default=2026, verbose_name='year'),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'offered', 'closed'])), name='service_status_known'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('vat_code__in', ['S', 'E', 'O', 'AE'])), name='service_vat_known'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('capacity_period__in', ['year', 'month'])), name='service_period_known'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__isnull', True), ('capacity__gte', 1), _connector='OR'), name='service_capacity_not_zero'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('member_price__isnull', True), ('member_price__gte', 0), _connector='OR'), models.Q(('market_price__isnull', True), ('market_price__gte', 0), _connector='OR')), name='service_prices_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('market_price__isnull', True), models.Q(('market_checked_on__isnull', False), ('market_source__gt', '')), _connector='OR'), name='service_market_price_has_source', violation_error_message="Say where the market's price is from, and on which day it was found."),
        ),
    ]

import cluster_portal.toolkit.uploads
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is owed, what came in and which paid which, in rows of their own."""

    dependencies = [
        ('members', '0006_services'),
    ]

    operations = [
        migrations.CreateModel(
            name='Receivable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('fee_notice', 'fee notice'), ('invoice', 'invoice')], max_length=12, verbose_name='document')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('issued_on', models.DateField(verbose_name='issued')),
                ('due_on', models.DateField(help_text='Of the last instalment.', verbose_name='due')),
                ('payment_reference', models.CharField(help_text='ISO 11649', max_length=25, unique=True, verbose_name='payment reference')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receivables', to='members.organisation')),
            ],
            options={
                'verbose_name': 'debt',
                'verbose_name_plural': 'debts',
                'ordering': ['-issued_on', '-pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('kind', 'number'), name='receivable_number_once'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['fee_notice', 'invoice'])), name='receivable_kind_known'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='receivable_amount_above_nothing'),
                    models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('issued_on'))), name='receivable_due_after_issue'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, help_text="In the document's currency.", max_digits=12, verbose_name='amount')),
                ('paid', models.DecimalField(decimal_places=2, help_text="In the payment's currency.", max_digits=12, verbose_name='of the payment')),
                ('rate', models.DecimalField(blank=True, decimal_places=6, help_text="Lei or other money of the payment for one unit of the document's currency.", max_digits=12, null=True, verbose_name='rate')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='members.payment')),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='members.allocation')),
                ('receivable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='members.receivable')),
            ],
            options={
                'verbose_name': 'allocation',
                'verbose_name_plural': 'allocations',
                'ordering': ['pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('paid__gt', 0), ('reverses__isnull', True)), models.Q(('amount__lt', 0), ('paid__lt', 0), ('reverses__isnull', False)), _connector='OR'), name='allocation_sign_fits_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('cancellation', 'cancellation'), ('credit_note', 'credit note'), ('write_off', 'written off')], max_length=12, verbose_name='kind')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('issued_on', models.DateField(verbose_name='day')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receivable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='members.receivable')),
            ],
            options={
                'verbose_name': 'credit',
                'verbose_name_plural': 'credits',
                'ordering': ['-issued_on', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='credit_above_nothing'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['cancellation', 'credit_note', 'write_off'])), name='credit_kind_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Instalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='instalment')),
                ('due_on', models.DateField(verbose_name='due')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('running_total', models.DecimalField(decimal_places=2, help_text="In the document's currency.", max_digits=12, verbose_name='with those before it')),
                ('receivable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='members.receivable')),
            ],
            options={
                'verbose_name': 'instalment',
                'verbose_name_plural': 'instalments',
                'ordering': ['receivable', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('receivable', 'number'), name='instalment_once'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='instalment_above_nothing'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PaymentClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'being looked for'), ('confirmed', 'found'), ('refused', 'not found'), ('withdrawn', 'taken back')], default='open', max_length=10, verbose_name='state')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('paid_on', models.DateField(verbose_name='paid on')),
                ('proof', models.FileField(help_text="The payment order or the bank's confirmation.", upload_to=cluster_portal.toolkit.uploads.StoredUnder('claims'), validators=[cluster_portal.toolkit.uploads.UploadValidator({'docx', 'jpeg', 'jpg', 'odt', 'pdf', 'png'})], verbose_name='proof')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('claimed_at', models.DateTimeField(auto_now_add=True, verbose_name='said')),
                ('answer', models.TextField(blank=True, max_length=1000, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('claimed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receivable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='members.receivable')),
            ],
            options={
                'verbose_name': 'claim of payment',
                'verbose_name_plural': 'claims of payment',
                'ordering': ['-claimed_at', '-pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('receivable',), name='payment_claim_one_open', violation_error_message='The office is looking for this payment already.'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['open', 'confirmed', 'refused', 'withdrawn'])), name='payment_claim_status_known'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_claim_above_nothing'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('status', 'open')), models.Q(models.Q(('status', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='payment_claim_answered_iff_dated'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReminderHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(verbose_name='last day')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_holds', to='members.organisation')),
            ],
            options={
                'verbose_name': 'hold of reminders',
                'verbose_name_plural': 'holds of reminders',
                'ordering': ['-until_on', '-pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='reminder_hold_ends_after_start'),
                ],
            },
        ),
        migrations.AlterModelOptions(
            name='payment',
            options={'ordering': ['-received_on', '-pk'], 'permissions': [('refund_payment', 'Can record a refund')], 'verbose_name': 'payment', 'verbose_name_plural': 'payments'},
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_sign_fits_kind',
        ),
        migrations.AlterField(
            model_name="payment",
            name="notice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="payments",
                to="members.feenotice",
            ),
        ),
        migrations.AddField(
            model_name='payment',
            name='kind',
            field=models.CharField(choices=[('incoming', 'received'), ('refund', 'paid back')], default='incoming', max_length=10, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='payment',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='members.organisation'),
        ),
        migrations.AddField(
            model_name='payment',
            name='payer_iban',
            field=models.CharField(blank=True, max_length=34, verbose_name="payer's account"),
        ),
        migrations.AddField(
            model_name='payment',
            name='payer_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='payer'),
        ),
        migrations.AddField(
            model_name='payment',
            name='refund_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='members.payment'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind', 'incoming'), ('reverses__isnull', True)), models.Q(('amount__lt', 0), ('kind', 'incoming'), ('reverses__isnull', False)), models.Q(('amount__lt', 0), ('kind', 'refund'), ('reverses__isnull', True)), models.Q(('amount__gt', 0), ('kind', 'refund'), ('reverses__isnull', False)), _connector='OR'), name='payment_sign_fits_kind'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'refund'), ('refund_of__isnull', False)), models.Q(('kind', 'incoming'), ('refund_of__isnull', True)), _connector='OR'), name='payment_refund_names_its_money'),
        ),
        migrations.AddField(
            model_name='feenotice',
            name='receivable',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fee_notice', to='members.receivable'),
        ),
    ]

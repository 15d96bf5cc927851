import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('flags', '0001_initial'), ('flags', '0002_initial'), ('flags', '0003_one_digest_a_day'), ('flags', '0004_onward_to_chase'), ('flags', '0005_tier_one')]

    initial = True

    dependencies = [
        ('people', '0001_schema'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField()),
                ('claimed_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'day'), name='one_digest_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SUPERVISION_OVERDUE', 'Supervision overdue'), ('SUPERVISION_AT_RISK', 'Supervision due soon'), ('SUPERVISION_NO_AGREEMENT', 'No supervision agreement'), ('NO_ENDING_PLAN', 'No ending plan'), ('ENDING_STEP_OVERDUE', 'Ending step late'), ('AFTER_CONTACT_DUE', 'After-contact due'), ('END_DATE_PASSED', 'Planned end has passed'), ('REVIEW_DUE', 'Review due'), ('SESSION_UNRECORDED', 'Outcome to record'), ('NO_CONTACT', 'No contact'), ('THREE_MISSED', 'Three missed in a row'), ('WAITING_PAST_TARGET', 'Waiting past target'), ('DECISION_LATE', 'Decision late'), ('INFORMATION_UNANSWERED', 'Question not answered'), ('PAUSE_REVIEW_DUE', 'Pause to review'), ('DRAFT_EXPIRING', 'Draft about to be discarded'), ('ONWARD_TO_CHASE', 'Onward referral to chase'), ('CONSULTATION_LATE', 'Consultation waiting too long'), ('FORMULATION_REVIEW_DUE', 'Formulation to review')], max_length=30, verbose_name='kind')),
                ('subject_id', models.BigIntegerField()),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.team')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.serviceuser')),
                ('since_on', models.DateField(verbose_name='since')),
                ('raised_at', models.DateTimeField()),
                ('cleared_at', models.DateTimeField(null=True)),
                ('snoozed_until', models.DateField(null=True)),
                ('snooze_reason', models.CharField(blank=True, max_length=300)),
                ('snoozed_at', models.DateTimeField(null=True)),
                ('snoozed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cleared_at__isnull', True)), fields=['owner', 'since_on'], name='flag_mine'), models.Index(condition=models.Q(('cleared_at__isnull', True)), fields=['team', 'kind', 'since_on'], name='flag_team')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cleared_at__isnull', True)), fields=('kind', 'subject_id'), name='one_open_flag_per_kind_and_subject'), models.CheckConstraint(condition=models.Q(models.Q(('snoozed_at__isnull', True), ('snoozed_by__isnull', True), ('snoozed_until__isnull', True)), models.Q(('snoozed_at__isnull', False), ('snoozed_by__isnull', False), ('snoozed_until__isnull', False)), _connector='OR'), name='flag_snoozed_pair')],
            },
        ),
        migrations.CreateModel(
            name='FlagEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='flags.flag')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('SUPERVISION_OVERDUE', 'Supervision overdue'), ('SUPERVISION_AT_RISK', 'Supervision due soon'), ('SUPERVISION_NO_AGREEMENT', 'No supervision agreement'), ('NO_ENDING_PLAN', 'No ending plan'), ('ENDING_STEP_OVERDUE', 'Ending step late'), ('AFTER_CONTACT_DUE', 'After-contact due'), ('END_DATE_PASSED', 'Planned end has passed'), ('REVIEW_DUE', 'Review due'), ('SESSION_UNRECORDED', 'Outcome to record'), ('NO_CONTACT', 'No contact'), ('THREE_MISSED', 'Three missed in a row'), ('WAITING_PAST_TARGET', 'Waiting past target'), ('DECISION_LATE', 'Decision late'), ('INFORMATION_UNANSWERED', 'Question not answered'), ('PAUSE_REVIEW_DUE', 'Pause to review'), ('DRAFT_EXPIRING', 'Draft about to be discarded'), ('ONWARD_TO_CHASE', 'Onward referral to chase'), ('CONSULTATION_LATE', 'Consultation waiting too long'), ('FORMULATION_REVIEW_DUE', 'Formulation to review')], max_length=30, verbose_name='kind')),
                ('subject_id', models.BigIntegerField()),
                ('team', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.team')),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('service_user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.serviceuser')),
                ('since_on', models.DateField(verbose_name='since')),
                ('raised_at', models.DateTimeField()),
                ('cleared_at', models.DateTimeField(null=True)),
                ('snoozed_until', models.DateField(null=True)),
                ('snooze_reason', models.CharField(blank=True, max_length=300)),
                ('snoozed_at', models.DateTimeField(null=True)),
                ('snoozed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flag',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "flags_flagevent" ("cleared_at", "id", "kind", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "service_user_id", "since_on", "snooze_reason", "snoozed_at", "snoozed_by_id", "snoozed_until", "subject_id", "team_id") VALUES (NEW."cleared_at", NEW."id", NEW."kind", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."raised_at", NEW."service_user_id", NEW."since_on", NEW."snooze_reason", NEW."snoozed_at", NEW."snoozed_by_id", NEW."snoozed_until", NEW."subject_id", NEW."team_id"); RETURN NULL;', hash='6fd828b405bf03edb7a7514a0df3d79673a58e72', operation='INSERT', pgid='pgtrigger_insert_insert_1466a', table='flags_flag', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='flag',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "flags_flagevent" ("cleared_at", "id", "kind", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_at", "service_user_id", "since_on", "snooze_reason", "snoozed_at", "snoozed_by_id", "snoozed_until", "subject_id", "team_id") VALUES (NEW."cleared_at", NEW."id", NEW."kind", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_at", NEW."service_user_id", NEW."since_on", NEW."snooze_reason", NEW."snoozed_at", NEW."snoozed_by_id", NEW."snoozed_until", NEW."subject_id", NEW."team_id"); RETURN NULL;', hash='eb2f68e75cbc94944a49a987bc9deca3a6d4cfee', operation='UPDATE', pgid='pgtrigger_update_update_fc9f1', table='flags_flag', when='AFTER')),
        ),
    ]

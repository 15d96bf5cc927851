import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('supervision', '0001_initial'), ('supervision', '0002_initial'), ('supervision', '0003_what_both_confirmed_stands')]

    initial = True

    dependencies = [
        ('people', '0001_schema'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('tiers', '0001_schema'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
                ('supervisee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('CLINICAL', 'Clinical'), ('LINE', 'Line management'), ('GROUP', 'Group'), ('PEER', 'Peer'), ('REFLECTIVE', 'Reflective practice')], max_length=12, verbose_name='kind')),
                ('interval_days', models.PositiveSmallIntegerField(verbose_name='every (days)')),
                ('minutes', models.PositiveSmallIntegerField(default=60, verbose_name='how long (minutes)')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='where')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_reason', models.CharField(blank=True, max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['team', 'supervisee'], name='supervision_team_id_bdf56f_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('supervisee', 'supervisor', 'kind'), name='one_current_agreement_of_a_kind'), models.CheckConstraint(condition=models.Q(('supervisee', models.F('supervisor')), _negated=True), name='nobody_supervises_themselves'), models.CheckConstraint(condition=models.Q(('interval_days__gte', 7), ('interval_days__lte', 92)), name='agreement_interval_in_range'), models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', False), ('made_by__isnull', False)), models.Q(('made_at__isnull', True), ('made_by__isnull', True)), _connector='OR'), name='agreement_made_pair'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), _connector='OR'), name='agreement_ended_pair')],
            },
        ),
        migrations.CreateModel(
            name='AgreementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='supervision.agreement')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('team', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.team')),
                ('supervisee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('kind', models.CharField(choices=[('CLINICAL', 'Clinical'), ('LINE', 'Line management'), ('GROUP', 'Group'), ('PEER', 'Peer'), ('REFLECTIVE', 'Reflective practice')], max_length=12, verbose_name='kind')),
                ('interval_days', models.PositiveSmallIntegerField(verbose_name='every (days)')),
                ('minutes', models.PositiveSmallIntegerField(default=60, verbose_name='how long (minutes)')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='where')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_reason', models.CharField(blank=True, max_length=300)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SupervisionRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='supervision.agreement')),
                ('status', models.CharField(choices=[('PLANNED', 'Planned'), ('HELD', 'Held'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=10)),
                ('is_informal', models.BooleanField(default=False, verbose_name='informal, asked for on the day')),
                ('planned_for', models.DateTimeField(verbose_name='when')),
                ('planned_at', models.DateTimeField()),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('themes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('summary', models.TextField(blank=True, verbose_name='what we talked about')),
                ('feelings', models.TextField(blank=True, verbose_name='how the work is felt')),
                ('cancelled_reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisee_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('supervisor_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('cases_discussed', models.ManyToManyField(blank=True, related_name='+', to='tiers.case')),
            ],
            options={
                'indexes': [models.Index(fields=['agreement', '-planned_for'], name='supervision_agreeme_b28500_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('planned_at__isnull', False), ('planned_by__isnull', False)), models.Q(('planned_at__isnull', True), ('planned_by__isnull', True)), _connector='OR'), name='supervision_planned_pair'), models.CheckConstraint(condition=models.Q(models.Q(('recorded_at__isnull', False), ('recorded_by__isnull', False)), models.Q(('recorded_at__isnull', True), ('recorded_by__isnull', True)), _connector='OR'), name='supervision_recorded_pair'), models.CheckConstraint(condition=models.Q(models.Q(('recorded_at__isnull', True), ('status', 'PLANNED')), models.Q(models.Q(('status', 'PLANNED'), _negated=True), ('recorded_at__isnull', False)), _connector='OR'), name='supervision_recorded_when_said'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'HELD'), _negated=True), models.Q(('minutes__gte', 1), ('minutes__lte', 480)), _connector='OR'), name='supervision_held_has_minutes')],
            },
        ),
        migrations.CreateModel(
            name='SupervisionRecordEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='supervision.supervisionrecord')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('agreement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='supervision.agreement')),
                ('status', models.CharField(choices=[('PLANNED', 'Planned'), ('HELD', 'Held'), ('CANCELLED', 'Cancelled')], default='PLANNED', max_length=10)),
                ('is_informal', models.BooleanField(default=False, verbose_name='informal, asked for on the day')),
                ('planned_for', models.DateTimeField(verbose_name='when')),
                ('planned_at', models.DateTimeField()),
                ('planned_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('supervisee_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('supervisor_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgreedAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='supervision.supervisionrecord')),
                ('what', models.CharField(max_length=300, verbose_name='what')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('done_by__isnull', False)), models.Q(('done_at__isnull', True), ('done_by__isnull', True)), _connector='OR'), name='agreed_action_done_pair')],
            },
        ),
        migrations.CreateModel(
            name='AgreedActionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='supervision.agreedaction')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='supervision.supervisionrecord')),
                ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "supervision_agreementevent" ("agreed_on", "ended_at", "ended_by_id", "ended_reason", "id", "interval_days", "kind", "made_at", "made_by_id", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "supervisee_id", "supervisor_id", "team_id", "version") VALUES (NEW."agreed_on", NEW."ended_at", NEW."ended_by_id", NEW."ended_reason", NEW."id", NEW."interval_days", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."minutes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."supervisee_id", NEW."supervisor_id", NEW."team_id", NEW."version"); RETURN NULL;', hash='50d3fbe422af13a6a937570528deb51857c1c9d5', operation='INSERT', pgid='pgtrigger_insert_insert_4dca5', table='supervision_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "supervision_agreementevent" ("agreed_on", "ended_at", "ended_by_id", "ended_reason", "id", "interval_days", "kind", "made_at", "made_by_id", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "supervisee_id", "supervisor_id", "team_id", "version") VALUES (NEW."agreed_on", NEW."ended_at", NEW."ended_by_id", NEW."ended_reason", NEW."id", NEW."interval_days", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."minutes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."supervisee_id", NEW."supervisor_id", NEW."team_id", NEW."version"); RETURN NULL;', hash='7deebad53be61d2e64bf20a680589d5beea163ec', operation='UPDATE', pgid='pgtrigger_update_update_85174', table='supervision_agreement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionrecord',
            trigger=pgtrigger.compiler.Trigger(name='supervision_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{PLANNED:CANCELLED,PLANNED:HELD}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='2bbe54cb85667d5194e6aade2dba8122e644a0fc', operation='UPDATE', pgid='pgtrigger_supervision_moves_cccb3', table='supervision_supervisionrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionrecord',
            trigger=pgtrigger.compiler.Trigger(name='supervision_confirmed_stands', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."supervisee_confirmed_at" IS NOT NULL AND OLD."supervisor_confirmed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d78c5fe00f1a017ce72073b317283b74f62179cb', operation='UPDATE OR DELETE', pgid='pgtrigger_supervision_confirmed_stands_607d5', table='supervision_supervisionrecord', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionrecord',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "supervision_supervisionrecordevent" ("agreement_id", "id", "is_informal", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "planned_for", "recorded_at", "recorded_by_id", "status", "supervisee_confirmed_at", "supervisor_confirmed_at", "version") VALUES (NEW."agreement_id", NEW."id", NEW."is_informal", NEW."minutes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_at", NEW."planned_by_id", NEW."planned_for", NEW."recorded_at", NEW."recorded_by_id", NEW."status", NEW."supervisee_confirmed_at", NEW."supervisor_confirmed_at", NEW."version"); RETURN NULL;', hash='beb2d018ef01dcc8235060706e65ef89c41d0ec5', operation='INSERT', pgid='pgtrigger_insert_insert_8bae8', table='supervision_supervisionrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supervisionrecord',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_informal" IS DISTINCT FROM (NEW."is_informal") OR OLD."minutes" IS DISTINCT FROM (NEW."minutes") OR OLD."planned_at" IS DISTINCT FROM (NEW."planned_at") OR OLD."planned_by_id" IS DISTINCT FROM (NEW."planned_by_id") OR OLD."planned_for" IS DISTINCT FROM (NEW."planned_for") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."supervisee_confirmed_at" IS DISTINCT FROM (NEW."supervisee_confirmed_at") OR OLD."supervisor_confirmed_at" IS DISTINCT FROM (NEW."supervisor_confirmed_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "supervision_supervisionrecordevent" ("agreement_id", "id", "is_informal", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "planned_for", "recorded_at", "recorded_by_id", "status", "supervisee_confirmed_at", "supervisor_confirmed_at", "version") VALUES (NEW."agreement_id", NEW."id", NEW."is_informal", NEW."minutes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_at", NEW."planned_by_id", NEW."planned_for", NEW."recorded_at", NEW."recorded_by_id", NEW."status", NEW."supervisee_confirmed_at", NEW."supervisor_confirmed_at", NEW."version"); RETURN NULL;', hash='ba5d87b58c0a45cbf283dc63ce56a9481f42549a', operation='UPDATE', pgid='pgtrigger_update_update_dab8a', table='supervision_supervisionrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreedaction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "supervision_agreedactionevent" ("done_at", "done_by_id", "due_on", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."record_id"); RETURN NULL;', hash='40203d7ef5a670550f4ee20eb613f1b6f59b265d', operation='INSERT', pgid='pgtrigger_insert_insert_a622a', table='supervision_agreedaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreedaction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."done_at" IS DISTINCT FROM (NEW."done_at") OR OLD."done_by_id" IS DISTINCT FROM (NEW."done_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."record_id" IS DISTINCT FROM (NEW."record_id"))', func='INSERT INTO "supervision_agreedactionevent" ("done_at", "done_by_id", "due_on", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record_id") VALUES (NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."record_id"); RETURN NULL;', hash='d81a399f723f2789508f6fc70f42c12b9551e841', operation='UPDATE', pgid='pgtrigger_update_update_31126', table='supervision_agreedaction', when='AFTER')),
        ),
    ]

import django.core.serializers.json
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('imports', '0001_initial')]

    initial = True

    dependencies = [
        ('people', '0001_schema'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
                ('kind', models.CharField(choices=[('PEOPLE', 'People'), ('REFERRALS', 'Referrals'), ('CASES', 'Cases'), ('SESSIONS', 'Past sessions')], max_length=10, verbose_name='what it holds')),
                ('file_name', models.CharField(max_length=120)),
                ('file', models.BinaryField(null=True)),
                ('language', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('READING', 'Being read'), ('REFUSED', 'Could not be read'), ('PREVIEW', 'Ready to look at'), ('CONFIRMED', 'Being brought in'), ('DONE', 'Brought in'), ('UNDONE', 'Undone'), ('DISCARDED', 'Thrown away')], default='READING', max_length=10)),
                ('refusal', models.TextField(blank=True)),
                ('headings', models.JSONField(default=dict)),
                ('column_problems', models.JSONField(default=list)),
                ('row_count', models.PositiveIntegerField(default=0)),
                ('new_count', models.PositiveIntegerField(default=0)),
                ('here_count', models.PositiveIntegerField(default=0)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['team', '-sent_at'], name='imports_she_team_id_f50595_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), _connector='OR'), name='sheet_sent_pair'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='sheet_confirmed_pair'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), _connector='OR'), name='sheet_undone_pair'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('status__in', ['DONE', 'UNDONE'])), models.Q(models.Q(('status__in', ['DONE', 'UNDONE']), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='sheet_done_when_said'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'REFUSED'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='sheet_refused_in_words')],
            },
        ),
        migrations.CreateModel(
            name='SheetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='imports.sheet')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('team', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.team')),
                ('kind', models.CharField(choices=[('PEOPLE', 'People'), ('REFERRALS', 'Referrals'), ('CASES', 'Cases'), ('SESSIONS', 'Past sessions')], max_length=10, verbose_name='what it holds')),
                ('file_name', models.CharField(max_length=120)),
                ('language', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('READING', 'Being read'), ('REFUSED', 'Could not be read'), ('PREVIEW', 'Ready to look at'), ('CONFIRMED', 'Being brought in'), ('DONE', 'Brought in'), ('UNDONE', 'Undone'), ('DISCARDED', 'Thrown away')], default='READING', max_length=10)),
                ('refusal', models.TextField(blank=True)),
                ('row_count', models.PositiveIntegerField(default=0)),
                ('new_count', models.PositiveIntegerField(default=0)),
                ('here_count', models.PositiveIntegerField(default=0)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SheetProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='imports.sheet')),
                ('rows_done', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SheetRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.sheet')),
                ('number', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('NEW', 'Will be added'), ('HERE', 'Already here'), ('PROBLEM', 'Needs mending')], max_length=8)),
                ('values', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('problems', models.JSONField(default=list)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['sheet', 'outcome', 'number'], name='imports_she_sheet_i_1d8253_idx')],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='one_row_a_number'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'PROBLEM'), _negated=True), models.Q(('problems', []), _negated=True), ('values', {}), _connector='OR'), name='row_with_a_problem_says_which')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheet',
            trigger=pgtrigger.compiler.Trigger(name='sheet_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{READING:DISCARDED,READING:PREVIEW,READING:REFUSED,REFUSED:DISCARDED,PREVIEW:CONFIRMED,PREVIEW:DISCARDED,CONFIRMED:DONE,CONFIRMED:PREVIEW,DONE:UNDONE}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='ed268001a72428eb03e44af6a33bcfd778d7722b', operation='UPDATE', pgid='pgtrigger_sheet_moves_46ff8', table='imports_sheet', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheet',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "imports_sheetevent" ("confirmed_at", "confirmed_by_id", "done_at", "file_name", "forgotten_at", "here_count", "id", "kind", "language", "new_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem_count", "refusal", "row_count", "sent_at", "sent_by_id", "status", "team_id", "undone_at", "undone_by_id") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."done_at", NEW."file_name", NEW."forgotten_at", NEW."here_count", NEW."id", NEW."kind", NEW."language", NEW."new_count", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem_count", NEW."refusal", NEW."row_count", NEW."sent_at", NEW."sent_by_id", NEW."status", NEW."team_id", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='94dd7c949e0ecc616832f975278162a2029d13e8', operation='INSERT', pgid='pgtrigger_insert_insert_ad57c', table='imports_sheet', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheet',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."confirmed_by_id" IS DISTINCT FROM (NEW."confirmed_by_id") OR OLD."done_at" IS DISTINCT FROM (NEW."done_at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."forgotten_at" IS DISTINCT FROM (NEW."forgotten_at") OR OLD."here_count" IS DISTINCT FROM (NEW."here_count") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."new_count" IS DISTINCT FROM (NEW."new_count") OR OLD."problem_count" IS DISTINCT FROM (NEW."problem_count") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."undone_at" IS DISTINCT FROM (NEW."undone_at") OR OLD."undone_by_id" IS DISTINCT FROM (NEW."undone_by_id"))', func='INSERT INTO "imports_sheetevent" ("confirmed_at", "confirmed_by_id", "done_at", "file_name", "forgotten_at", "here_count", "id", "kind", "language", "new_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem_count", "refusal", "row_count", "sent_at", "sent_by_id", "status", "team_id", "undone_at", "undone_by_id") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."done_at", NEW."file_name", NEW."forgotten_at", NEW."here_count", NEW."id", NEW."kind", NEW."language", NEW."new_count", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem_count", NEW."refusal", NEW."row_count", NEW."sent_at", NEW."sent_by_id", NEW."status", NEW."team_id", NEW."undone_at", NEW."undone_by_id"); RETURN NULL;', hash='cf759a1fd4005aa7170439bb1f9fb47ec5b787f3', operation='UPDATE', pgid='pgtrigger_update_update_bb389', table='imports_sheet', when='AFTER')),
        ),
    ]

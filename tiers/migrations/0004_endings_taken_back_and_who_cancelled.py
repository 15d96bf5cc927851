import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_system_user'),
        ('tiers', '0003_first_materials'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # What is asked of every row from now on must be true of those that stand.
        migrations.RunSQL(
            [
                "UPDATE tiers_session SET cancelled_by = 'OTHER'"
                " WHERE status = 'CANCELLED' AND cancelled_by = ''",
                "UPDATE tiers_case SET planned_end_on = plan.end_on FROM tiers_endingplan plan"
                " WHERE plan.case_id = tiers_case.id AND plan.agreed_at IS NOT NULL"
                " AND planned_end_on <> plan.end_on",
            ],
            migrations.RunSQL.noop,
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='endingrequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='endingrequest',
            name='update_update',
        ),
        migrations.RemoveConstraint(
            model_name='endingrequest',
            name='one_ending_request_open',
        ),
        migrations.AddField(
            model_name='endingrequest',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='endingrequest',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='endingrequestevent',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='endingrequestevent',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endingrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tiers_endingrequestevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "case_id", "confirmed", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."case_id", NEW."confirmed", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='b31e8d7186c2750c615624f397779ed328af61d9', operation='INSERT', pgid='pgtrigger_insert_insert_678ba', table='tiers_endingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='endingrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tiers_endingrequestevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "case_id", "confirmed", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."case_id", NEW."confirmed", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;', hash='3b9fa208e77a54bface66a1c1f1a0505bc45d2dd', operation='UPDATE', pgid='pgtrigger_update_update_67694', table='tiers_endingrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='endingrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('case',), name='one_ending_request_open'),
        ),
        migrations.AddConstraint(
            model_name='endingrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), _connector='OR'), name='ending_request_withdrawn_pair'),
        ),
        migrations.AddConstraint(
            model_name='endingrequest',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='ending_request_answered_or_withdrawn'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'CANCELLED'), _negated=True), models.Q(('cancelled_by', ''), _negated=True), _connector='OR'), name='session_cancelled_says_by_whom'),
        ),
    ]

"""The queue's own SQL, carried by the pgmq package: no extension has to be installed.

Where the server offers the extension already (a managed PostgreSQL), that is used as it is.
"""

from django.db import migrations
from pgmq.install import get_embedded_install_sql

QUEUE = "iirms"


def install(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'pgmq'")
        if cursor.fetchone():
            return
        cursor.execute(get_embedded_install_sql())


def add_queue(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT pgmq.create(%s)", [QUEUE])


def drop_queue(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT pgmq.drop_queue(%s)", [QUEUE])


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
        migrations.RunPython(add_queue, drop_queue),
    ]

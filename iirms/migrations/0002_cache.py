"""The cache's table (what `createcachetable` would make): rate limits count across processes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("iirms", "0001_queue")]
    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE iirms_cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX iirms_cache_expires ON iirms_cache (expires);
            """,
            "DROP TABLE iirms_cache",
        )
    ]

"""The named actor of nightly work: it cannot sign in and belongs to no team."""

from django.db import migrations
from django.utils import timezone

EMAIL = "system@iirms.invalid"


def add(apps, schema_editor):
    User = apps.get_model("people", "User")
    User.objects.create(
        email=EMAIL,
        password="!",
        given_name="IIRMS",
        family_name="",
        profession="SYSTEM",
        is_active=False,
        weekly_hours=0,
        created_at=timezone.now(),
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_schema")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

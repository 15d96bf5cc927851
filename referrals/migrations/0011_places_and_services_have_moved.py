"""What stood in two fields of the referral has moved (0010)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_move_places_and_services")]
    operations = [
        migrations.RemoveField(
            model_name='referral',
            name='other_agencies',
        ),
        migrations.RemoveField(
            model_name='referral',
            name='venues_liked',
        ),
        migrations.RemoveField(
            model_name='referralevent',
            name='other_agencies',
        ),
    ]

"""Places a person knows go to the person; what other services say becomes a row."""

from django.db import migrations


def move(apps, schema_editor):
    Referral = apps.get_model("referrals", "Referral")
    Agency = apps.get_model("referrals", "Agency")
    VenueWish = apps.get_model("people", "VenueWish")
    for referral in Referral.objects.exclude(other_agencies="").iterator():
        Agency.objects.create(
            referral=referral,
            service="As first written",
            says=referral.other_agencies,
            position=0,
        )
    liked = Referral.venues_liked.through.objects.select_related("referral").order_by("pk")
    for row in liked:
        VenueWish.objects.get_or_create(
            service_user_id=row.referral.service_user_id,
            venue_id=row.venue_id,
            defaults={
                "wish": "KNOWS",
                "noted_at": row.referral.touched_at,
                "noted_by_id": row.referral.referrer_id,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_what_the_work_needs")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]

"""The criteria in force when the service begins: the sets screenings have named so far."""

from datetime import date

from django.db import migrations

SINCE = date(2023, 12, 1)  # the Joint Strategy 2023-2028
FIRST = {
    ("men-2023", "MEN"): (
        ("personality", "Likely to have severe personality difficulties"),
        ("reoffending", "High likelihood of violent or sexual reoffending"),
        ("harm", "High or very high risk of serious harm"),
        ("link", "A clear link between personality difficulties and risk"),
    ),
    ("women-2023", "WOMEN"): (
        ("personality", "Likely to have severe personality difficulties"),
        ("offence", "A current offence of violence, arson or against a child, or MAPPA"),
        ("harm", "High risk of committing a further serious offence"),
        ("link", "A clear link between personality difficulties and risk"),
    ),
}


def add(apps, schema_editor):
    CriteriaSet = apps.get_model("referrals", "CriteriaSet")
    Criterion = apps.get_model("referrals", "Criterion")
    for (code, group), criteria in FIRST.items():
        found = CriteriaSet.objects.create(code=code, group=group, in_force_from=SINCE)
        Criterion.objects.bulk_create(
            Criterion(criteria_set=found, code=name, words=words, position=position)
            for position, (name, words) in enumerate(criteria)
        )


class Migration(migrations.Migration):
    replaces = [("referrals", "0006_first_criteria")]
    dependencies = [("referrals", "0001_schema")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

"""The interventions the paper names (N5, N7, N8). A team may switch them off, not rename history."""

from django.db import migrations

CATALOGUE = [
    (1, "consultation", "Consultation with the PP"),
    (1, "formulation", "Formulation"),
    (1, "joint-work", "Limited joint work"),
    (2, "relational", "Relational work"),
    (2, "skills", "Skills"),
    (2, "psychoeducation", "Psychoeducation"),
    (2, "dbt-mindfulness", "DBT: mindfulness"),
    (2, "dbt-distress-tolerance", "DBT: distress tolerance"),
    (2, "dbt-emotion-regulation", "DBT: emotion regulation"),
    (2, "dbt-interpersonal", "DBT: interpersonal effectiveness"),
    (2, "mbt-introduction", "MBT introduction"),
    (2, "transitional", "Transitional support"),
    (2, "practical", "Practical support"),
    (3, "trauma-focused", "Trauma-focused work"),
    (3, "sexual-violence-risk", "Sexual-violence risk support"),
    (3, "collaborative-formulation", "Collaborative formulation"),
    (3, "other-specialist", "Other specialist work"),
]


def add(apps, schema_editor):
    Intervention = apps.get_model("tiers", "Intervention")
    Intervention.objects.bulk_create(
        Intervention(tier=tier, code=code, name=name, position=position)
        for position, (tier, code, name) in enumerate(CATALOGUE)
    )


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_schema")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

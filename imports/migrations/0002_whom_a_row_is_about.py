import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_schema"), ("people", "0001_schema")]

    operations = [
        migrations.AlterModelOptions(
            name="sheetrow",
            options={"verbose_name_plural": "rows of spreadsheets"},
        ),
        migrations.AddField(
            model_name="sheetrow",
            name="service_user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.serviceuser",
            ),
        ),
    ]

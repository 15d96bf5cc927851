from django.db import migrations

# Rows kept from before: whom each is about, by what it became or what it was already.
ABOUT = """
UPDATE imports_sheetrow row SET service_user_id = {person}
FROM imports_sheet sheet, {table} subject
WHERE sheet.id = row.sheet_id AND sheet.kind = '{kind}' AND subject.id = row.subject_id
"""
SUBJECTS = (
    ("PEOPLE", "people_serviceuser", "subject.id"),
    ("REFERRALS", "referrals_referral", "subject.service_user_id"),
    ("CASES", "tiers_case", "subject.service_user_id"),
    (
        "SESSIONS",
        "tiers_session",
        "(SELECT service_user_id FROM tiers_case WHERE tiers_case.id = subject.case_id)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_whom_a_row_is_about"),
        ("referrals", "0001_schema"),
        ("tiers", "0001_schema"),
    ]

    operations = [
        migrations.RunSQL(
            ABOUT.format(kind=kind, table=table, person=person), migrations.RunSQL.noop
        )
        for kind, table, person in SUBJECTS
    ]

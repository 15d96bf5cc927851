"""What is said in supervision stays between the two: on no page, in no answer, no trail and no mail."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection

from flags import schedule
from supervision import actions
from supervision.actions import Said, ToDo
from supervision.models import AgreedAction, SupervisionRecord
from tests import factories as make
from tests.walk import addresses, rows_share_numbers  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_share_numbers", "now")]
NOW = make.NOW
CANARY = "KANARI"


@pytest.fixture
def spoken(agreement, practitioner, psychologist, service_user, lead, colleague):
    """A case, and supervision about it: booked, recorded, changed, confirmed, cancelled, overdue."""
    case = make.make_case(service_user, practitioner=practitioner, lead=lead)
    make.make_session(case, when=NOW - timedelta(days=5))
    said = Said(
        minutes=60,
        themes=["CASES", f"{CANARY}-theme"],
        summary=f"{CANARY}-summary",
        feelings=f"{CANARY}-feelings",
        case_ids=[case.pk],
        to_do=[ToDo(f"{CANARY}-action", practitioner.pk)],
    )
    record = actions.record_unplanned_supervision(
        agreement_id=agreement.pk,
        held_at=NOW - timedelta(days=40),
        said=said,
        by=practitioner,
        at=NOW,
    )
    actions.amend_supervision(record_id=record.pk, said=said, by=practitioner, at=NOW)
    actions.confirm_supervision(record_id=record.pk, by=psychologist, at=NOW)
    actions.finish_action(action_id=record.actions.first().pk, by=practitioner, at=NOW)
    cancelled = actions.plan_supervision(
        agreement_id=agreement.pk, planned_for=NOW + timedelta(days=2), by=practitioner, at=NOW
    )
    actions.cancel_supervision(
        record_id=cancelled.pk, reason=f"{CANARY}-reason", by=practitioner, at=NOW
    )
    call_command("sweep", verbosity=0)
    return record


def test_why_an_agreement_ends_stands_in_it_and_in_no_trail(agreement, practitioner):
    """It may say what passed between the two. Its page says that the lead can read it."""
    actions.end_agreement(
        agreement_id=agreement.pk, reason=f"{CANARY}-ended", by=practitioner, at=NOW
    )
    assert tables_with_a_word_of_it() == {"supervision_agreement"}


# Signing out would end the walk.
LEFT_OUT = re.compile(r"^/accounts/logout|^/language/|^/health/")


@pytest.mark.ci
@pytest.mark.parametrize(
    "who", ["lead", "administrator", "colleague", "stranger", "pp", "supervisor"]
)
def test_no_page_and_no_answer_shows_a_word_of_it_to_anybody_else(as_user, spoken, who, request):
    client = as_user(request.getfixturevalue(who))
    numbers = sorted(
        {model.objects.values_list("pk", flat=True).first() for model in ours()}
        | set(SupervisionRecord.objects.values_list("pk", flat=True))
        | set(AgreedAction.objects.values_list("pk", flat=True))
    )
    walked, shown = 0, []

    for address in addresses(numbers):
        if LEFT_OUT.match(address):
            continue
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        walked += 1
        if CANARY.encode() in body:
            shown.append(address)

    assert shown == []
    assert walked > 60


def ours():
    return [
        apps.get_model(name)
        for name in (
            "flags.Flag",
            "people.ServiceUser",
            "people.Team",
            "referrals.Referral",
            "tiers.Case",
            "tiers.Session",
            "supervision.Agreement",
        )
    ]


def test_the_two_do_read_it_so_that_the_walk_proves_something(as_user, spoken, practitioner):
    text = as_user(practitioner).get(spoken.get_absolute_url()).content.decode()

    for word in ("theme", "summary", "feelings", "action"):
        assert f"{CANARY}-{word}" in text


def tables_with_a_word_of_it():
    """Trail, history, flags, sessions, queue: every table of the database is read."""
    holding = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE'"
            "   AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, table in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{schema}"."{table}" AS one WHERE one::text LIKE %s',
                [f"%{CANARY}%"],
            )
            if cursor.fetchone()[0]:
                holding.add(table)
    return holding


def test_no_table_but_the_twos_own_holds_a_word_of_it(spoken):
    holding = tables_with_a_word_of_it()
    assert holding == {"supervision_supervisionrecord", "supervision_agreedaction"}


def test_no_mail_holds_a_word_of_it(spoken, celery_now):
    schedule.send_digests.apply()

    assert mail.outbox
    assert [letter for letter in mail.outbox if CANARY in letter.subject + letter.body] == []

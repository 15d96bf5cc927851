"""The sweep, putting off, and the digest."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from audit.models import AuditEvent
from flags import actions, registry, schedule
from flags.models import Digest, Flag
from flags.rules import QUARTER_HOURLY, FlagKind, Swept
from people.models import Absence, AccessLimit, User
from people.rules import NotAllowed
from tests import factories as make
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)
SILENT = FlagKind.NO_CONTACT


@pytest.fixture
def case(service_user, practitioner):
    return make.make_case(service_user, practitioner=practitioner)


@pytest.fixture
def flag(case, sweep):
    return sweep(SILENT)[0]


def run(kind=SILENT, at=NOW):
    return actions.sweep(kind=kind, rows=registry.rules()[kind](at), at=at)


# --- The sweep --------------------------------------------------------------------------------


def test_every_kind_has_a_rule_in_the_app_it_is_about():
    assert set(registry.rules()) == set(FlagKind)
    assert set(registry.rules()) >= QUARTER_HOURLY


def test_a_sweep_says_what_it_did_and_leaves_one_trace(case):
    assert run() == Swept(SILENT, raised=1, moved=0, cleared=0, open=1)

    event = AuditEvent.objects.get()
    assert (event.action, event.actor_name) == ("flags_swept", str(User.objects.system()))
    assert event.detail == {"kind": SILENT, "raised": 1, "moved": 0, "cleared": 0}


def test_a_second_sweep_raises_nothing_twice_and_leaves_no_trace(case):
    run()
    before = Flag.objects.values().get()

    assert run() == Swept(SILENT, raised=0, moved=0, cleared=0, open=1)

    assert Flag.objects.values().get() == before
    assert Flag.pgh_event_model.objects.count() == 1
    assert AuditEvent.objects.count() == 1


def test_a_flag_is_cleared_when_its_cause_goes_and_raised_anew_when_it_returns(case):
    run()
    session = make.make_session(case, when=NOW - DAY, status="HELD")
    assert run().cleared == 1

    session.delete()
    assert run().raised == 1
    assert list(Flag.objects.order_by("pk").values_list("cleared_at", flat=True)) == [NOW, None]


def test_a_flag_follows_the_case_to_its_new_practitioner(case, colleague):
    run()
    case.practitioner = colleague
    case.save()

    assert run() == Swept(SILENT, raised=0, moved=1, cleared=0, open=1)
    assert Flag.objects.get().owner == colleague


def test_a_sweep_of_one_kind_leaves_the_others_alone(case, sweep):
    make.make_session(case, when=NOW - 5 * DAY)
    sweep(FlagKind.SESSION_UNRECORDED)

    actions.sweep(kind=SILENT, rows=registry.rules()[SILENT](NOW - 90 * DAY), at=NOW)

    assert Flag.objects.open().get().kind == FlagKind.SESSION_UNRECORDED


def test_history_says_that_the_sweep_did_it(case):
    run()

    row = Flag.pgh_event_model.objects.get()
    assert row.pgh_context.metadata["action"] == "flags_swept"


def test_a_sweep_whose_trail_cannot_be_written_changes_nothing(case):
    User.objects.filter(pk=User.objects.system().pk).update(
        given_name="S" * 80, family_name="S" * 80
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent ALTER COLUMN actor_name TYPE varchar(100)")

    with pytest.raises(DatabaseError), transaction.atomic():
        run()

    assert not Flag.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_raise_each_flag_once(team, practitioner, pp):
    for number in range(20):
        person = make.make_service_user(team, added_by=pp, given_name=f"Person{number}")
        make.make_case(person, practitioner=practitioner)
    done = together(run, run, run)

    assert sorted(swept.raised for swept in done) == [0, 0, 20]
    assert Flag.objects.open().count() == Flag.objects.count() == 20
    assert AuditEvent.objects.filter(action="flags_swept").count() == 1


def test_the_nightly_task_runs_every_rule(case, celery_now):
    schedule.sweep.apply()

    assert Flag.objects.open().filter(kind=SILENT).count() == 1


def test_the_night_discards_drafts_whose_time_is_up(service_user, pp, celery_now):
    draft = make.make_referral(service_user, referrer=pp, status="DRAFT", days_ago=91)

    schedule.sweep.apply()

    draft.refresh_from_db()
    assert draft.status == "DISCARDED"
    assert not Flag.objects.open().filter(kind=FlagKind.DRAFT_EXPIRING).exists()


def test_the_quarter_hourly_task_runs_the_light_rules_only(case, celery_now):
    make.make_session(case, when=NOW - 5 * DAY)

    schedule.sweep.apply(kwargs={"quick": True})

    assert {flag.kind for flag in Flag.objects.all()} == {FlagKind.SESSION_UNRECORDED}


def test_a_task_of_a_later_release_with_more_to_say_still_runs(case, celery_now):
    schedule.sweep_kind.apply(kwargs={"kind": SILENT, "something_new": 1}).get()

    assert Flag.objects.exists()


def test_the_sweep_by_hand_prints_what_it_did(case, capsys):
    call_command("sweep")

    lines = {line.split("  ")[0]: line.split() for line in capsys.readouterr().out.splitlines()}
    assert lines["No contact"][-4:] == ["1", "0", "0", "1"]
    assert Flag.objects.filter(kind=SILENT).count() == 1


def test_the_sweep_by_hand_takes_kinds_and_refuses_unknown_ones(case, capsys):
    call_command("sweep", "NO_CONTACT")
    assert "Supervision" not in capsys.readouterr().out

    with pytest.raises(CommandError, match="NO_CONTACTS"):
        call_command("sweep", "NO_CONTACTS")


def test_every_job_the_clock_starts_is_a_task_the_worker_knows():
    from iirms.celery import app

    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert named - set(app.tasks) == set()


# --- Putting off -----------------------------------------------------------------------------------


def snooze(flag, *, by, until=TODAY + 7 * DAY, reason="He is in hospital"):
    return actions.snooze(flag_id=flag.pk, until=until, reason=reason, by=by, at=NOW)


@pytest.mark.parametrize("who", ["practitioner", "lead"])
def test_a_flag_is_put_off_and_comes_back_on_its_day(flag, who, request):
    snooze(flag, by=request.getfixturevalue(who))

    assert not Flag.objects.showing(TODAY + 6 * DAY).exists()
    assert Flag.objects.put_off(TODAY).exists()
    assert Flag.objects.showing(TODAY + 7 * DAY).get() == flag
    event = AuditEvent.objects.get(action="flag_snoozed")
    assert (event.reason, event.service_user_id) == ("He is in hospital", flag.service_user_id)


def test_a_sweep_keeps_what_was_put_off_and_clears_it_when_the_cause_goes(
    flag, case, practitioner, sweep
):
    snooze(flag, by=practitioner)
    assert [found.snoozed_until for found in sweep(SILENT)] == [TODAY + 7 * DAY]

    make.make_session(case, when=NOW - DAY, status="HELD")
    assert sweep(SILENT) == []


@pytest.mark.parametrize(
    ("until", "reason"), [(TODAY, "Why"), (TODAY + DAY, ""), (TODAY + 29 * DAY, "x")]
)
def test_putting_off_is_refused_without_a_day_ahead_and_a_reason(flag, practitioner, until, reason):
    with pytest.raises(NotAllowed):
        snooze(flag, by=practitioner, until=until, reason=reason)


@pytest.mark.parametrize("who", ["stranger", "colleague", "administrator", "pp"])
def test_nobody_else_puts_a_flag_off(flag, who, request):
    with pytest.raises(ObjectDoesNotExist):
        snooze(flag, by=request.getfixturevalue(who))


def test_a_cleared_flag_is_not_put_off(flag, practitioner):
    Flag.objects.update(cleared_at=NOW)

    with pytest.raises(ObjectDoesNotExist):
        snooze(flag, by=practitioner)


def test_putting_off_whose_trail_cannot_be_written_does_not_happen(flag, practitioner):
    by = User.objects.get(pk=practitioner.pk)
    by.given_name = "N" * 300

    with pytest.raises(DatabaseError), transaction.atomic():
        snooze(flag, by=by)

    flag.refresh_from_db()
    assert flag.snoozed_until is None


def test_whoever_is_barred_from_the_person_sees_no_flag_about_them(flag, practitioner, lead):
    flag.service_user.has_exclusions = True
    flag.service_user.save()
    AccessLimit.objects.create(service_user=flag.service_user, user=practitioner, kind="EXCLUDED")

    assert not Flag.objects.visible_to(practitioner).exists()
    assert Flag.objects.visible_to(lead).exists()


def test_a_draft_is_its_writers_alone_and_so_is_its_flag(sweep, service_user, pp, lead):
    make.make_referral(service_user, referrer=pp, status="DRAFT", days_ago=80)
    sweep(FlagKind.DRAFT_EXPIRING)

    assert Flag.objects.visible_to(pp).exists()
    assert not Flag.objects.visible_to(lead).exists()


def test_counts_per_person_take_one_statement(flag, practitioner, django_assert_num_queries):
    practitioner.held  # noqa: B018
    seen = Flag.objects.visible_to(practitioner).showing(TODAY)

    with django_assert_num_queries(1):
        assert seen.count_per_person([flag.service_user_id]) == {flag.service_user_id: 1}


# --- The digest ------------------------------------------------------------------------------------


def test_a_digest_says_how_many_and_where_and_nothing_else(case, practitioner, sweep, lead):
    make.make_session(case, when=NOW - 5 * DAY)
    case.review_on = TODAY
    case.save()
    for kind in (SILENT, FlagKind.SESSION_UNRECORDED, FlagKind.REVIEW_DUE):
        sweep(kind)

    assert actions.send_digest(user_id=practitioner.pk, at=NOW)

    letter = mail.outbox[0]
    text = f"{letter.subject}\n{letter.body}".lower()
    assert letter.to == [practitioner.email]
    assert letter.subject == "IIRMS: 3 things wait for you"
    assert "2 of them need you now" in letter.body
    assert "http://testserver/flags/" in letter.body
    person = case.service_user
    leaks = [
        person.given_name,
        person.family_name,
        person.crn,
        practitioner.family_name,
        lead.family_name,
        *(str(kind.label) for kind in FlagKind),
    ]
    assert [word for word in leaks if word.lower() in text] == []


def test_nobody_is_mailed_twice_a_day(flag, practitioner):
    assert actions.send_digest(user_id=practitioner.pk, at=NOW)
    assert not actions.send_digest(user_id=practitioner.pk, at=NOW + timedelta(hours=3))
    assert schedule.who_gets_a_digest(NOW) == []

    assert schedule.who_gets_a_digest(NOW + DAY) == [practitioner.pk]
    assert len(mail.outbox) == 1


def test_who_wants_no_digest_or_has_nothing_showing_gets_none(flag, practitioner, lead):
    assert schedule.who_gets_a_digest(NOW) == [practitioner.pk]

    snooze(flag, by=practitioner)
    assert schedule.who_gets_a_digest(NOW) == []
    assert not actions.send_digest(user_id=practitioner.pk, at=NOW)

    Flag.objects.update(snoozed_until=None, snoozed_at=None, snoozed_by=None)
    User.objects.filter(pk=practitioner.pk).update(digest="NEVER")
    assert schedule.who_gets_a_digest(NOW) == []
    assert not actions.send_digest(user_id=practitioner.pk, at=NOW)
    assert mail.outbox == []


def test_who_is_away_is_left_in_peace(flag, practitioner):
    Absence.objects.create(user=practitioner, kind="LEAVE", starts_on=TODAY)

    assert schedule.who_gets_a_digest(NOW) == []


def test_a_mail_server_that_fails_is_tried_again_later(flag, practitioner, settings):
    settings.EMAIL_BACKEND = "tests.flags.broken_mail.Backend"
    with pytest.raises(OSError, match="no route"):
        actions.send_digest(user_id=practitioner.pk, at=NOW)
    assert not Digest.objects.exists()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.send_digest(user_id=practitioner.pk, at=NOW)
    assert len(mail.outbox) == 1


def test_the_days_digests_are_one_task_each(flag, practitioner, celery_now):
    schedule.send_digests.apply()

    assert [letter.to for letter in mail.outbox] == [[practitioner.email]]


def test_the_day_of_a_digest_is_the_day_in_london(flag, practitioner):
    """23:30 UTC on 30 June is 1 July in London."""
    evening = NOW.replace(month=6, day=30, hour=23, minute=30)
    with time_machine.travel(evening, tick=False):
        actions.send_digest(user_id=practitioner.pk, at=evening)

    assert str(Digest.objects.get().day) == "2026-07-01"

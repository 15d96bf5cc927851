"""Cases and past sessions brought in: the work as it was, on the days it was."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from audit.models import AuditEvent
from imports import actions
from people.models import AccessLimit, ServiceUser, User, Venue
from people.permissions import Profession, Role
from people.rules import NotAllowed
from referrals.models import Referral, ReferralStatusChange
from tests import factories as make
from tiers import actions as tiers
from tiers.models import Case, CaseStatusChange, Holding, Session

from .sheets import bring_in, problems, send, workbook

LONDON = ZoneInfo("Europe/London")
CASE = ["CRN", "Tier", "Practitioner", "Started on", "Ended on", "Why it ended"]
SESSION = ["CRN", "Date", "Start time", "What happened", "Minutes", "Notes"]


@pytest.fixture
def cases(lead, team, now):
    return {"by": lead, "team": team, "at": now, "kind": "CASES"}


@pytest.fixture
def sessions(cases):
    return cases | {"kind": "SESSIONS"}


@pytest.fixture
def referral(service_user, pp):
    ServiceUser.objects.filter(pk=service_user.pk).update(crn="X700001")
    return make.make_referral(service_user, referrer=pp, status="WAITING", days_ago=400)


def live(worker, **cells):
    row = dict(zip(CASE, ["X700001", "2", worker.email, "01/12/2025", None, None], strict=True))
    return list((row | cells).values())


def ended(worker, **cells):
    return live(worker, **{"Ended on": "01/06/2026", "Why it ended": "The work is done"} | cells)


def test_work_that_started_last_year_is_under_way(cases, referral, practitioner):
    bring_in(workbook(CASE, live(practitioner)), **cases)
    case = Case.objects.get()
    assert (case.status, case.practitioner, case.referral) == ("OPEN", practitioner, referral)
    assert case.opened_at.date() == date(2025, 12, 1)
    assert case.aim_risk == referral.hope_risk
    assert Holding.objects.get().to_at is None
    referral.refresh_from_db()
    assert referral.status == "ALLOCATED"
    moved = ReferralStatusChange.objects.get(to_status="ALLOCATED")
    assert (moved.from_status, moved.at) == ("WAITING", case.opened_at)
    assert AuditEvent.objects.get(action="case_brought_in").service_user_id == case.service_user_id


def test_work_that_has_ended_has_ended(cases, referral, practitioner):
    User.objects.filter(pk=practitioner.pk).update(is_active=False)
    bring_in(workbook(CASE, ended(practitioner)), **cases)
    case = Case.objects.get()
    assert (case.status, case.ending_reason) == ("ENDED", "COMPLETED")
    story = CaseStatusChange.objects.order_by("at").values_list("to_status", flat=True)
    assert list(story) == ["OPEN", "ENDED"]
    assert Holding.objects.get().to_at == case.ended_at
    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == ("CLOSED", case.ended_at)
    moves = ReferralStatusChange.objects.exclude(to_status="WAITING").order_by("at")
    assert [row.to_status for row in moves] == ["ALLOCATED", "CLOSED"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Tier": "3"}, "tier"),
        ({"Practitioner": "nobody@example.wales"}, "worker"),
        ({"Started on": "01/01/2020"}, "opened_on"),
        ({"Started on": "01/01/2027"}, "opened_on"),
        ({"Ended on": "01/06/2026"}, "ending_reason"),
        ({"Ended on": "01/01/2027", "Why it ended": "Completed"}, "ended_on"),
        ({"Ended on": "30/11/2025", "Why it ended": "Completed"}, "ended_on"),
        ({"Why it ended": "Completed"}, "ended_on"),
        ({"Planned end": "01/12/2025"}, "planned_end_on"),
        ({"Next review": "01/12/2025"}, "review_on"),
    ],
)
def test_what_allocating_refuses_is_refused_here(cases, referral, practitioner, cells, column):
    more = [name for name in cells if name not in CASE]
    found = problems(send(workbook([*CASE, *more], live(practitioner, **cells)), **cases))
    assert [where for _row, where, _words in found] == [column]


def test_live_work_needs_somebody_who_may_do_it(cases, referral, team):
    psychologist = make.make_user(
        team, Role.PRACTITIONER, profession=Profession.CLINICAL_PSYCHOLOGIST
    )
    left = make.make_user(team, Role.PRACTITIONER, is_active=False)
    for worker, said in ((psychologist, "Tier 2 work is done by"), (left, "no longer works")):
        found = problems(send(workbook(CASE, live(worker)), **cases))
        assert (found[0][1], said in found[0][2]) == ("worker", True)


def test_somebody_barred_from_the_record_cannot_hold_it(cases, referral, practitioner):
    AccessLimit.objects.create(
        service_user=referral.service_user, user=practitioner, kind="EXCLUDED"
    )
    ServiceUser.objects.filter(pk=referral.service_user_id).update(has_exclusions=True)
    found = problems(send(workbook(CASE, live(practitioner)), **cases))
    assert "must not see" in found[0][2]


def test_one_referral_has_one_case(cases, referral, practitioner):
    again = live(practitioner, **{"Started on": "02/12/2025"})
    found = problems(send(workbook(CASE, live(practitioner), again), **cases))
    assert [(row, column) for row, column, _words in found] == [(3, "tier")]
    bring_in(workbook(CASE, live(practitioner)), **cases)
    sheet = send(workbook(CASE, live(practitioner)), **cases)
    assert (sheet.here_count, sheet.problem_count) == (1, 0)


@pytest.mark.parametrize("row", [live, ended])
def test_undone_the_referral_waits_again(cases, referral, practitioner, row):
    before = ReferralStatusChange.objects.count()
    sheet = bring_in(workbook(CASE, row(practitioner)), **cases)
    actions.undo_sheet(sheet_id=sheet.pk, by=cases["by"], at=cases["at"])
    assert not Case.objects.exists()
    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == ("WAITING", None)
    assert ReferralStatusChange.objects.count() == before


def test_met_since_a_case_cannot_be_undone(cases, referral, practitioner):
    sheet = bring_in(workbook(CASE, live(practitioner)), **cases)
    make.make_session(Case.objects.get())
    with pytest.raises(NotAllowed, match="worked on since"):
        actions.undo_sheet(sheet_id=sheet.pk, by=cases["by"], at=cases["at"])


# --- Sessions --------------------------------------------------------------------------------------


@pytest.fixture
def case(cases, referral, practitioner):
    bring_in(workbook(CASE, live(practitioner)), **cases)
    return Case.objects.get()


def held(**cells):
    row = dict(
        zip(SESSION, ["X700001", "05/01/2026", "9:30am", "Held", 75, "She talked"], strict=True)
    )
    return list((row | cells).values())


def test_a_past_session_is_in_the_record(sessions, case, practitioner):
    venue = Venue.objects.create(name="Barry office", kind="PROBATION_OFFICE")
    bring_in(workbook([*SESSION, "Venue"], held(Venue="barry OFFICE")), **sessions)
    session = Session.objects.get()
    assert session.planned_for == datetime(2026, 1, 5, 9, 30, tzinfo=LONDON)
    assert (session.case, session.practitioner, session.venue) == (case, practitioner, venue)
    assert (session.minutes, session.iirms_only, session.shared_with_pp) == (75, "She talked", "")
    assert session.recorded_by == sessions["by"]


def test_summer_time_is_london_time(sessions, case):
    bring_in(workbook(SESSION, held(**{"Date": "06/07/2026", "Start time": None})), **sessions)
    assert Session.objects.get().planned_for == datetime(2026, 7, 6, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Date": "01/01/2025"}, "held_on"),
        ({"Date": "01/01/2027"}, "held_on"),
        ({"Minutes": None}, "minutes"),
        ({"Minutes": 481}, "minutes"),
        ({"Minutes": 0}, "minutes"),
        ({"What happened": "DNA", "Minutes": None}, "missed_by"),
        ({"What happened": "DNA", "Missed by": "DNA"}, "minutes"),
        ({"What happened": "Planned"}, "outcome"),
        ({"Start time": "2:30"}, "starts_at"),
        ({"Practitioner": "nobody@example.wales"}, "worker"),
        ({"Venue": "The Moon"}, "venue"),
        ({"Tier": "3"}, "held_on"),
    ],
)
def test_what_recording_refuses_is_refused_here(sessions, case, cells, column):
    more = [name for name in cells if name not in SESSION]
    found = problems(send(workbook([*SESSION, *more], held(**cells)), **sessions))
    assert [where for _row, where, _words in found] == [column]


def test_a_missed_session_says_by_whom(sessions, case):
    row = held(**{"What happened": "DNA", "Minutes": None, "Missed by": "DNA"})
    bring_in(workbook([*SESSION, "Missed by"], row), **sessions)
    assert Session.objects.get().missed_by == "PERSON_NOT_TOLD"


def test_one_moment_has_one_session(sessions, case):
    found = problems(send(workbook(SESSION, held(), held()), **sessions))
    assert [(row, column) for row, column, _words in found] == [(3, "starts_at")]
    bring_in(workbook(SESSION, held()), **sessions)
    sheet = send(workbook(SESSION, held()), **sessions)
    assert (sheet.here_count, sheet.problem_count) == (1, 0)


def test_undone_or_corrected_since(sessions, case):
    sheet = bring_in(workbook(SESSION, held()), **sessions)
    tiers.add_correction(
        session_id=Session.objects.get().pk,
        words="It was Tuesday",
        by=sessions["by"],
        at=sessions["at"],
    )
    with pytest.raises(NotAllowed, match="worked on since"):
        actions.undo_sheet(sheet_id=sheet.pk, by=sessions["by"], at=sessions["at"])
    other = bring_in(workbook(SESSION, held(Date="12/01/2026")), **sessions)
    actions.undo_sheet(sheet_id=other.pk, by=sessions["by"], at=sessions["at"])
    assert Session.objects.count() == 1


def test_the_doors_ask_who_one_is(case, pp, team, now):
    for door in (tiers.bring_in_cases, tiers.bring_in_sessions):
        with pytest.raises(NotAllowed):
            door([], team_id=team.pk, by=pp, at=now, source="")


def test_the_doors_hold_the_rules(case, cases, now, team, lead):
    past = tiers.PastSession(
        case_id=case.pk,
        service_user_id=case.service_user_id,
        practitioner_id=lead.pk,
        held_at=now,
        outcome="HELD",
    )
    with pytest.raises(NotAllowed, match="how long"):
        tiers.bring_in_sessions([past], team_id=team.pk, by=lead, at=now, source="")


def test_a_referral_that_left_the_list_meanwhile_sends_the_sheet_back(
    cases, referral, practitioner
):
    sheet = send(workbook(CASE, live(practitioner)), **cases)
    actions.confirm_sheet(sheet_id=sheet.pk, by=cases["by"], at=cases["at"])
    Referral.objects.filter(pk=referral.pk).update(
        status="DECLINED",
        decline_reason="OTHER",
        words_to_referrer="x",
        ended_at=cases["at"],
        ended_by=cases["by"],
    )
    actions.bring_in_sheet(sheet_id=sheet.pk, at=cases["at"])
    sheet.refresh_from_db()
    assert (sheet.status, sheet.problem_count) == ("PREVIEW", 1)
    assert not Case.objects.exists()


def test_a_cancelled_session_sent_twice_is_here_already(sessions, cases, referral, practitioner):
    bring_in(workbook(CASE, live(practitioner)), **cases)
    cancelled = ["X700001", "10/02/2026", "10:00", "Cancelled", None, None]
    held = ["X700001", "10/02/2026", "10:00", "Held", "60", None]
    rows = [[*cancelled, "Practitioner"], [*held, None]]
    data = workbook([*SESSION, "Who cancelled it"], *rows)
    bring_in(data, **sessions)
    assert sorted(Session.objects.values_list("status", flat=True)) == ["CANCELLED", "HELD"]
    with pytest.raises(NotAllowed, match="Every row is here already"):
        bring_in(data, **sessions)


def test_today_is_the_day_in_london(sessions, cases, referral, practitioner):
    """Half past midnight in June: in Greenwich it is still the day before."""
    bring_in(workbook(CASE, live(practitioner)), **cases)
    night = datetime(2026, 6, 11, 0, 30, tzinfo=LONDON)
    today = ["X700001", "11/06/2026", None, "Held", "60", None]
    sheet = send(workbook(SESSION, today), **sessions | {"at": night.astimezone(UTC)})
    assert problems(sheet) == []

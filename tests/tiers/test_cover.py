"""Who covers while somebody is away: from the first day to the last by the days of London, never longer,
and never further than they may look anyway."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from flags import actions as flag_actions
from flags.models import Flag
from flags.rules import FlagKind
from notices.models import Notice
from notices.rules import NoticeKind
from people.actions import record_absence
from people.models import Absence, AccessLimit, Membership, ServiceUser, User
from people.permissions import Role
from people.rules import NotAllowed
from referrals.models import Referral
from referrals.rules import Status
from supervision.models import SupervisionRecord
from tests import factories as make
from tiers import actions
from tiers.models import Case, Session
from tiers.schedule import session_unrecorded

pytestmark = pytest.mark.django_db
TODAY = make.TODAY


def fresh(user):
    """As the next request would load them: what one may do is read once a request."""
    return User.objects.get(pk=user.pk)


def away(user, cover, *, first=TODAY, last=TODAY + timedelta(days=3)):
    return Absence.objects.create(
        user=user, kind="LEAVE", starts_on=first, ends_on=last, cover=cover
    )


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def caseload(as_user):
    def text_of(user):
        return as_user(user).get(reverse("tiers:caseload")).text

    return text_of


# --- The days ---------------------------------------------------------------------------------------


SUMMER = {"first": date(2026, 6, 10), "last": date(2026, 6, 12)}


@pytest.mark.parametrize(
    ("at", "covers"),
    [
        (datetime(2026, 6, 9, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 6, 9, 23, 1, tzinfo=UTC), True),  # 10 June has begun in London
        (datetime(2026, 6, 11, 12, 0, tzinfo=UTC), True),
        (datetime(2026, 6, 12, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 6, 12, 23, 1, tzinfo=UTC), False),  # 13 June in London
    ],
)
def test_cover_begins_and_ends_by_itself_with_the_days_of_london(
    at, covers, practitioner, colleague
):
    away(practitioner, colleague, **SUMMER)
    with time_machine.travel(at, tick=False):
        assert fresh(colleague).stands_in_for == (
            frozenset({practitioner.pk}) if covers else frozenset()
        )
        assert not fresh(practitioner).stands_in_for


def test_the_cover_sees_the_cases_marked_with_until_when(case, practitioner, colleague, caseload):
    assert "Rhys Private" not in caseload(colleague)
    absence = away(practitioner, colleague)
    page = caseload(colleague)
    assert "Covering for Nia Nurse until Thursday 26 November" in page
    assert "Rhys Private" in page
    absence.ends_on = TODAY - timedelta(days=1)
    absence.starts_on = TODAY - timedelta(days=9)
    absence.save()
    assert "Rhys Private" not in caseload(colleague)


def test_an_absence_without_an_end_is_covered_until_somebody_enters_one(
    case, practitioner, colleague, caseload
):
    away(practitioner, colleague, first=TODAY - timedelta(days=40), last=None)
    assert "Covering for Nia Nurse, until they are back" in caseload(colleague)


def test_my_day_shows_the_sessions_of_the_days_that_are_covered(
    case, practitioner, colleague, as_user
):
    make.make_session(case, when=make.NOW + timedelta(hours=3))
    make.make_session(case, when=make.NOW + timedelta(days=5))
    away(practitioner, colleague)
    page = as_user(colleague).get(reverse("reports:home"))
    (today,) = page.context["diary"]["today"]
    assert today.where.endswith("for Nia Nurse")
    assert page.context["diary"]["week"] == []  # by then she is back
    assert "covering for Nia Nurse until 26 Nov" in page.text


def test_covering_costs_one_statement_more_however_many_cases(
    case, practitioner, colleague, team, pp, as_user, get_statements
):
    client, url = as_user(colleague), reverse("tiers:caseload")
    make.make_case(make.make_service_user(team, added_by=pp), practitioner=colleague)
    alone = len(get_statements(client, url)[1])
    away(practitioner, colleague)
    one = len(get_statements(client, url)[1])
    for _number in range(3):
        make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner)
    assert len(get_statements(client, url)[1]) == one == alone + 1 <= 12


# --- What the cover does ------------------------------------------------------------------------------


def test_the_cover_records_and_the_next_stays_in_the_holders_diary(case, practitioner, colleague):
    away(practitioner, colleague, first=TODAY)
    session = make.make_session(case, when=make.NOW - timedelta(hours=2))
    actions.record_session(
        session_id=session.pk,
        outcome="HELD",
        minutes=50,
        next_for=make.NOW + timedelta(days=7),
        by=fresh(colleague),
        at=make.NOW,
    )
    session.refresh_from_db()
    assert (session.practitioner, session.recorded_by) == (colleague, colleague)
    assert Session.objects.planned().get().practitioner == practitioner


def test_what_was_met_before_the_absence_stays_the_holders(case, practitioner, colleague):
    session = make.make_session(case, when=make.NOW - timedelta(days=2))
    away(practitioner, colleague, first=TODAY)
    actions.record_session(
        session_id=session.pk, outcome="HELD", minutes=50, by=fresh(colleague), at=make.NOW
    )
    session.refresh_from_db()
    assert session.practitioner == practitioner


def test_a_session_that_was_not_planned_and_a_contact(case, practitioner, colleague):
    away(practitioner, colleague, first=TODAY)
    actions.record_unplanned_session(
        case_id=case.pk,
        held_at=make.NOW - timedelta(hours=1),
        outcome="HELD",
        minutes=30,
        next_for=make.NOW + timedelta(days=7),
        by=fresh(colleague),
        at=make.NOW,
    )
    met, following = Session.objects.order_by("planned_for")
    assert (met.practitioner, following.practitioner) == (colleague, practitioner)


def test_news_goes_to_the_cover_too(case, practitioner, colleague, lead, psychologist):
    away(practitioner, colleague)
    actions.hand_back(case_id=case.pk, words="Moved", by=lead, at=make.NOW)
    told = Notice.objects.filter(kind=NoticeKind.CASE_TAKEN)
    assert set(told.values_list("user_id", flat=True)) == {practitioner.pk, colleague.pk}


# --- How far it reaches -------------------------------------------------------------------------------


def flag_of(case):
    make.make_session(case, when=make.NOW - timedelta(days=5))
    kind = FlagKind.SESSION_UNRECORDED
    flag_actions.sweep(kind=kind, rows=session_unrecorded(make.NOW), at=make.NOW)
    return Flag.objects.get(kind=kind, cleared_at=None)


@pytest.mark.parametrize("limit", ["EXCLUDED", "RESTRICTED"])
def test_one_who_is_barred_stays_barred(limit, case, practitioner, colleague, caseload, as_user):
    person = case.service_user
    if limit == "EXCLUDED":
        AccessLimit.objects.create(service_user=person, user=colleague, kind="EXCLUDED")
        person.has_exclusions = True
    else:
        AccessLimit.objects.create(service_user=person, user=practitioner, kind="NAMED")
        person.is_restricted = True
    person.save()
    away(practitioner, colleague)
    page = caseload(colleague)
    assert "Rhys Private" not in page
    assert "They hold no open case." in page
    assert as_user(colleague).get(case.get_absolute_url()).status_code == 404
    assert flag_of(case).owner == practitioner


def test_one_who_is_named_covers_a_restricted_record(case, practitioner, colleague, caseload):
    person = case.service_user
    for user in (practitioner, colleague):
        AccessLimit.objects.create(service_user=person, user=user, kind="NAMED")
    person.is_restricted = True
    person.save()
    away(practitioner, colleague)
    assert "Rhys Private" in caseload(colleague)
    assert flag_of(case).owner == colleague


def test_cover_never_reaches_into_a_team_one_does_not_work_in(
    case, practitioner, colleague, other_team, caseload
):
    """She works in two teams, the colleague in one of them."""
    Membership.objects.create(user=practitioner, team=other_team, role=Role.PRACTITIONER)
    elsewhere = make.make_service_user(
        other_team, added_by=practitioner, given_name="Else", family_name="Where"
    )
    other = make.make_case(elsewhere, practitioner=practitioner)
    away(practitioner, colleague)
    page = caseload(colleague)
    assert "Rhys Private" in page
    assert "Else Where" not in page
    assert not Case.objects.visible_to(fresh(colleague)).filter(pk=other.pk).exists()
    assert flag_of(other).owner == practitioner


@pytest.mark.parametrize("role", [Role.REFERRER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_only_who_does_the_same_can_cover(role, practitioner, team):
    other = make.make_user(team, role)
    with pytest.raises(NotAllowed, match="does the same work"):
        record_absence(
            user_id=practitioner.pk,
            kind="LEAVE",
            starts_on=TODAY,
            cover_id=other.pk,
            by=practitioner,
            at=make.NOW,
        )
    away(practitioner, other)  # entered before the role was taken away
    assert not fresh(other).stands_in_for
    assert not fresh(other).covers_pps


def test_the_supervision_of_who_is_away_stays_between_the_two(
    case, practitioner, colleague, psychologist, team, as_user, caseload
):
    agreement = make.make_agreement(practitioner, psychologist, team=team)
    record = make.make_supervision(agreement)
    away(practitioner, colleague)
    client = as_user(colleague)
    for name, pk in (("agreement_detail", agreement.pk), ("supervision_detail", record.pk)):
        assert client.get(reverse(f"supervision:{name}", args=[pk])).status_code == 404
    for page in ("reports:home", "tiers:caseload", "supervision:my_supervision"):
        assert "SECRET" not in client.get(reverse(page)).text
    assert not SupervisionRecord.objects.visible_to(fresh(colleague)).exists()


# --- A PP who is away -----------------------------------------------------------------------------------


@pytest.fixture
def referral(now, service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


def test_a_covering_pp_sees_the_people_and_what_was_sent_and_no_longer_than_that(
    referral, service_user, pp, other_pp, as_user
):
    page, sent = reverse("reports:person", args=[service_user.pk]), referral.get_absolute_url()
    assert as_user(other_pp).get(page).status_code == 404
    absence = away(pp, other_pp)
    for url in (page, sent):
        assert as_user(other_pp).get(url).status_code == 200
    assert "Rhys Private" in as_user(other_pp).get(reverse("reports:home")).text
    absence.delete()
    away(pp, other_pp, first=TODAY - timedelta(days=9), last=TODAY - timedelta(days=1))
    for url in (page, sent):
        assert as_user(other_pp).get(url).status_code == 404


def test_a_draft_stays_its_writers_and_a_barred_pp_barred(service_user, pp, other_pp):
    draft = make.make_referral(service_user, referrer=pp, status=Status.DRAFT)
    away(pp, other_pp)
    assert not Referral.objects.visible_to(fresh(other_pp)).filter(pk=draft.pk).exists()
    AccessLimit.objects.create(service_user=service_user, user=other_pp, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)
    reach = ServiceUser.objects.visible_to(fresh(other_pp))
    assert not reach.filter(pk=service_user.pk).exists()
    among = ServiceUser.objects.visible_to(fresh(other_pp), among=[service_user.pk])
    assert not among.exists()


def test_a_pp_of_another_team_covers_nobody(service_user, pp, other_team):
    far = make.make_pp(other_team)
    away(pp, far)
    assert not fresh(far).covers_pps
    assert not ServiceUser.objects.visible_to(fresh(far)).exists()

"""The pages of the work: who may open them, what they cost, what a refusal leaves on the page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from people.models import AccessLimit
from referrals.rules import Status
from tests import factories as make
from tiers import actions
from tiers.models import Case, Contact, Session
from tiers.rules import CaseStatus, SessionStatus

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def session(case):
    return make.make_session(case, when=make.NOW - timedelta(hours=2))


@pytest.fixture
def recorded(case):
    return make.make_session(
        case, when=make.NOW - timedelta(hours=3), status=SessionStatus.HELD, iirms_only="SECRET"
    )


@pytest.fixture
def referral(now, service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


CASE_PAGES = [
    "case_detail",
    "case_pause",
    "case_resume",
    "case_review",
    "session_new",
    "session_record_now",
    "contact_new",
]
LEAD_PAGES = ["case_reallocate", "case_hand_back"]


@pytest.mark.parametrize("name", CASE_PAGES)
def test_the_team_opens_a_case_and_nobody_else(
    name, case, practitioner, colleague, lead, stranger, pp, as_user
):
    url = reverse(f"tiers:{name}", args=[case.pk])
    for user in (practitioner, colleague, lead):
        assert as_user(user).get(url).status_code == 200
    for user in (stranger, pp):
        assert as_user(user).get(url).status_code == 404


@pytest.mark.parametrize("name", LEAD_PAGES)
def test_only_a_lead_hands_the_work_on(name, case, practitioner, lead, stranger, as_user):
    url = reverse(f"tiers:{name}", args=[case.pk])
    assert as_user(lead).get(url).status_code == 200
    assert as_user(practitioner).get(url).status_code == 403
    assert as_user(stranger).get(url).status_code == 404


@pytest.mark.parametrize(
    "name", ["session_detail", "session_move", "session_amend", "session_add_correction"]
)
def test_the_team_opens_a_session_and_nobody_else(
    name, recorded, practitioner, colleague, stranger, pp, as_user
):
    url = reverse(f"tiers:{name}", args=[recorded.pk])
    for user in (practitioner, colleague):
        assert as_user(user).get(url).status_code == 200
    for user in (stranger, pp):
        assert as_user(user).get(url).status_code == 404


@pytest.mark.parametrize(
    "name", [*CASE_PAGES, *LEAD_PAGES, "session_detail", "session_record", "allocate", "caseload"]
)
def test_three_rows_cost_what_one_does(
    name, case, session, service_user, lead, practitioner, pp, team, as_user, get_statements
):
    user = practitioner if name == "caseload" else lead
    referral = make.make_referral(
        make.make_service_user(team, added_by=pp), referrer=pp, status=Status.WAITING
    )
    args = {"caseload": [], "session_detail": [session.pk], "session_record": [session.pk]}
    args = args.get(name, [referral.pk] if name == "allocate" else [case.pk])
    url = reverse(f"tiers:{name}", args=args)
    response, one = get_statements(as_user(user), url)
    assert response.status_code == 200
    for number in range(2):
        make.make_session(
            case, when=make.NOW - timedelta(days=8 + number), status=SessionStatus.HELD
        )
        make.make_session(case, when=make.NOW + timedelta(days=8 + number))
        make.make_case(make.make_service_user(team, added_by=pp), practitioner=practitioner)
        make.make_venue(f"Office {number}")
        Contact.objects.create(
            case=case,
            kind="PHONE",
            at=make.NOW,
            reached=True,
            logged_at=make.NOW,
            logged_by=practitioner,
        )
    _response, three = get_statements(as_user(user), url)
    assert len(one) == len(three) <= MOST_STATEMENTS, "\n".join(three)


def test_a_caseload_shows_ones_own_and_a_lead_sees_anybodys(
    case, practitioner, colleague, lead, stranger, as_user
):
    assert "Rhys Private" in as_user(practitioner).get(reverse("tiers:caseload")).text
    assert "Rhys Private" not in as_user(colleague).get(reverse("tiers:caseload")).text
    url = reverse("tiers:caseload_of", args=[practitioner.pk])
    assert "Rhys Private" in as_user(lead).get(url).text
    assert as_user(colleague).get(url).status_code == 403
    assert as_user(stranger).get(url).status_code == 403


def allocation(worker, **more):
    return {
        "practitioner": worker.pk,
        "reason": "Works near by",
        "planned_end_on": "2027-05-24",
        "review_on": "2027-02-01",
        "version": 1,
        **more,
    }


def test_work_taken_up_again_is_quiet_from_then_on(case, practitioner, as_user, now):
    make.make_session(case, when=now - timedelta(days=60), status=SessionStatus.HELD)
    actions.pause_case(
        case_id=case.pk, reason="CUSTODY", by=practitioner, at=now - timedelta(days=50)
    )
    actions.resume_case(case_id=case.pk, by=practitioner, at=now - timedelta(days=5))

    (row,) = as_user(practitioner).get(reverse("tiers:caseload")).context["cases"]
    assert (row.days_quiet, row.is_quiet) == (60, False)


def test_a_lead_allocates(referral, practitioner, lead, as_user):
    url = reverse("tiers:allocate", args=[referral.pk])
    response = as_user(lead).post(url, allocation(practitioner))
    case = Case.objects.get(referral=referral)
    assert response.url == reverse("tiers:case_detail", args=[case.pk])


def test_the_second_lead_is_told_and_keeps_what_was_typed(
    referral, practitioner, colleague, lead, as_user
):
    url = reverse("tiers:allocate", args=[referral.pk])
    as_user(lead).post(url, allocation(practitioner))
    response = as_user(lead).post(url, allocation(colleague, reason="My very own reason"))
    assert response.status_code == 200
    assert "has already allocated this to Nia Nurse" in response.text
    assert "My very own reason" in response.text


def test_a_practitioner_cannot_allocate(referral, practitioner, as_user):
    assert (
        as_user(practitioner).get(reverse("tiers:allocate", args=[referral.pk])).status_code == 404
    )


HELD = {
    "outcome": "HELD",
    "minutes": "55",
    "travel_minutes": "20",
    "mode": "IN_PERSON",
    "readiness": "6",
    "alliance": "7",
    "risk_change": "SAME",
    "shared_with_pp": "Came on time",
    "following": "SAME",
    "version": 1,
}


def test_a_routine_session_is_one_page_and_plans_the_next(session, practitioner, as_user):
    url = reverse("tiers:session_record", args=[session.pk])
    response = as_user(practitioner).post(url, HELD)
    assert response.status_code == 302, response.context["form"].errors
    session.refresh_from_db()
    assert (session.status, session.minutes, session.readiness) == ("HELD", 55, 6)
    following = Session.objects.planned().get()
    assert following.planned_for == session.planned_for + timedelta(days=7)


def test_the_second_send_is_told_that_it_is_recorded(session, practitioner, as_user):
    url = reverse("tiers:session_record", args=[session.pk])
    as_user(practitioner).post(url, HELD)
    response = as_user(practitioner).post(url, HELD | {"shared_with_pp": "Kept words"})
    assert "already recorded as “Held”" in response.text
    assert "Kept words" in response.text
    assert Session.objects.planned().count() == 1


def test_a_missed_session_asks_why_and_nothing_else(session, practitioner, as_user):
    url = reverse("tiers:session_record", args=[session.pk])
    answers = {"outcome": "MISSED", "following": "NONE", "version": 1}
    response = as_user(practitioner).post(url, answers)
    assert list(response.context["form"].errors) == ["missed_by"]
    as_user(practitioner).post(url, answers | {"missed_by": "PERSON_NOT_TOLD"})
    session.refresh_from_db()
    assert (session.status, session.case.status) == (SessionStatus.MISSED, CaseStatus.OPEN)


def test_a_clash_is_named_beside_the_date(case, practitioner, team, pp, as_user):
    other = make.make_case(
        make.make_service_user(team, added_by=pp, given_name="Ann", family_name="Other"),
        practitioner=practitioner,
    )
    make.make_session(other, when=make.NOW + timedelta(days=2))
    response = as_user(practitioner).post(
        reverse("tiers:session_new", args=[case.pk]),
        {
            "planned_on": "2026-11-25",
            "planned_at": "10:30am",
            "minutes": "60",
            "mode": "PHONE",
        },
    )
    assert "sees Ann Other then" in str(response.context["form"].errors["planned_on"])


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-12-25", "That is Christmas Day: check that the place is open."),
        ("2026-12-24", "Planned for 24 December 2026 at 10:30am."),
    ],
)
def test_who_plans_for_a_day_off_is_told_so(case, practitioner, as_user, day, said):
    answers = {"planned_on": day, "planned_at": "10:30am", "minutes": "60", "mode": "PHONE"}
    page = as_user(practitioner).post(
        reverse("tiers:session_new", args=[case.pk]), answers, follow=True
    )
    assert said in page.text
    assert ("check that the place is open" in page.text) is (day == "2026-12-25")


def test_a_session_not_planned_is_recorded(case, practitioner, as_user):
    url = reverse("tiers:session_record_now", args=[case.pk])
    answers = HELD | {"held_on": "2026-11-23", "held_at": "9:00am", "following": "NONE"}
    response = as_user(practitioner).post(url, answers)
    assert response.status_code == 302, response.context["form"].errors
    assert Session.objects.held().get().planned_for == make.NOW - timedelta(hours=1)


def test_a_session_is_moved(case, practitioner, as_user):
    session = make.make_session(case)
    response = as_user(practitioner).post(
        reverse("tiers:session_move", args=[session.pk]),
        {
            "planned_on": "2026-11-27",
            "planned_at": "2:00pm",
            "minutes": "60",
            "mode": "PHONE",
            "version": 1,
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    session.refresh_from_db()
    assert session.planned_for.hour == 14


def test_a_record_is_changed_and_corrected(recorded, practitioner, as_user):
    response = as_user(practitioner).post(
        reverse("tiers:session_amend", args=[recorded.pk]),
        {"minutes": "45", "mode": "PHONE", "version": 1},
    )
    assert response.status_code == 302, response.context["form"].errors
    as_user(practitioner).post(
        reverse("tiers:session_add_correction", args=[recorded.pk]), {"words": "It was Tuesday"}
    )
    page = as_user(practitioner).get(recorded.get_absolute_url())
    assert "It was Tuesday" in page.text
    recorded.refresh_from_db()
    assert recorded.minutes == 45


@pytest.mark.parametrize(("hours", "offered"), [(1, True), (25, False), (24 * 90, False)])
def test_whoever_recorded_a_session_opens_it_for_ever_and_changes_it_for_a_day(
    case, practitioner, as_user, now, hours, offered
):
    old = make.make_session(case, when=now - timedelta(hours=hours), status=SessionStatus.HELD)
    page = as_user(practitioner).get(old.get_absolute_url())

    assert page.status_code == 200
    assert page.context["can_amend"] == offered


def test_a_contact_is_logged_once(case, practitioner, as_user):
    url = reverse("tiers:contact_new", args=[case.pk])
    answers = {"kind": "PHONE", "held_on": "2026-11-23", "held_at": "9:00am", "reached": "yes"}
    assert as_user(practitioner).post(url, answers).status_code == 302
    assert "already recorded" in as_user(practitioner).post(url, answers).text
    assert Contact.objects.count() == 1


def test_pause_review_and_resume(case, practitioner, as_user):
    client = as_user(practitioner)
    pause = {"reason": "CUSTODY", "review_on": "2027-01-04", "version": 1}
    client.post(reverse("tiers:case_pause", args=[case.pk]), pause)
    assert Case.objects.get().status == CaseStatus.PAUSED
    again = client.post(reverse("tiers:case_pause", args=[case.pk]), pause)
    assert "Nia Nurse changed this" in again.text
    client.post(
        reverse("tiers:case_resume", args=[case.pk]), {"review_on": "2027-01-04", "version": 2}
    )
    client.post(
        reverse("tiers:case_review", args=[case.pk]),
        {
            "words": "Going well",
            "planned_end_on": "2027-04-01",
            "review_on": "2027-02-01",
            "version": 3,
        },
    )
    case.refresh_from_db()
    assert (case.status, str(case.planned_end_on)) == (CaseStatus.OPEN, "2027-04-01")


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(case, practitioner, as_user):
    Case.objects.filter(pk=case.pk).update(version=4)
    url = reverse("tiers:case_review", args=[case.pk])
    answers = {
        "words": "My words stay",
        "planned_end_on": "2027-04-01",
        "review_on": "2027-02-01",
        "version": 1,
    }
    response = as_user(practitioner).post(url, answers)
    assert "My words stay" in response.text
    assert 'value="4"' in response.text


def test_a_lead_hands_on_and_back(case, colleague, lead, as_user):
    client = as_user(lead)
    client.post(
        reverse("tiers:case_reallocate", args=[case.pk]),
        {
            "practitioner": colleague.pk,
            "reason": "Leave",
            "what_matters": "Quiet rooms",
            "what_was_agreed": "Weekly until spring",
            "version": 1,
        },
    )
    case.refresh_from_db()
    assert case.practitioner == colleague
    client.post(
        reverse("tiers:case_hand_back", args=[case.pk]), {"words": "Fell through", "version": 2}
    )
    case.refresh_from_db()
    assert case.status == CaseStatus.ENDED


@pytest.mark.parametrize("status", [CaseStatus.OPEN, CaseStatus.PAUSED, CaseStatus.ENDED])
def test_a_case_offers_only_what_would_work(now, status, service_user, practitioner, lead, as_user):
    case = make.make_case(service_user, practitioner=practitioner, lead=lead, status=status)

    def offered(name, user):
        page = as_user(user).get(case.get_absolute_url()).text
        return reverse(f"tiers:{name}", args=[case.pk]) in page

    assert offered("contact_new", practitioner)
    assert offered("session_new", practitioner) is (status != CaseStatus.ENDED)
    assert offered("case_pause", practitioner) is (status == CaseStatus.OPEN)
    assert offered("case_resume", practitioner) is (status == CaseStatus.PAUSED)
    assert not offered("case_reallocate", practitioner)
    assert offered("case_reallocate", lead) is (status != CaseStatus.ENDED)


def test_a_barred_colleague_gets_404_and_is_not_offered(
    referral, practitioner, colleague, lead, as_user
):
    person = referral.service_user
    AccessLimit.objects.create(service_user=person, user=colleague, kind="EXCLUDED")
    person.has_exclusions = True
    person.save()
    case = make.make_case(person, practitioner=practitioner, tier=3)
    assert as_user(colleague).get(case.get_absolute_url()).status_code == 404
    page = as_user(lead).get(reverse("tiers:allocate", args=[referral.pk]))
    offered = [pk for pk, _label in page.context["form"].fields["practitioner"].choices]
    assert (practitioner.pk in offered, colleague.pk in offered) == (True, False)
    assert "must not see this record" in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("minutes", "9999"), ("minutes", "an hour"), ("readiness", "11"), ("venue_id", "77777")],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(session, practitioner, as_user, field, value):
    url = reverse("tiers:session_record", args=[session.pk])
    response = as_user(practitioner).post(url, HELD | {field: value})
    assert list(response.context["form"].errors) == [field]
    assert "Came on time" in response.text


@pytest.mark.parametrize(("hours", "offered"), [(0.9, True), (2, False)])
def test_until_a_session_can_have_happened_it_is_only_cancelled_or_moved(
    case, practitioner, as_user, hours, offered
):
    session = make.make_session(case, when=make.NOW + timedelta(hours=hours))
    page = as_user(practitioner).get(reverse("tiers:session_record", args=[session.pk]))
    outcomes = [value for value, _label in page.context["form"].fields["outcome"].choices]
    assert outcomes == (["HELD", "MISSED", "CANCELLED"] if offered else ["CANCELLED"])
    assert (reverse("tiers:session_move", args=[session.pk]) in page.text) is not offered

"""Work that goes to somebody else: what they must read, whose diary has room, and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from notices.rules import NoticeKind
from people.models import Absence, User
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from referrals.rules import days_waiting
from tests import factories as make
from tests.races import together
from tiers import actions, rules
from tiers.figures import Along
from tiers.models import Case, Holding, Session
from tiers.rules import Diary, Meeting, SessionStatus
from tiers.views.candidates import diary_in_words


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


# --- Rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "clashes"),
    [
        (Meeting(at(26, 10), 60), True),
        (Meeting(at(26, 10, 30), 60), True),
        (Meeting(at(26, 9, 30), 31), True),
        (Meeting(at(26, 9), 60), False),
        (Meeting(at(26, 11), 60), False),
        (Meeting(at(27, 10), 60), False),
    ],
)
def test_two_places_at_once_is_a_clash_and_one_after_the_other_is_not(own, clashes):
    found = Diary(meetings=[own]).in_the_way_of(Meeting(at(26, 10), 60))
    assert (found == own) is clashes


@pytest.mark.parametrize(
    ("away", "is_away"),
    [
        ([], False),
        ([(date(2026, 11, 26), date(2026, 11, 26))], True),
        ([(date(2026, 11, 20), None)], True),
        ([(date(2026, 11, 20), date(2026, 11, 25))], False),
        ([(date(2026, 11, 27), None)], False),
    ],
)
def test_a_day_away_is_the_whole_day(away, is_away):
    assert Diary(away=away).is_away(date(2026, 11, 26)) is is_away


@pytest.mark.parametrize(
    ("taken_back", "planned", "waiting"),
    [
        ([], [at(1, 9)], 0),
        ([at(2, 9)], [at(1, 9)], 1),
        ([at(2, 9)], [at(1, 9), at(3, 9)], 0),
        ([at(2, 9)], [at(1, 9), at(2, 9)], 0),
        ([at(2, 9), at(2, 9)], [at(3, 9)], 1),
        ([at(2, 9), at(4, 9)], [at(3, 9)], 1),
        ([at(2, 9), at(4, 9)], [at(5, 9), at(6, 9)], 0),
    ],
)
def test_each_session_planned_since_answers_one_that_was_taken_back(taken_back, planned, waiting):
    assert rules.to_arrange_again(taken_back, planned) == waiting


@pytest.mark.parametrize(
    ("matters", "agreed", "field"),
    [("", "x", "what_matters"), (" \n", "x", "what_matters"), ("x", " ", "what_was_agreed")],
)
def test_a_handover_without_words_is_refused(matters, agreed, field):
    with pytest.raises(NotAllowed) as refused:
        rules.check_handover(what_matters=matters, what_was_agreed=agreed)
    assert refused.value.field == field


# --- The action --------------------------------------------------------------------------------------


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


def hand_over(case, worker, lead, **more):
    return actions.reallocate(
        **{
            "case_id": case.pk,
            "practitioner_id": worker.pk,
            "reason": "She goes on leave",
            "what_matters": "Never by the front door",
            "what_was_agreed": "To meet on Thursdays",
            "by": lead,
            "at": make.NOW,
            **more,
        }
    )


THURSDAY = at(26, 10)


@pytest.fixture
def planned(case):
    """Two sessions ahead: Thursday and the Thursday after."""
    return [make.make_session(case, when=THURSDAY + timedelta(weeks=n)) for n in (0, 1)]


@pytest.fixture
def busy(planned, colleague, team, pp):
    """The next worker sees somebody else on the first Thursday."""
    other = make.make_case(make.make_service_user(team, added_by=pp), practitioner=colleague)
    return make.make_session(other, when=THURSDAY + timedelta(minutes=30))


@pytest.mark.django_db
def test_what_there_is_room_for_goes_along_with_the_words(case, planned, colleague, lead):
    hand_over(case, colleague, lead, version=1)
    assert {s.practitioner for s in Session.objects.filter(case=case)} == {colleague}
    holding = Holding.objects.get(case=case, to_at=None)
    assert (holding.what_matters, holding.what_was_agreed, holding.reason) == (
        "Never by the front door",
        "To meet on Thursdays",
        "She goes on leave",
    )


@pytest.mark.django_db
def test_the_old_worker_the_new_and_the_pp_are_told(case, practitioner, colleague, lead, pp):
    hand_over(case, colleague, lead)
    told = set(Notice.objects.values_list("user_id", "kind"))
    assert told == {
        (colleague.pk, NoticeKind.CASE_GIVEN),
        (practitioner.pk, NoticeKind.CASE_TAKEN),
        (pp.pk, NoticeKind.WORKER_CHANGED),
    }


@pytest.mark.django_db
def test_a_clash_is_named_and_nothing_moves_until_it_is_settled(
    case, planned, busy, practitioner, colleague, lead
):
    with pytest.raises(NotAllowed, match="no room for what is planned: 26 November") as refused:
        hand_over(case, colleague, lead)
    assert refused.value.field == "way"
    with pytest.raises(NotAllowed):
        hand_over(case, colleague, lead, way="MOVE_ANYWAY")
    case.refresh_from_db()
    assert case.practitioner == practitioner


@pytest.mark.django_db
def test_a_clash_is_arranged_again(case, planned, busy, colleague, lead, as_user):
    hand_over(case, colleague, lead, way="REARRANGE")
    first, second = Session.objects.filter(case=case).order_by("planned_for")
    assert (first.status, first.cancelled_by) == (SessionStatus.CANCELLED, "PRACTITIONER")
    assert "To be arranged again: Cai Colleague" in first.why_not
    assert (second.status, second.practitioner) == (SessionStatus.PLANNED, colleague)
    assert (
        "1 session is to be arranged again" in as_user(colleague).get(case.get_absolute_url()).text
    )
    actions.plan_session(
        case_id=case.pk,
        planned_for=THURSDAY + timedelta(days=1),
        by=colleague,
        at=make.NOW + timedelta(minutes=1),
    )
    assert "arranged again.</strong>" not in as_user(colleague).get(case.get_absolute_url()).text


@pytest.mark.django_db
def test_a_clash_stays_with_who_planned_it(case, planned, busy, practitioner, colleague, lead):
    hand_over(case, colleague, lead, way="STAY")
    first, second = Session.objects.filter(case=case).order_by("planned_for")
    assert (first.status, first.practitioner) == (SessionStatus.PLANNED, practitioner)
    assert second.practitioner == colleague


@pytest.mark.django_db
def test_a_booked_consultation_of_the_next_worker_is_in_the_way(
    team, service_user, psychologist, pp, lead
):
    before = make.make_user(team, Role.PRACTITIONER, profession=Profession.CLINICAL_PSYCHOLOGIST)
    case = make.make_case(service_user, practitioner=before, tier=3)
    make.make_session(case, when=THURSDAY)
    asked = actions.ask_consultation(
        by=pp, at=make.NOW, wanted="TALK", question="What keeps a hostel calm?"
    )
    actions.book_consultation(
        consultation_id=asked.pk,
        when=THURSDAY - timedelta(minutes=30),
        mode="VIDEO",
        by=psychologist,
        at=make.NOW,
    )
    with pytest.raises(NotAllowed, match="no room for what is planned: 26 November"):
        hand_over(case, psychologist, lead)


@pytest.mark.django_db
def test_it_cannot_stay_with_one_who_is_away_or_gone(
    case, planned, busy, practitioner, colleague, lead
):
    absence = Absence.objects.create(user=practitioner, kind="LEAVE", starts_on=THURSDAY.date())
    with pytest.raises(NotAllowed, match="is away on Thursday"):
        hand_over(case, colleague, lead, way="STAY")
    absence.delete()
    User.objects.filter(pk=practitioner.pk).update(is_active=False)
    with pytest.raises(NotAllowed, match="no longer works here"):
        hand_over(case, colleague, lead, way="STAY")
    hand_over(case, colleague, lead, way="REARRANGE")


@pytest.mark.django_db
def test_a_day_away_of_the_next_worker_clashes_by_the_london_day(case, colleague, lead):
    # Half past midnight in London in June is the day before in UTC.
    when = datetime(2027, 3, 30, 23, 30, tzinfo=UTC)  # 31 March in London
    make.make_session(case, when=when)
    Absence.objects.create(
        user=colleague, kind="LEAVE", starts_on=date(2027, 3, 31), ends_on=date(2027, 3, 31)
    )
    with pytest.raises(NotAllowed, match="no room"):
        hand_over(case, colleague, lead)


@pytest.mark.django_db
def test_a_session_a_colleague_stands_in_for_stays_theirs(case, colleague, lead, psychologist):
    stands_in = make.make_session(case, when=THURSDAY, practitioner=psychologist)
    hand_over(case, colleague, lead)
    stands_in.refresh_from_db()
    assert stands_in.practitioner == psychologist


@pytest.mark.django_db
def test_who_may_not_and_what_is_stale(case, practitioner, colleague, stranger, lead):
    with pytest.raises(NotAllowed):
        hand_over(case, colleague, practitioner)
    with pytest.raises(Case.DoesNotExist):
        hand_over(case, colleague, stranger)
    with pytest.raises(Stale):
        hand_over(case, colleague, lead, version=7)
    with pytest.raises(NotAllowed):
        hand_over(case, stranger, lead)


@pytest.mark.django_db
def test_nothing_is_handed_over_when_the_trail_cannot_be_written(
    case, planned, busy, practitioner, colleague, lead, trail_closed
):
    with trail_closed():
        hand_over(case, colleague, lead, way="REARRANGE")
    case.refresh_from_db()
    assert case.practitioner == practitioner
    assert Session.objects.filter(case=case, status=SessionStatus.PLANNED).count() == 2
    assert Holding.objects.filter(case=case).count() == 1
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_session_planned_meanwhile_is_not_walked_over(case, colleague, lead, team, pp):
    """The hour is free when the lead looks and taken when they send: one of the two is told."""
    make.make_session(case, when=THURSDAY)
    other = make.make_case(make.make_service_user(team, added_by=pp), practitioner=colleague)

    def plan():
        return actions.plan_session(
            case_id=other.pk,
            planned_for=THURSDAY,
            by=User.objects.get(pk=colleague.pk),
            at=make.NOW,
        )

    results = together(
        lambda: hand_over(case, colleague, User.objects.get(pk=lead.pk)),
        plan,
    )
    assert [isinstance(one, NotAllowed) for one in results].count(True) == 1
    assert Session.objects.planned().filter(practitioner=colleague).count() == 1


# --- Back to the list -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_back_on_the_list_the_person_keeps_the_days_waited_and_who_must_know_is_told(
    case, planned, practitioner, lead
):
    accepted = case.referral.accepted_at
    actions.hand_back(case_id=case.pk, words="She moved teams", by=lead, at=make.NOW)
    case.referral.refresh_from_db()
    assert case.referral.accepted_at == accepted
    assert days_waiting(accepted.date(), make.TODAY) == 20
    assert not Session.objects.planned().exists()
    told = dict(Notice.objects.values_list("user_id", "kind"))
    assert told[practitioner.pk] == NoticeKind.CASE_TAKEN


# --- The page ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_clashes_stand_on_the_page_before_anything_is_confirmed(
    case, planned, busy, colleague, lead, as_user
):
    client, url = as_user(lead), reverse("tiers:case_reallocate", args=[case.pk])
    page = client.get(url).text
    assert "Of 2 planned sessions 1 clashes:" in page
    assert "Thu 26 Nov, 10am: has something planned from 10:30am, 60 minutes" in page
    answers = {
        "practitioner": colleague.pk,
        "reason": "Leave",
        "what_matters": "KEPT WORDS",
        "what_was_agreed": "Thursdays",
        "version": 1,
    }
    refused = client.post(url, answers)
    assert list(refused.context["form"].errors) == ["way"]
    assert "KEPT WORDS" in refused.text
    assert client.post(url, answers | {"way": "STAY"}).url == case.get_absolute_url()
    told = as_user(colleague).get(case.get_absolute_url()).text
    assert told.count("KEPT WORDS") == 2  # on top, and in what happened


@pytest.mark.django_db
def test_without_a_clash_nothing_is_asked_about_one(case, planned, colleague, lead, as_user):
    page = as_user(lead).get(reverse("tiers:case_reallocate", args=[case.pk]))
    assert "way" not in page.context["form"].fields
    assert "All 2 planned sessions go along" in page.text
    missing = as_user(lead).post(
        reverse("tiers:case_reallocate", args=[case.pk]),
        {"practitioner": colleague.pk, "reason": "Leave", "version": 1},
    )
    assert list(missing.context["form"].errors) == ["what_matters", "what_was_agreed"]


@pytest.mark.parametrize(
    ("planned", "count", "said"),
    [
        (1, 1, "The planned session clashes:"),
        (3, 1, "Of 3 planned sessions 1 clashes:"),
        (3, 2, "Of 3 planned sessions 2 clash:"),
    ],
)
def test_what_clashes_is_counted_in_plain_words(planned, count, said):
    assert diary_in_words(Along(planned, [None] * count)) == said

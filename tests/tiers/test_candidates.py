"""Who could work with the person: the weight of a caseload, the order, and what the page says of each."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse

from people.models import Absence, Area, Location, Unit, VenueWish, WorkerWish
from people.permissions import Role
from people.rules import WorkerWishKind
from referrals.rules import Status
from tests import factories as make
from tiers import figures, rules
from tiers.models import Case
from tiers.rules import Away, CaseStatus, Fit, Gender, Weighed, Weights, Welsh

MOST_STATEMENTS = 12
WEIGHTS = Weights(tier={1: 2, 2: 4, 3: 6}, more=2, most=4, paused_percent=25, full_time=48)


# --- Rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "points"),
    [
        (Weighed(1), 2),
        (Weighed(2), 4),
        (Weighed(3), 6),
        (Weighed(2, "MORE"), 6),
        (Weighed(3, "MOST"), 10),
        (Weighed(2, "USUAL", paused=True), 1),
        (Weighed(2, "MOST", paused=True), 2),
    ],
)
def test_a_case_weighs_by_tier_time_needed_and_pause(case, points):
    assert WEIGHTS.points(case) == points


@pytest.mark.parametrize(
    ("cases", "hours", "percent", "over"),
    [
        ([], 37.5, 0, False),
        ([Weighed(2)] * 12, 37.5, 100, False),
        ([Weighed(2)] * 13, 37.5, 108, True),
        ([Weighed(2)] * 6, Decimal("18.75"), 100, False),
        ([Weighed(2)] * 6, 7.5, 250, True),
        ([Weighed(2)], 0, None, False),
    ],
)
def test_a_load_is_held_against_the_hours_somebody_has(cases, hours, percent, over):
    load = rules.load_of(cases, hours=hours, weights=WEIGHTS)
    assert (load.cases, load.percent, load.is_over) == (len(cases), percent, over)


@pytest.mark.parametrize(
    ("planned", "a_week"), [(0, "0"), (1, "0.5"), (4, "1"), (5, "1.5"), (7, "2"), (20, "5")]
)
def test_sessions_a_week_are_said_to_the_nearest_half(planned, a_week):
    assert rules.sessions_a_week(planned, 28) == Decimal(a_week)


TODAY = make.TODAY


@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [
        (None, None, Away.NO),
        (0, 0, Away.NOW),
        (-5, None, Away.NOW),
        (-5, -1, Away.NO),
        (1, 8, Away.SOON),
        (28, 40, Away.SOON),
        (29, 40, Away.NO),
    ],
)
def test_away_is_now_soon_or_not_to_be_thought_of(starts, ends, found):
    day = [None if n is None else TODAY + timedelta(days=n) for n in (starts, ends)]
    assert rules.away(*day, today=TODAY) == found


@pytest.mark.parametrize(
    ("asked", "works_as", "answer"),
    [
        ("", "MAN", Gender.NOT_ASKED),
        ("ANY", "MAN", Gender.NOT_ASKED),
        ("WOMAN", "WOMAN", Gender.MET),
        ("WOMAN", "MAN", Gender.NOT_MET),
        ("MAN", "", Gender.UNKNOWN),
    ],
)
def test_a_wish_for_a_woman_or_a_man_is_answered_only_by_what_staff_said(asked, works_as, answer):
    assert rules.gender_answer(asked=asked, works_as=works_as) == answer


# From first to last: each is before the next though its load is heavier.
IN_ORDER = [
    Fit(wish=WorkerWishKind.ASKS_FOR, welsh=Welsh.NOT_MET, percent=99),
    Fit(welsh=Welsh.MET, percent=99),
    Fit(welsh=Welsh.NOT_MET, worked_before=True, percent=98),
    Fit(welsh=Welsh.NOT_MET, in_area=True, percent=97),
]
WITHOUT_WELSH = [
    Fit(wish=WorkerWishKind.ASKS_FOR, percent=99),
    Fit(worked_before=True, percent=98),
    Fit(in_area=True, percent=97),
    Fit(specialism=True, percent=96),
    Fit(km=9.9, percent=95),
    Fit(km=10.1, percent=5),
    Fit(km=19.9, percent=6),
    Fit(km=60, percent=4),
    Fit(percent=10),
    Fit(percent=95, away=Away.SOON),
    Fit(percent=None),
    Fit(wish=WorkerWishKind.ASKS_FOR, away=Away.NOW),
    Fit(worked_before=True, gender=Gender.NOT_MET),
    Fit(in_area=True, wish=WorkerWishKind.NOT_WITH),
]


@pytest.mark.parametrize(("first", "second"), [*pairwise(IN_ORDER), *pairwise(WITHOUT_WELSH)])
def test_the_order_is_one_question_after_the_other(first, second):
    assert first.order < second.order


# --- What is known of each -----------------------------------------------------------------------


@pytest.fixture
def unit(team):
    return Unit.objects.create(region=team.region, team=team, name="Cwm")


@pytest.fixture
def referral(now, service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


def found(lead, referral):
    from people.models import ServiceUser, with_safety

    people = with_safety(ServiceUser.objects.visible_to(lead).for_bar(TODAY))
    return figures.candidates(
        lead,
        team=referral.team,
        tier=referral.tier,
        person=people.get(pk=referral.service_user_id),
        now=make.NOW,
    )


def names(candidates):
    return [str(one.user) for one in candidates]


@pytest.mark.django_db
class TestCandidates:
    def test_the_choice_is_shown_with_what_it_would_do(
        self, referral, practitioner, lead, team, pp
    ):
        for number in range(3):
            case = make.make_case(
                make.make_service_user(team, added_by=pp), practitioner=practitioner
            )
            for week in range(4):
                when = make.NOW + timedelta(days=1 + 7 * week, hours=number)
                make.make_session(case, when=when)
        Case.objects.filter(pk=case.pk).update(complexity="MORE")
        (one,) = [c for c in found(lead, referral) if c.user == practitioner]
        assert (one.now.cases, one.then.cases) == (3, 4)
        assert (one.now.percent, one.then.percent) == (29, 38)
        assert (one.sessions_now, one.sessions_then) == (3, 4)

    def test_paused_work_weighs_less_and_ended_work_nothing(
        self, referral, practitioner, lead, team, pp
    ):
        for status in (CaseStatus.PAUSED, CaseStatus.ENDED):
            person = make.make_service_user(team, added_by=pp)
            make.make_case(person, practitioner=practitioner, status=status)
        (one,) = [c for c in found(lead, referral) if c.user == practitioner]
        assert (one.now.cases, one.now.points) == (1, 1)

    def test_whom_the_person_asked_for_comes_first_and_whom_not_last(
        self, referral, practitioner, colleague, lead, team
    ):
        third = make.make_user(team, Role.PRACTITIONER, name="Ann Another")
        for user, wish in ((practitioner, "NOT_WITH"), (colleague, "ASKS_FOR")):
            WorkerWish.objects.create(
                service_user=referral.service_user,
                user=user,
                wish=wish,
                noted_at=make.NOW,
                noted_by=lead,
            )
        assert names(found(lead, referral)) == [str(colleague), str(third), str(practitioner)]

    def test_who_works_in_welsh_comes_first_for_somebody_who_prefers_it(
        self, referral, practitioner, colleague, lead, as_user
    ):
        colleague.speaks_welsh = True
        colleague.save()
        person = referral.service_user
        assert names(found(lead, referral)) == [str(colleague), str(practitioner)]  # by name
        make.make_case(make.make_service_user(referral.team, added_by=lead), practitioner=colleague)
        assert names(found(lead, referral)) == [str(practitioner), str(colleague)]
        person.prefers_welsh = True
        person.save()
        assert names(found(lead, referral)) == [str(colleague), str(practitioner)]
        page = as_user(lead).get(reverse("tiers:allocate", args=[referral.pk])).text
        assert "Works in Welsh, which the person prefers" in page
        assert "Does not work in Welsh, which the person prefers" in page

    def test_who_is_nearer_comes_before_a_lighter_load(
        self, referral, practitioner, colleague, lead, pp
    ):
        place = make.make_venue("Library", latitude=51.48, longitude=-3.18)
        VenueWish.objects.create(
            service_user=referral.service_user,
            venue=place,
            wish="KNOWS",
            noted_at=make.NOW,
            noted_by=pp,
        )
        for worker, latitude in ((practitioner, 51.49), (colleague, 51.9)):
            worker.base_venue = make.make_venue(
                f"Base of {worker}", latitude=latitude, longitude=-3.18
            )
            worker.save()
        make.make_case(
            make.make_service_user(referral.team, added_by=lead), practitioner=practitioner
        )
        assert names(found(lead, referral)) == [str(practitioner), str(colleague)]

    def test_past_work_area_and_focus_come_before_a_lighter_load(
        self, referral, practitioner, colleague, lead, team, unit, pp
    ):
        person = referral.service_user
        person.unit, person.sex = unit, "F"
        person.save()
        focus = make.make_user(team, Role.PRACTITIONER, name="Fay Focus", specialisms=["WOMEN"])
        idle = make.make_user(team, Role.PRACTITIONER, name="Ida Idle")
        make.make_case(person, practitioner=practitioner, status=CaseStatus.ENDED)
        Area.objects.create(user=colleague, unit=unit, given_at=make.NOW, given_by=lead)
        for worker in (practitioner, colleague, focus):
            make.make_case(make.make_service_user(team, added_by=pp), practitioner=worker)
        ordered = found(lead, referral)
        assert names(ordered) == [str(practitioner), str(colleague), str(focus), str(idle)]
        assert (ordered[0].worked_from, ordered[1].areas) == (TODAY - timedelta(days=60), ["Cwm"])

    def test_who_is_away_now_comes_last_and_says_until_when_and_who_covers(
        self, referral, practitioner, colleague, lead
    ):
        Absence.objects.create(
            user=practitioner,
            kind="LEAVE",
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=4),
            cover=colleague,
        )
        first, last = found(lead, referral)
        assert (last.user, last.fit.away, last.covered_by) == (
            practitioner,
            Away.NOW,
            str(colleague),
        )
        assert [row["name"] for row in first.covers] == [str(practitioner)]

    def test_distance_goes_to_the_places_they_know_and_never_where_they_refuse(
        self, referral, practitioner, lead
    ):
        base = make.make_venue("Base", latitude="51.48158", longitude="-3.17909")
        near = make.make_venue("Near", latitude="51.50000", longitude="-3.17909")
        far = make.make_venue("Far", latitude="51.62144", longitude="-3.94365")
        no = make.make_venue("No", latitude="51.49000", longitude="-3.17909")
        nowhere = make.make_venue("Off the map")
        practitioner.base_venue = base
        practitioner.save()
        Location.objects.create(
            service_user=referral.service_user, kind="COMMUNITY", venue=far, from_on=TODAY
        )
        for venue, wish in ((near, "PREFERS"), (no, "REFUSES"), (nowhere, "KNOWS")):
            VenueWish.objects.create(
                service_user=referral.service_user,
                venue=venue,
                wish=wish,
                noted_at=make.NOW,
                noted_by=lead,
            )
        (one,) = [c for c in found(lead, referral) if c.user == practitioner]
        told = [(round(km, 1), name, wish) for km, name, wish in one.distances]
        assert told == [(2.0, "Near", "PREFERS"), (55.1, "Far", "")]

    def test_one_named_among_those_they_must_not_meet_is_pointed_out(
        self, referral, practitioner, colleague, lead
    ):
        referral.service_user.must_not_meet = "Ex-partner; the sister of Nia Nurse, and Nia  Nurse."
        referral.service_user.save()
        assert {str(c.user): c.named_to_avoid for c in found(lead, referral)} == {
            str(practitioner): True,
            str(colleague): False,
        }


# --- The page --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_says_each_reason_in_words(referral, practitioner, colleague, lead, unit, as_user):
    person = referral.service_user
    person.worker_gender, person.unit = "WOMAN", unit
    person.save()
    practitioner.works_as = "WOMAN"
    practitioner.weekly_hours = Decimal("3.5")
    practitioner.save()
    colleague.works_as = "MAN"
    colleague.save()
    Area.objects.create(user=practitioner, unit=unit, given_at=make.NOW, given_by=lead)
    Absence.objects.create(user=colleague, kind="LEAVE", starts_on=TODAY + timedelta(days=3))
    page = as_user(lead).get(reverse("tiers:allocate", args=[referral.pk])).text
    for words in (
        "0 → 1 open case, load 0% → 89%",
        "0 → 1 sessions a week",
        "Works as the person asks: a woman",
        "Their area: Cwm",
        "Not the gender of worker the person asks for",
        "Away from 26 Nov",
    ):
        assert words in page, words
    assert page.index("Nia Nurse</label>") < page.index("Cai Colleague</label>")


@pytest.mark.django_db
def test_twelve_candidates_cost_what_one_does(
    referral, practitioner, lead, team, unit, pp, as_user, get_statements
):
    urls = [
        reverse("tiers:allocate", args=[referral.pk]),
        reverse(
            "tiers:case_reallocate",
            args=[make.make_case(make.make_service_user(team, added_by=pp), practitioner=lead).pk],
        ),
    ]
    client = as_user(lead)
    before = [len(get_statements(client, url)[1]) for url in urls]
    for number in range(11):
        base = make.make_venue(f"Base {number}", latitude="51.5", longitude="-3.2")
        worker = make.make_user(team, Role.PRACTITIONER, base_venue=base, specialisms=["WOMEN"])
        Area.objects.create(user=worker, unit=unit, given_at=make.NOW, given_by=lead)
        case = make.make_case(make.make_service_user(team, added_by=pp), practitioner=worker)
        make.make_session(case)
        Absence.objects.create(user=worker, kind="LEAVE", starts_on=TODAY, cover=practitioner)
    after = []
    for url in urls:
        response, statements = get_statements(client, url)
        after.append(len(statements))
        assert len(response.context["form"].fields["practitioner"].choices) >= 12
    assert before == after
    assert max(after) <= MOST_STATEMENTS


@pytest.mark.django_db
def test_over_full_is_said_and_not_forbidden(referral, practitioner, lead, as_user):
    practitioner.weekly_hours = 1
    practitioner.save()
    client, url = as_user(lead), reverse("tiers:allocate", args=[referral.pk])
    assert "More than their hours allow" in client.get(url).text
    response = client.post(
        url,
        {
            "practitioner": practitioner.pk,
            "reason": "Knows them well",
            "complexity": "MOST",
            "planned_end_on": "2027-05-24",
            "review_on": "2027-02-01",
            "version": 1,
        },
    )
    assert response.status_code == 302
    assert Case.objects.get(referral=referral).complexity == "MOST"

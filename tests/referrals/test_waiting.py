"""Who goes first and why, who is stuck, how long it takes, and that somebody looked."""

from datetime import timedelta
from functools import partial
from urllib.parse import quote

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from notices.models import Notice
from notices.rules import URGENT, NoticeKind
from people.models import AccessLimit, Location, TeamPolicy, User
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from referrals import actions, rules
from referrals.models import (
    Amendment,
    InformationRequest,
    Referral,
    ReferralStatusChange,
    WaitReview,
    stuck,
    usual_waits,
    with_standing,
)
from referrals.rules import Status, Stuck
from tests import factories as make
from tests.factories import NOW, TODAY

DAY = timedelta(days=1)
LIST = "/referrals/waiting/"
WEIGHTS = rules.Weights(
    very_high=4, high=2, release=3, release_days=56, month_waited=1, destabilising=3
)


# --- Rules: no database ---------------------------------------------------------------------------


def waits(*, rosh="", release=None, days=0, destabilising=False):
    return rules.Waiting(
        rosh=rosh,
        release_on=None if release is None else TODAY + release * DAY,
        accepted_on=TODAY - days * DAY,
        destabilising=destabilising,
    )


@pytest.mark.parametrize(
    ("waiting", "points", "said"),
    [
        (waits(), 0, []),
        (waits(rosh="MEDIUM"), 0, []),
        (waits(rosh="HIGH"), 2, ["high risk of serious harm"]),
        (waits(rosh="VERY_HIGH"), 4, ["very high risk of serious harm"]),
        (waits(release=56), 3, ["release in 56 days"]),
        (waits(release=1), 3, ["release in 1 day"]),
        (waits(release=57), 0, []),
        (waits(release=-1), 0, []),
        (waits(days=29), 0, []),
        (waits(days=30), 1, ["1 month waited"]),
        (waits(days=95), 3, ["3 months waited"]),
        (
            waits(rosh="HIGH", days=30, destabilising=True),
            6,
            [
                "said to be getting worse while they wait",
                "high risk of serious harm",
                "1 month waited",
            ],
        ),
    ],
)
def test_every_point_has_its_reason_the_weightiest_first(waiting, points, said):
    found = rules.priority(waiting, WEIGHTS, today=TODAY)

    assert found.points == points
    assert [str(words) for words, _points in found.reasons] == said


def test_a_weight_of_nought_leaves_its_reason_out():
    nothing = rules.Weights(0, 0, 0, 56, 0, 0)
    found = rules.priority(waits(rosh="HIGH", days=90, destabilising=True), nothing, today=TODAY)

    assert (found.points, list(found.reasons)) == (0, [])


FINE = {
    "has_pp": True,
    "pp_is_here": True,
    "agreed": True,
    "has_worker": True,
    "in_custody": False,
    "release_known": False,
}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, []),
        ({"has_pp": False, "pp_is_here": False}, [Stuck.NO_PP]),
        ({"pp_is_here": False}, [Stuck.PP_LEFT]),
        ({"agreed": False, "has_worker": False}, [Stuck.NO_WORKER, Stuck.NOT_AGREED]),
        ({"in_custody": True}, [Stuck.RELEASE_UNKNOWN]),
        ({"in_custody": True, "release_known": True}, []),
        ({"review_passed": True}, [Stuck.REVIEW_PASSED]),
    ],
)
def test_who_is_stuck_and_why(change, why):
    assert rules.stuck(rules.Standing(**FINE | change)) == why


@pytest.mark.parametrize(("due", "why"), [(None, []), (0, []), (1, []), (-1, [Stuck.NO_ANSWER])])
def test_a_question_past_its_day_holds_a_decision_up(due, why):
    day = None if due is None else TODAY + due * DAY
    assert rules.stuck_undecided(day, today=TODAY) == why


@pytest.mark.parametrize(
    ("starts", "low", "high", "found"),
    [
        (7, 10.0, 20.0, None),
        (8, 45.0, 62.0, (6, 9)),
        (20, 42.0, 42.0, (6, 7)),
        (0, None, None, None),
    ],
)
def test_an_estimate_is_a_range_of_weeks_with_its_basis(starts, low, high, found):
    told = rules.estimate(starts=starts, low_days=low, high_days=high)

    assert (told and (told.low, told.high)) == found
    assert told is None or told.starts == starts


# --- Actions --------------------------------------------------------------------------------------

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def waiting(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING, days_ago=40)


def worse(referral, by, words="He sleeps in his car now."):
    return actions.say_urgent(referral_id=referral.pk, words=words, by=by, at=NOW)


def test_the_pp_says_it_is_worse_and_a_decider_that_it_has_settled(waiting, pp, psychologist):
    worse(waiting, pp)
    waiting.refresh_from_db()
    assert (waiting.urgent_by, waiting.version) == (pp, 2)

    actions.clear_urgent(referral_id=waiting.pk, words="Has a room.", by=psychologist, at=NOW)
    waiting.refresh_from_db()
    assert (waiting.urgent_words, waiting.urgent_at, waiting.urgent_by) == ("", None, None)
    assert WaitReview.objects.get().note == "Has a room."
    assert list(AuditEvent.objects.values_list("action", flat=True).order_by("pk")) == [
        "referral_urgent",
        "referral_urgent_over",
    ]


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001])
def test_worse_needs_words_and_not_a_book(waiting, pp, words):
    with pytest.raises(NotAllowed):
        worse(waiting, pp, words)


def test_a_pp_cannot_say_that_it_has_settled_nor_review(waiting, pp):
    worse(waiting, pp)
    with pytest.raises(NotAllowed):
        actions.clear_urgent(referral_id=waiting.pk, words="Fine.", by=pp, at=NOW)

    assert actions.review_waiting(referral_ids=[waiting.pk], note="Read", by=pp, at=NOW) == (
        [],
        [(waiting.reference, "Only a lead or psychologist of the team can do that.")],
    )


def test_nothing_is_said_of_one_who_no_longer_waits(service_user, pp):
    at_work = make.make_referral(service_user, referrer=pp, status=Status.ALLOCATED)
    with pytest.raises(NotAllowed, match="no longer possible"):
        worse(at_work, pp)


@pytest.mark.parametrize("status", sorted(rules.BEFORE_WORK))
def test_it_is_said_from_the_day_it_is_sent(as_user, service_user, pp, lead, status):
    referral = make.make_referral(service_user, referrer=pp, status=status)
    client = as_user(pp)
    assert "tell the team" in client.get(referral.get_absolute_url()).text

    worse(referral, pp)

    assert Notice.objects.filter(kind=NoticeKind.REFERRAL_WORSE, user=lead).count() == 1
    assert "Getting worse" in as_user(lead).get(referral.get_absolute_url()).text
    if status in (Status.SUBMITTED, Status.INFORMATION_REQUESTED):
        assert "Getting worse:" in as_user(lead).get(reverse("referrals:referral_incoming")).text


@pytest.mark.parametrize("name", ["look_again", "referral_settled"])
def test_a_page_for_those_who_decide_opens_for_nobody_else(as_user, service_user, pp, lead, name):
    referral = make.make_referral(
        service_user, referrer=pp, status=Status.PAUSED, review_on=TODAY - DAY
    )
    door = reverse(f"referrals:{name}", args=[referral.pk])
    client = as_user(pp)

    assert client.get(door).url == referral.get_absolute_url()
    assert door not in client.get(referral.get_absolute_url()).text
    assert as_user(lead).get(door).status_code == 200
    assert reverse("referrals:look_again", args=[referral.pk]) in (
        as_user(lead).get(referral.get_absolute_url()).text
    )


def test_a_stranger_finds_nothing_to_say_it_about(waiting, stranger):
    with pytest.raises(Referral.DoesNotExist):
        worse(waiting, stranger)


def test_an_old_page_is_told(waiting, pp, lead):
    worse(waiting, pp)
    with pytest.raises(Stale):
        actions.say_urgent(referral_id=waiting.pk, words="Again", by=lead, at=NOW, version=1)


def test_several_are_looked_at_and_one_that_moved_stops_no_other(waiting, team, pp, lead):
    other = make.make_referral(
        make.make_service_user(team, added_by=pp), referrer=pp, status=Status.ALLOCATED
    )
    done, refused = actions.review_waiting(
        referral_ids=[waiting.pk, other.pk, 0], note="Rang each PP", by=lead, at=NOW
    )

    assert done == [waiting]
    assert [reference for reference, _why in refused] == ["0", other.reference]
    assert WaitReview.objects.get().referral == waiting


def test_what_was_found_is_never_changed(waiting, lead):
    actions.review_waiting(referral_ids=[waiting.pk], note="Read", by=lead, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        WaitReview.objects.update(note="Never happened")


def test_no_audit_no_urgency(waiting, pp, trail_closed):
    with trail_closed():
        worse(waiting, pp)
    waiting.refresh_from_db()
    assert waiting.urgent_words == ""


def test_accepting_may_say_whose_work_it_is(service_user, pp, lead):
    sent = make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)
    actions.accept(referral_id=sent.pk, by=lead, at=NOW, discipline="NURSING")
    sent.refresh_from_db()

    assert sent.discipline == rules.Discipline.NURSING


# --- Estimates ------------------------------------------------------------------------------------


def start_after(days, *, team, pp, ended_ago=10, tier=2):
    referral = make.make_referral(
        make.make_service_user(team, added_by=pp),
        referrer=pp,
        status=Status.ALLOCATED,
        tier=tier,
        days_ago=ended_ago + days,
    )
    ReferralStatusChange.objects.create(
        referral=referral,
        from_status=Status.WAITING,
        to_status=Status.ALLOCATED,
        at=NOW - ended_ago * DAY,
        by=pp,
    )


def test_the_range_comes_from_last_years_starts_of_this_team_and_tier(
    team, other_team, pp, stranger
):
    for days in (35, 40, 42, 49, 56, 60, 63, 70, 77):
        start_after(days, team=team, pp=pp)
    start_after(700, team=team, pp=pp, ended_ago=400)  # started before the last year
    start_after(700, team=other_team, pp=stranger)

    usual = usual_waits([team.pk], now=NOW)

    assert usual == {(team.pk, 2): rules.Estimate(low=6, high=9, starts=9)}


def test_too_few_starts_say_nothing(team, pp):
    start_after(30, team=team, pp=pp)
    assert usual_waits([team.pk], now=NOW) == {(team.pk, 2): None}


# --- Pages ----------------------------------------------------------------------------------------


def names(response):
    return [item.referral.service_user.given_name for item in response.context["items"]]


@pytest.fixture
def three(team, pp):
    """Longest waiting, soonest target and most points are three different people."""
    for name, days_ago, target, risk in (
        ("Long", 50, 90, ""),
        ("Soon", 5, 2, ""),
        ("Risk", 5, 90, "VERY_HIGH"),
    ):
        person = make.make_service_user(team, added_by=pp, given_name=name, rosh_public=risk)
        make.make_referral(
            person,
            referrer=pp,
            status=Status.WAITING,
            days_ago=days_ago,
            target_on=TODAY + target * DAY,
        )


@pytest.mark.parametrize(
    ("order", "first"), [("", "Risk"), ("target", "Soon"), ("longest", "Long"), ("x", "Risk")]
)
def test_the_list_is_ordered_as_asked(as_user, lead, three, order, first):
    assert names(as_user(lead).get(LIST, {"order": order}))[0] == first


def test_points_follow_the_teams_own_policy(as_user, lead, team, three):
    TeamPolicy.objects.filter(team=team).update(weight_very_high=0, weight_month=9)

    assert names(as_user(lead).get(LIST))[0] == "Long"


def test_reasons_words_and_what_holds_somebody_up_are_on_the_page(
    as_user, lead, pp, waiting, service_user
):
    worse(waiting, pp)
    Location.objects.create(
        service_user=service_user,
        kind="CUSTODY",
        place="HMP Parc",
        from_on=TODAY,
        release_unknown_reason="Recall",
    )
    Referral.objects.filter(pk=waiting.pk).update(consent="NOT_ASKED")
    page = as_user(lead).get(LIST).content.decode()

    for words in (
        "said to be getting worse while they wait: 3",
        "1 month waited: 1",
        "He sleeps in his car now.",
        "they have not been asked",
        "no release date is known",
        "too few started in the last year",
    ):
        assert words in page


def test_a_pp_who_left_is_said(as_user, lead, pp, waiting):
    User.objects.filter(pk=pp.pk).update(is_active=False)
    assert "their PP has left" in as_user(lead).get(LIST).content.decode()


def test_another_team_sees_none_of_it(as_user, stranger, waiting):
    assert names(as_user(stranger).get(LIST)) == []
    for name in ("referral_urgent", "referral_settled"):
        url = reverse(f"referrals:{name}", args=[waiting.pk])
        assert as_user(stranger).get(url).status_code == 404


def test_a_pp_has_no_waiting_list_and_says_it_from_the_referrals_page(as_user, pp, waiting):
    client = as_user(pp)
    assert client.get(LIST).status_code == 403
    assert "tell the team" in client.get(waiting.get_absolute_url()).content.decode()
    sent = client.post(
        reverse("referrals:referral_urgent", args=[waiting.pk]),
        {"words": "He sleeps in his car now.", "version": 1},
    )
    assert sent.status_code == 302
    again = client.get(waiting.get_absolute_url()).content.decode()
    assert "He sleeps in his car now." in again
    assert "It has settled" not in again


def test_several_are_noted_on_the_page_and_what_is_missing_is_named(as_user, lead, waiting):
    client = as_user(lead)
    missing = client.post(LIST, {"what": "LOOKED", "note": "Rang the PP"}).content.decode()
    assert "Rang the PP" in missing
    assert not WaitReview.objects.exists()

    client.post(LIST, {"referrals": [str(waiting.pk)], "what": "LOOKED", "note": "Rang the PP"})
    assert WaitReview.objects.get().by == lead
    assert "looked at today" in client.get(LIST).content.decode()


def test_a_question_without_an_answer_is_stuck_in_the_list_to_decide(
    as_user, lead, pp, service_user
):
    asked = make.make_referral(service_user, referrer=pp, status=Status.INFORMATION_REQUESTED)
    question = InformationRequest.objects.create(
        referral=asked, question="Which day?", due_on=TODAY, asked_at=NOW - 9 * DAY, asked_by=lead
    )
    client, words = as_user(lead), "not answered by its day"
    assert words not in client.get("/referrals/to-decide/").content.decode()
    InformationRequest.objects.filter(pk=question.pk).update(due_on=TODAY - DAY)
    assert words in client.get("/referrals/to-decide/").content.decode()


def test_a_pp_reads_on_the_first_page_how_long_it_takes(as_user, team, pp, waiting):
    assert "too few started in the last year" in as_user(pp).get("/").content.decode()
    for days in (35, 40, 42, 49, 56, 60, 63, 70, 77):
        start_after(days, team=team, pp=pp)
    assert "half of the 9 people who started in the last year" in (
        as_user(pp).get("/").content.decode()
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("?tier=3", "Nobody matches"),
        ("?show=PAUSED", "Nobody is paused"),
        ("?tier=3&order=longest", "Nobody matches"),
    ],
)
def test_a_filter_that_hides_everybody_says_so_and_offers_the_way_out(
    as_user, lead, waiting, asked, said
):
    page = as_user(lead).get(LIST + asked).text
    assert said in page
    assert f'href="{LIST}"' in page.partition(said)[2]
    assert "Nobody is waiting" not in page


@pytest.mark.parametrize("asked", ["", "?order=longest", "?tier=&show=&order="])
def test_nobody_waiting_is_not_put_down_to_a_filter(as_user, lead, asked):
    page = as_user(lead).get(LIST + asked).text
    assert "Nobody is waiting" in page
    assert "Clear" not in page


@pytest.mark.parametrize(("target", "late"), [(-26, "It is 26 days late."), (5, "")])
def test_a_referral_past_its_target_says_by_how_much_in_the_tone_of_it(
    as_user, lead, service_user, pp, target, late
):
    waits = make.make_referral(
        service_user, referrer=pp, status=Status.WAITING, target_on=TODAY + target * DAY
    )
    page = as_user(lead).get(waits.get_absolute_url()).text
    assert ("iirms-notice--now" in page) is bool(late)
    assert ("Work should have started by 28 October 2026." in page) is bool(late)
    assert late in page


def test_a_pp_rings_the_team_and_the_team_the_pp(as_user, lead, waiting, pp):
    waiting.team.telephone, waiting.team.email = "01632 960100", "cwm@example.wales"
    waiting.team.save()
    pp.telephone = "01632 960555"
    pp.save()
    client = as_user(pp)
    theirs = client.get(waiting.get_absolute_url()).text.partition("Who to ring")[2]
    ours = as_user(lead).get(waiting.get_absolute_url()).text.partition("Who to ring")[2]
    assert "01632 960100" in theirs
    assert "01632 960555" not in theirs
    assert "01632 960555" in ours


def test_the_list_costs_the_same_with_one_as_with_three(
    as_user, lead, waiting, three, get_statements
):
    client = as_user(lead)
    page, four = get_statements(client, LIST)
    assert len(page.context["items"]) == 4
    gone = Referral.objects.filter(service_user__given_name="Long")
    gone.update(status=Status.PAUSED, review_on=TODAY + DAY)
    _page, three_left = get_statements(client, LIST)

    assert len(four) == len(three_left) <= 12


# --- Stuck ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("discipline", "profession", "able"),
    [
        ("", Profession.TLN, True),
        ("", None, False),
        (rules.Discipline.PDPO, Profession.TLN, False),
        (rules.Discipline.NURSING, Profession.HCA, True),
    ],
)
def test_a_discipline_needs_somebody_of_it(waiting, team, discipline, profession, able):
    if profession:
        make.make_user(team, Role.PRACTITIONER, profession=profession)
    Referral.objects.filter(pk=waiting.pk).update(discipline=discipline)

    found = with_standing(Referral.objects.filter(pk=waiting.pk), TODAY).get()

    assert (Stuck.NO_WORKER not in stuck(found)) is able


@pytest.fixture
def each(waiting, team, pp, practitioner):
    """One who is held up by nothing, and one for each thing that may."""

    def one(name, person=(), **fields):
        somebody = make.make_service_user(team, added_by=pp, given_name=name, **dict(person))
        return make.make_referral(somebody, referrer=pp, status=Status.WAITING, **fields)

    one("NO_PP", {"pp": None})
    one("PP_LEFT", {"pp": make.make_pp(team, is_active=False)})
    one("NOT_AGREED", consent="NOT_ASKED")
    one("NO_WORKER", discipline=rules.Discipline.PDPO)
    inside = one("RELEASE_UNKNOWN")
    Location.objects.create(
        service_user=inside.service_user,
        kind="CUSTODY",
        place="HMP Parc",
        from_on=TODAY,
        release_unknown_reason="Recall",
    )


def test_the_filter_finds_all_whom_a_rule_calls_stuck_and_nobody_else(each, as_user, lead):
    rows = list(with_standing(Referral.objects.all(), TODAY))
    found = {row.service_user.given_name: stuck(row) for row in rows}
    assert found.pop("Rhys") == []
    assert {name: [Stuck(name)] for name in found} == found

    only = names(as_user(lead).get(LIST, {"show": "STUCK"}))
    assert set(only) == set(found)


def test_the_leads_page_counts_the_stuck_and_leads_to_them(each, as_user, lead, team):
    page = as_user(lead).get(reverse("reports:team"))
    assert [row["stuck"] for row in page.context["waiting"]] == [0, 5, 0]
    assert f"team={team.pk}&amp;tier=2&amp;show=STUCK" in page.text


def test_tier_1_is_never_stuck_for_a_question_nobody_asks_there(waiting, practitioner):
    Referral.objects.filter(pk=waiting.pk).update(tier=1, consent="")

    assert stuck(with_standing(Referral.objects.all(), TODAY).get()) == []


def not_asked(waiting):
    Referral.objects.filter(pk=waiting.pk).update(consent="NOT_ASKED", explained=[])
    return reverse("referrals:say_again", args=[waiting.pk])


def test_a_pp_reads_what_holds_it_up_and_frees_it(as_user, pp, waiting, practitioner):
    door, client = not_asked(waiting), as_user(pp)
    for page in (waiting.get_absolute_url(), reverse("reports:home")):
        shown = client.get(page).text
        assert "hey have not been asked" in shown
        assert f"{door}?next=" in shown

    sent = client.post(
        f"{door}?next=/",
        {"consent": "AGREED", "explained": ["CHOICE"], "readiness": "READY", "version": 1},
    )

    assert sent.url == "/"
    assert "hey have not been asked" not in client.get("/").text
    assert Amendment.objects.filter(referral=waiting).count() == 2


def test_on_the_waiting_list_stuck_has_the_door_that_frees_it(as_user, lead, waiting):
    door = not_asked(waiting)

    assert f"{door}?next=" in as_user(lead).get(LIST).text


# --- Told -----------------------------------------------------------------------------------------


def test_those_who_decide_are_told_at_once_that_somebody_is_getting_worse(
    waiting, pp, lead, psychologist, practitioner
):
    worse(waiting, pp)

    told = Notice.objects.filter(kind=NoticeKind.REFERRAL_WORSE)
    assert set(told.values_list("user", flat=True)) == {lead.pk, psychologist.pk}
    assert NoticeKind.REFERRAL_WORSE in URGENT


def test_the_same_words_are_not_said_twice_and_more_words_mail_nobody_until_somebody_looked(
    waiting, pp, lead, psychologist
):
    say = partial(actions.say_urgent, referral_id=waiting.pk, by=pp)
    told = Notice.objects.filter(kind=NoticeKind.REFERRAL_WORSE, user=lead)
    say(words="Sleeps in his car", at=NOW - timedelta(hours=3))
    with pytest.raises(NotAllowed, match="already"):
        say(words="Sleeps in his car ", at=NOW)
    say(words="And has stopped eating", at=NOW - timedelta(hours=2))
    assert told.count() == 1
    waiting.refresh_from_db()
    assert waiting.urgent_words == "And has stopped eating"

    actions.review_waiting(
        referral_ids=[waiting.pk], note="Rang the PP", by=lead, at=NOW - timedelta(hours=1)
    )
    say(words="Worse again", at=NOW)
    assert told.count() == 2


@pytest.mark.parametrize("kind", ["EXCLUDED", "NAMED"])
def test_nobody_barred_from_the_person_is_told_or_mailed(
    waiting, service_user, pp, lead, psychologist, kind
):
    service_user.has_exclusions, service_user.is_restricted = kind == "EXCLUDED", kind == "NAMED"
    service_user.save()
    named = [lead] if kind == "EXCLUDED" else [pp, psychologist]
    for user in named:
        AccessLimit.objects.create(service_user=service_user, user=user, kind=kind)

    worse(waiting, pp)

    assert set(Notice.objects.values_list("user", flat=True)) == {psychologist.pk}


@pytest.mark.parametrize("status", sorted(rules.BEFORE_WORK))
def test_while_it_waits_a_pp_reads_what_can_be_done_meanwhile(as_user, pp, service_user, status):
    make.make_user(service_user.team, Role.LEAD)
    service_user.team.telephone = "029 2000 0000"
    service_user.team.save()
    referral = make.make_referral(service_user, referrer=pp, status=status)

    client = as_user(pp)
    page = client.get(referral.get_absolute_url()).text
    block = page[page.index('id="meanwhile"') :].partition("</section>")[0]
    ways = ("tiers:material_list", "tiers:consultation_new", "referrals:service_list")
    assert all(reverse(way) in block for way in ways)
    assert "029 2000 0000" in block
    asked = client.get(f"{reverse('tiers:consultation_new')}?referral={referral.pk}")
    assert asked.status_code == 200
    if status != Status.INFORMATION_REQUESTED:
        assert "Meanwhile:" in client.get(reverse("reports:home")).text


def test_meanwhile_is_for_the_pp_and_ends_when_the_work_begins(as_user, pp, lead, waiting):
    assert 'id="meanwhile"' not in as_user(lead).get(waiting.get_absolute_url()).text

    Referral.objects.filter(pk=waiting.pk).update(status=Status.ALLOCATED)

    assert 'id="meanwhile"' not in as_user(pp).get(waiting.get_absolute_url()).text


def test_a_pause_opened_from_the_waiting_list_comes_back_to_it(as_user, lead, waiting):
    client = as_user(lead)
    here = f"{reverse('referrals:waiting_list')}?tier=2"
    opened = f"{waiting.get_absolute_url()}?next={quote(here)}"
    assert opened in client.get(here).text

    pause = f"{reverse('referrals:referral_pause', args=[waiting.pk])}?next={quote(here)}"
    assert f'href="{pause}"' in client.get(opened).text
    assert client.get(pause).context["back_url"] == here

    posted = {"reason": "Release", "review_on": "2026-12-23", "version": waiting.version}
    assert client.post(pause, posted).url == here


@pytest.mark.parametrize("tail", ["", "?next=https://elsewhere.example/"])
def test_a_decision_on_one_who_waits_leads_to_the_waiting_list(as_user, lead, waiting, tail):
    pause = f"{reverse('referrals:referral_pause', args=[waiting.pk])}{tail}"
    posted = {"reason": "Release", "review_on": "2026-12-23", "version": waiting.version}

    assert as_user(lead).post(pause, posted).url == reverse("referrals:waiting_list")

"""Every door of a referral, in each state, for each part: open where the table says, nowhere else."""

from datetime import timedelta

import pytest
from django.urls import resolve, reverse

from referrals import rules
from referrals.models import InformationRequest, Referral
from referrals.rules import Status
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PEOPLE = ("pp", "practitioner", "psychologist", "lead")
SENT = [status for status in Status if status not in (Status.DRAFT, Status.DISCARDED)]
WORDS = {"words": "Said"}
SAID = {"readiness": "READY", "consent": "AGREED", "explained": ["CHOICE"]}
# Each page that moves a referral: where it leads, and a form that is well filled in.
DOORS = {
    "referral_accept": (Status.WAITING, WORDS),
    "referral_accept_to_pause": (
        Status.WAITING,
        {"reason": "Drinking", "review_on": str(make.TODAY + timedelta(days=21))},
    ),
    "referral_ask": (
        Status.INFORMATION_REQUESTED,
        {"question": "Which?", "due_on": str(make.TODAY + timedelta(days=7))},
    ),
    "referral_answer": (Status.SUBMITTED, WORDS),
    "referral_decline": (
        Status.DECLINED,
        {"reason": "OTHER", "alternatives": ["PP_WORK"], **WORDS},
    ),
    "referral_redirect": (Status.REDIRECTED, {"tier": "3", "reason": "STABLE_FIRST", **WORDS}),
    "referral_pause": (
        Status.PAUSED,
        {"reason": "Drinking", "review_on": str(make.TODAY + timedelta(days=21))},
    ),
    "referral_resume": (Status.WAITING, WORDS | SAID),
    "referral_withdraw": (Status.WITHDRAWN, {"reason": "MOVED"}),
    "referral_discard": (Status.DISCARDED, {}),
}
# Several verbs lead to one state: each of these begins in a state of its own.
BEGINS_IN = {
    "referral_accept": Status.SUBMITTED,
    "referral_accept_to_pause": Status.SUBMITTED,
    "referral_answer": Status.INFORMATION_REQUESTED,
    "referral_resume": Status.PAUSED,
}
# Made by the work itself, on the case's page.
BY_THE_WORK = {(Status.ALLOCATED, Status.WAITING), (Status.ALLOCATED, Status.CLOSED)}


@pytest.fixture
def standing(service_user, pp, lead):
    """`standing(status)`: a referral in that state, with its question when one is open."""

    def make_one(status):
        referral = make.make_referral(service_user, referrer=pp, status=status)
        if status == Status.INFORMATION_REQUESTED:
            InformationRequest.objects.create(
                referral=referral,
                question="Which prison?",
                due_on=make.TODAY + timedelta(days=7),
                asked_at=make.NOW,
                asked_by=lead,
            )
        return referral

    return make_one


def offered(page):
    """Where the page lets one go, by the addresses of its buttons and the form it holds."""
    leads = {name: to for name, (to, _posted) in DOORS.items()} | {"allocate": Status.ALLOCATED}
    found = {leads[resolve(button["url"]).url_name] for button in page.context["buttons"]}
    return found | ({Status.SUBMITTED} if page.context["answer_form"] else set())


@pytest.mark.parametrize("status", SENT)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_offers_exactly_what_the_table_allows(request, as_user, standing, who, status):
    reader, referral = request.getfixturevalue(who), standing(status)

    page = as_user(reader).get(referral.get_absolute_url())

    allowed = set(rules.moves(status, referral.parts_of(reader)))
    assert offered(page) == {to for to in allowed if (status, to) not in BY_THE_WORK}


@pytest.mark.parametrize("who", ["practitioner", "psychologist", "lead", "other_pp", "stranger"])
def test_a_draft_that_was_discarded_stays_its_writers_alone(
    request, as_user, api, standing, pp, who
):
    """The page that discards it promises so, and nobody sent it."""
    reader, referral = request.getfixturevalue(who), standing(Status.DISCARDED)

    assert as_user(reader).get(referral.get_absolute_url()).status_code == 404
    assert api(reader).get("/api/v1/referrals/?status=DISCARDED").json()["results"] == []
    assert as_user(pp).get(referral.get_absolute_url()).status_code == 200


def opens(name, referral, mover):
    to, _posted = DOORS[name]
    begins = BEGINS_IN.get(name, referral.status)
    return referral.status == begins and rules.can_move(
        referral.status, to, referral.parts_of(mover)
    )


# Ten forms for each: those who move most are tried each time, all of them by CI.
OTHERS = ("practitioner", "psychologist", "other_pp", "stranger")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(
    "who", ["pp", "lead", *(pytest.param(who, marks=pytest.mark.ci) for who in OTHERS)]
)
def test_no_door_opens_but_by_the_table(request, as_user, standing, who, status):
    mover, referral = request.getfixturevalue(who), standing(status)
    sees = Referral.objects.visible_to(mover).filter(pk=referral.pk).exists()
    client = as_user(mover)
    for name in (name for name in DOORS if not sees or not opens(name, referral, mover)):
        answer = client.post(reverse(f"referrals:{name}", args=[referral.pk]), DOORS[name][1])

        assert answer.status_code == (200 if sees else 404), name
        assert Referral.objects.get(pk=referral.pk).status == status, name
        assert referral.changes.count() == 1, name


OPEN_DOORS = [
    (name, status, who)
    for name, (to, _posted) in DOORS.items()
    for status in Status
    if status == BEGINS_IN.get(name, status) and (status, to) not in BY_THE_WORK
    if (who := rules.TRANSITIONS[status].get(to))
]


@pytest.mark.parametrize(("name", "status", "who"), OPEN_DOORS)
def test_each_door_leads_where_it_says(as_user, standing, lead, pp, name, status, who):
    referral, (to, posted) = standing(status), DOORS[name]
    mover = pp if rules.REFERRER in who else lead

    as_user(mover).post(
        reverse(f"referrals:{name}", args=[referral.pk]), posted | {"version": referral.version}
    )

    becomes = Status.PAUSED if name == "referral_accept_to_pause" else to
    assert Referral.objects.get(pk=referral.pk).status == becomes

"""Every move of the table by every role, and whatever sequence of them: none breaks the table, none
loses a row of the story."""

from contextlib import nullcontext, suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.rules import NotAllowed
from referrals import actions, rules
from referrals.models import Referral
from referrals.rules import FINAL, TRANSITIONS, Status
from tests import factories as make
from tests.races import together

AT = make.NOW
VERBS = {
    "accept": (actions.accept, {}),
    "accept_to_pause": (
        actions.accept_to_pause,
        {"reason": "Not ready", "review_on": make.TODAY + timedelta(days=21)},
    ),
    "ask": (actions.ask, {"question": "Which prison?"}),
    "answer": (actions.answer, {"words": "Parc"}),
    "decline": (
        actions.decline,
        {"reason": "OTHER", "words": "Not now", "alternatives": ["PP_WORK"]},
    ),
    "pause": (
        actions.pause,
        {"reason": "Not ready", "review_on": make.TODAY + timedelta(days=21)},
    ),
    "resume": (actions.resume, {}),
    "withdraw": (actions.withdraw, {"reason": "MOVED"}),
    "allocate": (actions.mark_allocated, {"words": "Area"}),
    "return": (actions.return_to_waiting, {"words": "Left"}),
    "close": (actions.close, {"words": "Ended"}),
    "discard": (actions.discard, {}),
    "submit": (actions.submit, {}),
    "redirect": (actions.redirect, {"tier": 3, "reason": "STABLE_FIRST", "words": "Skills"}),
}


def expire(*, at, **_nobody):
    """The service's own move: drafts that nobody touched."""
    actions.expire_drafts(at + timedelta(days=400))


VERBS["expire"] = (expire, {})
PEOPLE = (
    "pp",
    "other_pp",
    "practitioner",
    "psychologist",
    "lead",
    "administrator",
    "stranger",
)
# The verb that makes each move.
MAKES = {
    (Status.DRAFT, Status.SUBMITTED): "submit",
    (Status.DRAFT, Status.DISCARDED): "discard",
    (Status.SUBMITTED, Status.INFORMATION_REQUESTED): "ask",
    (Status.SUBMITTED, Status.WAITING): "accept",
    (Status.SUBMITTED, Status.REDIRECTED): "redirect",
    (Status.SUBMITTED, Status.DECLINED): "decline",
    (Status.SUBMITTED, Status.WITHDRAWN): "withdraw",
    (Status.INFORMATION_REQUESTED, Status.SUBMITTED): "answer",
    (Status.INFORMATION_REQUESTED, Status.WITHDRAWN): "withdraw",
    (Status.INFORMATION_REQUESTED, Status.DECLINED): "decline",
    (Status.WAITING, Status.ALLOCATED): "allocate",
    (Status.WAITING, Status.PAUSED): "pause",
    (Status.WAITING, Status.WITHDRAWN): "withdraw",
    (Status.WAITING, Status.DECLINED): "decline",
    (Status.PAUSED, Status.WAITING): "resume",
    (Status.PAUSED, Status.WITHDRAWN): "withdraw",
    (Status.ALLOCATED, Status.CLOSED): "close",
    (Status.ALLOCATED, Status.WAITING): "return",
}
# Who plays which part for a referral that the PP sent; the others play none.
PARTS = {
    "pp": {rules.REFERRER},
    "psychologist": {rules.DECIDER},
    "lead": {rules.DECIDER, rules.ALLOCATOR},
}
SEE_WHAT_IS_SENT = {"pp", "practitioner", "psychologist", "lead"}
STARTS = (Status.DRAFT, Status.SUBMITTED)
steps = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(PEOPLE)), max_size=10)


def test_every_move_of_the_table_is_tried():
    assert set(MAKES) == {(before, to) for before, reached in TRANSITIONS.items() for to in reached}


def standing(person, pp, lead, status):
    if status != Status.INFORMATION_REQUESTED:
        return make.make_referral(person, referrer=pp, status=status)
    referral = make.make_referral(person, referrer=pp)
    actions.ask(referral_id=referral.pk, question="Which prison?", by=lead, at=AT)
    referral.refresh_from_db()
    return referral


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("before", "to"), MAKES)
def test_each_move_is_made_by_whom_the_table_says_and_leaves_one_row(
    request, service_user, pp, lead, before, to, who
):
    referral = standing(service_user, pp, lead, before)
    act, words = VERBS[MAKES[before, to]]
    user = request.getfixturevalue(who)
    movers = TRANSITIONS[before][to]
    sees = who == "pp" if before == Status.DRAFT else who in SEE_WHAT_IS_SENT
    may = sees and (movers == {rules.SYSTEM} or bool(movers & PARTS.get(who, set())))
    rows = list(referral.changes.order_by("pk").values_list("pk", flat=True))

    with nullcontext() if may else pytest.raises((NotAllowed, Referral.DoesNotExist)):
        act(referral_id=referral.pk, by=user, at=AT, **words)

    referral.refresh_from_db()
    story = referral.changes.order_by("pk")
    assert list(story.values_list("pk", flat=True))[: len(rows)] == rows
    moved = list(story.values_list("from_status", "to_status", "by"))[len(rows) :]
    assert moved == ([(before, to, user.pk)] if may else [])
    assert referral.status == (to if may else before)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(start=st.sampled_from(STARTS), steps=steps)
def test_the_story_is_whole_after_any_moves_by_anybody(request, team, pp, start, steps):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    person = make.make_service_user(team, added_by=pp)
    referral = make.make_referral(person, referrer=pp, status=start)
    for verb, who in steps:
        act, words = VERBS[verb]
        try:
            act(referral_id=referral.pk, by=people[who], at=AT, **words)
        except (NotAllowed, Referral.DoesNotExist):
            continue
    assert_all_whole(person, start)


def assert_all_whole(person, start):
    """The referral, and the one it became at another tier."""
    for referral in Referral.objects.filter(service_user=person):
        assert_whole(referral, begun=start if referral.previous_id is None else Status.SUBMITTED)


def assert_whole(referral, *, begun):
    """From its first row to where it stands, each row begins where the last one ended; who waits has
    a day to be counted from, and a question is owed an answer in one state alone."""
    story = list(referral.changes.order_by("pk").values_list("from_status", "to_status"))
    assert story[0] == ("", begun)
    assert story[-1][1] == referral.status
    assert referral.version == len(story)
    for (_before, state), (came_from, to) in pairwise(story):
        assert came_from == state
        assert to in TRANSITIONS[came_from]
    if referral.status in (Status.WAITING, Status.PAUSED, Status.ALLOCATED):
        assert referral.accepted_at
        assert referral.target_on
    if referral.status not in FINAL:
        owed = referral.questions.filter(answered_at=None).count()
        assert owed == (referral.status == Status.INFORMATION_REQUESTED)


def at_once(referral, hands):
    """Each hand makes its moves in a thread and a connection of its own, all starting together."""

    def work(moves):
        for verb, user in moves:
            act, words = VERBS[verb]
            with suppress(NotAllowed, Referral.DoesNotExist):
                act(referral_id=referral.pk, by=user, at=AT, **words)

    assert together(*(partial(work, moves) for moves in hands)) == [None] * len(hands)


@pytest.mark.django_db(transaction=True)
def test_the_story_is_whole_when_many_move_at_once(request, team, pp):
    """Against PostgreSQL itself: whoever comes second waits for the row, and meets the table."""
    people = {name: request.getfixturevalue(name) for name in PEOPLE}

    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(start=st.sampled_from(STARTS), hands=st.lists(steps, min_size=2, max_size=4))
    def any_hands(start, hands):
        person = make.make_service_user(team, added_by=pp)
        referral = make.make_referral(person, referrer=pp, status=start)
        at_once(referral, [[(verb, people[who]) for verb, who in moves] for moves in hands])
        assert_all_whole(person, start)

    any_hands()

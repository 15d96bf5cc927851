"""No sequence of moves, by whom and however often, breaks the table or loses a row of the story."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral
from referrals.rules import FINAL, TRANSITIONS, Status
from tests import factories as make
from tests.races import together

AT = make.NOW
VERBS = {
    "accept": (actions.accept, {}),
    "accept_to_pause": (
        actions.accept_to_pause,
        {"reason": "Not ready", "review_on": make.TODAY + timedelta(days=20)},
    ),
    "ask": (actions.ask, {"question": "Which prison?"}),
    "answer": (actions.answer, {"words": "Parc"}),
    "decline": (
        actions.decline,
        {"reason": "OTHER", "words": "Not now", "alternatives": ["PP_WORK"]},
    ),
    "pause": (
        actions.pause,
        {"reason": "Not ready", "review_on": make.TODAY + timedelta(days=20)},
    ),
    "resume": (actions.resume, {}),
    "withdraw": (actions.withdraw, {"reason": "MOVED"}),
    "allocate": (actions.mark_allocated, {"words": "Area"}),
    "return": (actions.return_to_waiting, {"words": "Left"}),
    "close": (actions.close, {"words": "Ended"}),
    "discard": (actions.discard, {}),
    "submit": (actions.submit, {}),
}
PEOPLE = ("pp", "other_pp", "practitioner", "psychologist", "lead", "stranger")
steps = st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(PEOPLE)), max_size=10)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=steps)
def test_the_story_is_whole_after_any_moves_by_anybody(request, team, pp, steps):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    person = make.make_service_user(team, added_by=pp)
    referral = make.make_referral(person, referrer=pp)
    for verb, who in steps:
        act, words = VERBS[verb]
        try:
            act(referral_id=referral.pk, by=people[who], at=AT, **words)
        except (NotAllowed, Referral.DoesNotExist):
            continue
    assert_whole(referral)


def assert_whole(referral):
    """From its first row to where it stands, each row begins where the last one ended; who waits has
    a day to be counted from, and a question is owed an answer in one state alone."""
    referral.refresh_from_db()
    story = list(referral.changes.order_by("pk").values_list("from_status", "to_status"))
    assert story[0] == ("", Status.SUBMITTED)
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
    @given(hands=st.lists(steps, min_size=2, max_size=4))
    def any_hands(hands):
        person = make.make_service_user(team, added_by=pp)
        referral = make.make_referral(person, referrer=pp)
        at_once(referral, [[(verb, people[who]) for verb, who in moves] for moves in hands])
        assert_whole(referral)

    any_hands()

"""No sequence of moves, by whom and however often, breaks the table or loses a row of the story."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.rules import NotAllowed
from referrals import actions
from referrals.models import Referral
from referrals.rules import TRANSITIONS, Status
from tests import factories as make

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
    "withdraw": (actions.withdraw, {"words": "Moved"}),
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
    referral.refresh_from_db()
    story = list(referral.changes.order_by("pk").values_list("from_status", "to_status"))
    assert story[0] == ("", Status.SUBMITTED)
    assert story[-1][1] == referral.status
    for (_before, state), (came_from, to) in pairwise(story):
        assert came_from == state
        assert to in TRANSITIONS[came_from]

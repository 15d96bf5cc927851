"""Whatever is tried on an onward referral, by whom and in which order, its story stays whole."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from people.permissions import Role
from people.rules import NotAllowed
from referrals import actions
from referrals.models import OnwardReferral
from referrals.rules import AWAITED, ONWARD_TRANSITIONS, OnwardStatus, RefusalReason
from tests import factories as make

from .onward_rows import make_onward

MOVES = st.tuples(
    st.sampled_from(["worker", "lead", "pp", "stranger"]),
    st.sampled_from([*OnwardStatus, "CHASE"]),
    st.sampled_from(["", *RefusalReason]),
    st.sampled_from(["", "Words"]),
    st.integers(-3, 1),
)


class AnyOrder(TestCase):
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tries=st.lists(MOVES, max_size=14))
    def test_no_order_of_moves_breaks_the_table_or_loses_a_row(self, tries):
        team, other = make.make_team("Any team"), make.make_team("Another team")
        people = {
            "worker": make.make_user(team, Role.PRACTITIONER),
            "lead": make.make_user(team, Role.LEAD),
            "pp": make.make_pp(team),
            "stranger": make.make_user(other, Role.PRACTITIONER),
        }
        person = make.make_service_user(team, added_by=people["pp"])
        onward = make_onward(person, by=people["worker"], status=OnwardStatus.DRAFT)
        done = 0
        for who, what, reason, words, day in tries:
            done += self.attempt(onward, people[who], what, reason, words, day)

        kept = OnwardReferral.objects.get(pk=onward.pk)
        story = list(kept.moves.order_by("pk").values_list("from_status", "to_status", "on"))
        assert len(story) == done
        states = [OnwardStatus.DRAFT, *(after for _before, after, _on in story)]
        assert [before for before, _after, _on in story] == states[:-1]
        assert kept.status == states[-1]
        assert all(after in ONWARD_TRANSITIONS[before] for before, after, _on in story)
        assert [on for *_states, on in story] == sorted(on for *_states, on in story)
        assert (kept.chase_on is not None) == (kept.status in AWAITED)
        told = OnwardReferral.objects.visible_to(people["pp"]).filter(pk=kept.pk).exists()
        assert told == (kept.sent_on is not None)

    def attempt(self, onward, by, what, reason, words, day):
        """1 when it moved; a chase and a refusal leave the story as it was."""
        on = make.TODAY + timedelta(days=day)
        try:
            if what == "CHASE":
                actions.chase_onward(
                    onward_id=onward.pk, how="PHONE", said=words, on=on, by=by, at=make.NOW
                )
                return 0
            actions.move_onward(
                onward_id=onward.pk, to=what, on=on, by=by, at=make.NOW, reason=reason, words=words
            )
        except (NotAllowed, OnwardReferral.DoesNotExist):
            return 0
        assert by.profession != "PROBATION_PRACTITIONER"
        return 1


pytestmark = pytest.mark.slow

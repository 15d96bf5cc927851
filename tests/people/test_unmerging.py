"""A merge taken apart again: both histories stand, and nothing done since is lost."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import actions, rules
from people.models import (
    AccessLimit,
    LikelyPair,
    Location,
    Merge,
    Referrer,
    ServiceUser,
)
from people.rules import NotAllowed
from referrals.rules import Status
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.people.merging import limit, merge, unmerge
from tests.races import together
from tiers.models import Case

pytestmark = pytest.mark.django_db


# --- Undoing ---------------------------------------------------------------------------------------


def test_undoing_takes_the_case_that_grew_from_a_referral_that_came(kept, gone, lead, practitioner):
    referral = make.make_referral(gone, referrer=lead, status=Status.WAITING)
    done = merge(kept, gone, lead)
    referral.refresh_from_db()
    case = make.make_case(referral.service_user, practitioner=practitioner, referral=referral)
    own = make.make_referral(kept, referrer=lead, tier=1)

    unmerge(done, lead)

    referral.refresh_from_db()
    case.refresh_from_db()
    own.refresh_from_db()
    assert referral.service_user == case.service_user == gone
    assert own.service_user == kept


def test_what_was_changed_since_by_hand_stands(kept, gone, lead):
    done = merge(kept, gone, lead, choices={"name": "GONE"})
    actions.update_service_user(
        service_user_id=kept.pk, by=lead, at=NOW, family_name="Newname", pronouns="they"
    )

    unmerge(done, lead)

    kept.refresh_from_db()
    assert (kept.family_name, kept.pronouns, kept.prison_number) == ("Newname", "they", None)


def test_limits_set_since_hold_for_both(kept, gone, lead, practitioner):
    limit(kept, excluded=[practitioner])
    done = merge(kept, gone, lead)
    actions.set_access_limits(
        service_user_id=kept.pk, by=lead, at=NOW, reason="A threat", named=[lead.pk]
    )

    unmerge(done, lead)

    for person in (kept, gone):
        person.refresh_from_db()
        assert person.is_restricted
        assert not ServiceUser.objects.visible_to(practitioner).filter(pk=person.pk).exists()


def test_who_moved_since_stays_where_they_are(kept, gone, lead):
    for person in (kept, gone):
        Location.objects.create(service_user=person, kind="COMMUNITY", from_on=TODAY)
    done = merge(kept, gone, lead, choices={"where": "GONE"})
    Location.objects.current().filter(service_user=kept).update(to_on=TODAY)
    Location.objects.create(service_user=kept, kind="HOSPITAL", from_on=TODAY)

    unmerge(done, lead)

    assert Location.objects.current().get(service_user=kept).kind == "HOSPITAL"


def test_a_merge_is_undone_once(kept, gone, lead):
    done = merge(kept, gone, lead)
    unmerge(done, lead)
    with pytest.raises(NotAllowed, match="already been undone"):
        unmerge(done, lead)


def test_of_two_merges_the_later_is_undone_first(kept, gone, lead, team):
    third = make.make_service_user(team, added_by=lead)
    first = merge(kept, gone, lead)
    later = merge(third, kept, lead)

    with pytest.raises(NotAllowed, match="Undo that one"):
        unmerge(first, lead)
    unmerge(later, lead)
    unmerge(first, lead)

    assert ServiceUser.objects.standing().count() == 3


def test_a_stranger_finds_no_merge_to_undo(kept, gone, lead, stranger):
    done = merge(kept, gone, lead)
    with pytest.raises(Merge.DoesNotExist):
        unmerge(done, stranger)


def test_a_practitioner_may_not_undo(kept, gone, lead, practitioner):
    done = merge(kept, gone, lead)
    with pytest.raises(NotAllowed, match="lead or an administrator"):
        unmerge(done, practitioner)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_undo_once(kept, gone, lead):
    done = merge(kept, gone, lead)
    results = together(lambda: unmerge(done, lead), lambda: unmerge(done, lead))
    assert sorted(type(result).__name__ for result in results) == ["Merge", "NotAllowed"]


# --- Merge and unmerge is the identity ---------------------------------------------------------------

# The log of what happened grows, and that they are two people has been answered; everything else must
# be as it was.
LOGS = {"people.Merge", "people.PPChange", "people.LikelyPair"}
MOVES_ON = {"version", "changed_at", "changed_by", "id"}


def everything():
    """Every row of every table of ours, less the logs: what must be as it was."""
    return {
        model._meta.label: sorted(
            repr(sorted((k, v) for k, v in model_to_dict(row).items() if k not in MOVES_ON))
            + ("" if model is AccessLimit else str(row.pk))
            for row in model._base_manager.all()
        )
        for model in apps.get_models()
        if model._meta.app_label in {"people", "referrals", "tiers", "flags"}
        and not hasattr(model, "pgh_tracked_model")
        and model._meta.label not in LOGS
    }


TEXT = st.sampled_from(["", "Rhys", "Siân"])
PERSON = st.fixed_dictionaries(
    {
        "preferred_name": TEXT,
        "adjustments": TEXT,
        "must_not_meet": TEXT,
        "safe_to_leave_message": st.booleans(),
        "rosh_public": st.sampled_from(["", "LOW", "HIGH"]),
        "risk_recorded_on": st.none() | st.dates(date(2020, 1, 1), TODAY),
        "sentence_ends_on": st.none() | st.dates(TODAY, date(2030, 1, 1)),
        "prison_number": st.booleans(),
        "nhs_number": st.booleans(),
        "place": st.none() | st.integers(1, 400),
        "tiers": st.sets(st.integers(1, 3)),
        "cases": st.booleans(),
        "referrers": st.sets(st.integers(0, 2)),
        "excluded": st.sets(st.integers(0, 1)),
        "restricted": st.booleans(),
    }
)
SIDES = st.dictionaries(
    st.sampled_from([*rules.MERGE_CHOICES, "where"]), st.sampled_from(["KEPT", "GONE"]), max_size=9
)


def populate(person, shape, *, users, lead, mark, tiers):
    for name in ("preferred_name", "adjustments", "must_not_meet", "safe_to_leave_message"):
        setattr(person, name, shape[name])
    for name in ("rosh_public", "risk_recorded_on", "sentence_ends_on"):
        setattr(person, name, shape[name])
    person.prison_number = f"A000{mark}BC" if shape["prison_number"] else None
    person.nhs_number = make.nhs_number(mark) if shape["nhs_number"] else None
    limit(
        person,
        named=[lead, users[2]] if shape["restricted"] else [],
        excluded=[users[n] for n in shape["excluded"]],
    )
    if shape["place"]:
        Location.objects.create(
            service_user=person,
            kind="COMMUNITY",
            from_on=TODAY - timedelta(days=shape["place"]),
        )
    for number in shape["referrers"]:
        Referrer.objects.create(service_user=person, user=users[number])
    for tier in tiers:
        if shape["cases"]:
            make.make_session(make.make_case(person, practitioner=users[1], lead=lead, tier=tier))
        else:
            make.make_referral(person, referrer=lead, tier=tier)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(one=PERSON, other=PERSON, sides=SIDES)
def test_merging_and_undoing_leaves_everything_as_it_was(
    one, other, sides, kept, gone, lead, practitioner, pp, colleague
):
    from django.db import transaction

    users = [pp, practitioner, colleague]
    with transaction.atomic():
        populate(kept, one, users=users, lead=lead, mark=1, tiers=one["tiers"])
        populate(gone, other, users=users, lead=lead, mark=2, tiers=other["tiers"] - one["tiers"])
        before = everything()

        done = merge(kept, gone, lead, choices=sides)
        assert not Case.objects.filter(service_user=gone).exists()
        assert everything() != before
        unmerge(done, lead)

        assert everything() == before
        assert LikelyPair.objects.get().not_same_at == done.merged_at
        transaction.set_rollback(True)
    kept.refresh_from_db()
    gone.refresh_from_db()

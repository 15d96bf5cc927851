"""Two records of one person: merged, and taken apart again, with all that hangs on them."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from flags.models import Flag
from people import actions, registry, rules
from people.models import (
    AccessLimit,
    FormerIdentifier,
    Location,
    Merge,
    PPChange,
    Referrer,
    ServiceUser,
)
from people.permissions import Permission, Role, permissions_of
from people.rules import Limits, NotAllowed, Side, Stale
from referrals.models import Referral
from referrals.rules import Status
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.people.test_actions import together
from tiers.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(service_user):
    return service_user


@pytest.fixture
def gone(team, other_pp):
    return make.make_service_user(
        team, added_by=other_pp, given_name="Rhys", family_name="Privat", prison_number="A1234BC"
    )


def merge(kept, gone, by, **given):
    return actions.merge(
        **{
            "kept_id": kept.pk,
            "gone_id": gone.pk,
            "choices": {},
            "reason": "Same PNC and photograph",
            "by": by,
            "at": NOW,
            **given,
        }
    )


def unmerge(done, by):
    return actions.unmerge(merge_id=done.pk, reason="Two cousins", by=by, at=NOW)


def limit(person, *, named=(), excluded=()):
    for kind, users in (("NAMED", named), ("EXCLUDED", excluded)):
        for user in users:
            AccessLimit.objects.create(service_user=person, user=user, kind=kind)
    person.is_restricted, person.has_exclusions = bool(named), bool(excluded)
    person.save()


# --- Rules -----------------------------------------------------------------------------------------


def record(**values):
    blank = dict.fromkeys(name for names in rules.MERGE_CHOICES.values() for name in names)
    return SimpleNamespace(**blank | values)


@pytest.mark.parametrize(
    ("choice", "ours", "theirs", "side"),
    [
        ("pronouns", {"pronouns": "he"}, {"pronouns": "she"}, Side.KEPT),
        ("pronouns", {}, {"pronouns": "she"}, Side.GONE),
        ("pronouns", {}, {}, Side.KEPT),
        ("must_not_meet", {"must_not_meet": "A"}, {"must_not_meet": "B"}, Side.BOTH),
        ("must_not_meet", {"must_not_meet": "A"}, {"must_not_meet": "A"}, Side.KEPT),
        (
            "risk",
            {"rosh_public": "LOW", "risk_recorded_on": date(2025, 1, 1)},
            {"rosh_public": "HIGH", "risk_recorded_on": date(2026, 1, 1)},
            Side.GONE,
        ),
        (
            "risk",
            {"rosh_public": "LOW", "risk_recorded_on": date(2026, 1, 1)},
            {"rosh_public": "HIGH"},
            Side.KEPT,
        ),
        ("risk", {"rosh_public": "LOW"}, {"risk_recorded_on": date(2025, 1, 1)}, Side.GONE),
    ],
)
def test_which_value_is_suggested(choice, ours, theirs, side):
    assert rules.suggested_side(choice, record(**ours), record(**theirs)) == side


def test_every_detail_of_a_person_is_chosen_once():
    named = [name for names in rules.MERGE_CHOICES.values() for name in names]
    own = {
        field.attname
        for field in ServiceUser._meta.concrete_fields
        if field.name
        not in {
            "id",
            "team",
            "merged_into",
            "has_exclusions",
            "is_restricted",
            "added_at",
            "added_by",
            "changed_at",
            "changed_by",
            "version",
        }
    }
    assert sorted(named) == sorted(own)


def test_both_texts_survive_when_asked():
    values = rules.surviving(
        record(adjustments="Large print"), record(adjustments="Quiet room"), {"adjustments": "BOTH"}
    )
    assert values["adjustments"] == "Large print\n\nQuiet room"


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (Limits(), Limits(), Limits()),
        (Limits(), Limits(True, {1, 2}), Limits(True, {1, 2})),
        (Limits(True, {1, 2}), Limits(True, {2, 3}), Limits(True, {2})),
        (
            Limits(excluded={4}),
            Limits(True, {1}, {5}),
            Limits(True, {1}, {4, 5}),
        ),
    ],
)
def test_the_stricter_of_two_limits_wins(one, other, result):
    assert rules.stricter(one, other) == rules.stricter(other, one) == result


WELL = {
    "kept_id": 1,
    "gone_id": 2,
    "kept_team": 1,
    "gone_team": 1,
    "may": True,
    "merged": False,
}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"gone_id": 1}, "same record"),
        ({"gone_team": 2}, "different teams"),
        ({"may": False}, "lead or an administrator"),
        ({"merged": True}, "merged meanwhile"),
    ],
)
def test_who_may_merge_what(wrong, words):
    rules.check_merge(**WELL)
    with pytest.raises(NotAllowed, match=words):
        rules.check_merge(**WELL | wrong)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"may": False}, "lead or an administrator"),
        ({"undone": True}, "already been undone"),
        ({"merged_on": True}, "Undo that one"),
    ],
)
def test_who_may_undo_it(wrong, words):
    well = {"may": True, "undone": False, "merged_on": False}
    rules.check_unmerge(**well)
    with pytest.raises(NotAllowed, match=words):
        rules.check_unmerge(**well | wrong)


@pytest.mark.parametrize("choices", [{"crn": "BOTH"}, {"team": "KEPT"}, {"crn": "LEFT"}])
def test_a_choice_that_is_none_is_refused(choices):
    with pytest.raises(NotAllowed):
        rules.check_choices(choices)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.LEAD, True), (Role.ADMINISTRATOR, True), (Role.PRACTITIONER, False)],
)
def test_leads_and_administrators_may_merge(role, may):
    held = permissions_of(role=role, profession="TLN")
    assert (Permission.RECORDS_MERGE in held) is may


# --- What hangs on a person ------------------------------------------------------------------------


def test_every_foreign_key_to_a_person_is_known():
    keys = {tie.key for tie in registry.ties()}
    assert keys >= {
        "referrals.referral.service_user",
        "tiers.case.service_user",
        "flags.flag.service_user",
        "people.location.service_user",
        "people.referrer.service_user",
        "people.ppchange.service_user",
        "people.formeridentifier.service_user",
    }
    assert not any("event" in key or "accesslimit" in key for key in keys)


@pytest.mark.parametrize("tie", registry.ties(), ids=lambda tie: tie.key)
def test_no_row_about_a_person_is_nailed_to_one_record(tie):
    """A table whose rows can never change could not follow: it must hang on a row that can."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [tie.model._meta.db_table, "%append_only%"],
        )
        assert cursor.fetchall() == []


# --- Merging ---------------------------------------------------------------------------------------


def test_everything_follows_to_the_record_that_goes_on(kept, gone, lead, practitioner):
    case = make.make_case(gone, practitioner=practitioner, lead=lead)
    make.make_session(case)
    place = Location.objects.create(service_user=gone, kind="COMMUNITY", from_on=TODAY)
    flag = Flag.objects.create(
        kind="REVIEW_DUE",
        subject_id=case.pk,
        team=gone.team,
        owner=practitioner,
        service_user=gone,
        since_on=TODAY,
        raised_at=NOW,
    )

    done = merge(kept, gone, lead)

    for row in (case, case.referral, place, flag):
        row.refresh_from_db()
        assert row.service_user_id == kept.pk
    assert done.moved["tiers.case.service_user"] == [case.pk]
    event = AuditEvent.objects.get(action="people_merged")
    assert (event.service_user_id, event.detail["gone"]) == (kept.pk, gone.pk)
    assert event.reason == "Same PNC and photograph"


def test_a_merged_record_is_in_no_list_and_its_numbers_find_the_other(kept, gone, lead):
    crn = gone.crn
    merge(kept, gone, lead)

    kept.refresh_from_db()
    assert list(ServiceUser.objects.visible_to(lead)) == [kept]
    assert ServiceUser.objects.identified("crn", crn).get() == kept
    # The record that goes on had no prison number: it has now.
    assert kept.prison_number == "A1234BC"
    assert {row.value for row in FormerIdentifier.objects.all()} == {crn}


def test_the_chosen_number_survives_and_the_other_still_finds(kept, gone, lead):
    ours, theirs = kept.crn, gone.crn
    merge(kept, gone, lead, choices={"crn": "GONE"})

    kept.refresh_from_db()
    assert kept.crn == theirs
    assert ServiceUser.objects.identified("crn", ours).get() == kept


def test_nobody_is_added_again_by_a_number_that_was_merged(kept, gone, lead, team):
    crn = gone.crn
    merge(kept, gone, lead)

    with pytest.raises(NotAllowed, match="had this number before"):
        actions.add_service_user(
            by=lead,
            at=NOW,
            team_id=team.pk,
            crn=crn,
            given_name="R",
            family_name="P",
            date_of_birth=date(1990, 5, 17),
            sex="M",
        )


def test_both_pps_are_told_who_supervises_now(kept, gone, lead, pp, other_pp):
    merge(kept, gone, lead)

    change = PPChange.objects.get()
    assert (change.from_pp, change.to_pp, change.service_user) == (other_pp, pp, kept)


def test_a_referrer_of_both_is_one_referrer(kept, gone, lead, pp, other_pp):
    for person, user in ((kept, pp), (gone, pp), (gone, other_pp)):
        Referrer.objects.create(service_user=person, user=user)

    merge(kept, gone, lead)

    held = Referrer.objects.filter(service_user=kept)
    assert set(held.values_list("user_id", flat=True)) == {pp.pk, other_pp.pk}


@pytest.mark.parametrize(("side", "stays"), [("KEPT", "Ours"), ("GONE", "Theirs"), (None, "Ours")])
def test_nobody_lives_in_two_places(kept, gone, lead, side, stays):
    for person, place in ((kept, "Ours"), (gone, "Theirs")):
        Location.objects.create(
            service_user=person, kind="COMMUNITY", place=place, from_on=TODAY - timedelta(days=9)
        )

    merge(kept, gone, lead, choices={"where": side} if side else {})

    assert Location.objects.current().get(service_user=kept).place == stays
    assert Location.objects.filter(service_user=kept).count() == 2


def test_whoever_could_not_read_both_does_not_read_the_one(
    kept, gone, lead, practitioner, colleague
):
    limit(kept, named=[lead, practitioner])
    limit(gone, named=[lead, colleague], excluded=[practitioner])

    merge(kept, gone, lead)

    kept.refresh_from_db()
    for user, sees in ((lead, True), (practitioner, False), (colleague, False)):
        assert ServiceUser.objects.visible_to(user).filter(pk=kept.pk).exists() is sees


# --- Refusals --------------------------------------------------------------------------------------


def nothing_changed(kept, gone):
    gone.refresh_from_db()
    return gone.merged_into is None and gone.crn and not Merge.objects.exists()


def test_two_open_referrals_at_one_tier_refuse_in_words_naming_both(kept, gone, lead):
    ours = make.make_referral(kept, referrer=lead)
    theirs = make.make_referral(gone, referrer=lead)

    with pytest.raises(NotAllowed) as refusal:
        merge(kept, gone, lead)

    words = str(refusal.value)
    assert ours.reference in words
    assert theirs.reference in words
    assert nothing_changed(kept, gone)


def test_open_referrals_at_two_tiers_stand_together(kept, gone, lead):
    make.make_referral(kept, referrer=lead, tier=1)
    make.make_referral(gone, referrer=lead, tier=2)

    merge(kept, gone, lead)

    assert Referral.objects.filter(service_user=kept).count() == 2


def test_a_record_is_not_merged_into_itself(kept, lead):
    with pytest.raises(NotAllowed, match="same record"):
        merge(kept, kept, lead)


def test_records_of_two_teams_are_not_merged(kept, lead, other_team):
    from people.models import Membership

    Membership.objects.create(user=lead, team=other_team, role=Role.LEAD)
    theirs = make.make_service_user(other_team, added_by=lead)
    with pytest.raises(NotAllowed, match="different teams"):
        merge(kept, theirs, lead)


def test_a_practitioner_may_not_merge(kept, gone, practitioner):
    with pytest.raises(NotAllowed, match="lead or an administrator"):
        merge(kept, gone, practitioner)


def test_an_administrator_sees_no_record_and_so_merges_none(kept, gone, administrator):
    with pytest.raises(ServiceUser.DoesNotExist):
        merge(kept, gone, administrator)


def test_an_administrator_who_works_in_the_team_may(kept, gone, administrator, team):
    from people.models import Membership, User

    Membership.objects.create(user=administrator, team=team, role=Role.PRACTITIONER)
    assert merge(kept, gone, User.objects.get(pk=administrator.pk)).pk


def test_a_record_one_is_barred_from_is_not_hinted_at(kept, gone, lead):
    limit(gone, excluded=[lead])
    with pytest.raises(ServiceUser.DoesNotExist):
        merge(kept, gone, lead)


@pytest.mark.parametrize("which", ["kept_version", "gone_version"])
def test_a_page_opened_before_a_change_is_stale(kept, gone, lead, which):
    with pytest.raises(Stale):
        merge(kept, gone, lead, **{which: 7})
    assert nothing_changed(kept, gone)


def test_a_merge_needs_a_reason(kept, gone, lead):
    with pytest.raises(NotAllowed) as refusal:
        merge(kept, gone, lead, reason="  ")
    assert refusal.value.field == "reason"


def test_a_merged_record_is_not_merged_again(kept, gone, lead):
    merge(kept, gone, lead)
    with pytest.raises(NotAllowed, match="merged meanwhile"):
        merge(kept, gone, lead)


def test_when_the_audit_fails_nothing_has_happened(kept, gone, lead, monkeypatch):
    case = make.make_case(gone, practitioner=lead)
    monkeypatch.setattr(
        AuditEvent.objects, "create", lambda **_values: (_ for _ in ()).throw(DatabaseError)
    )
    with pytest.raises(DatabaseError):
        merge(kept, gone, lead)

    assert nothing_changed(kept, gone)
    case.refresh_from_db()
    assert case.service_user == gone


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_once_merge_once(kept, gone, lead):
    results = together(
        lambda: merge(kept, gone, lead),
        lambda: merge(gone, kept, lead),
    )

    assert sorted(type(result).__name__ for result in results) == ["Merge", "NotAllowed"]
    assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_referral_started_while_merging_ends_on_the_record_that_goes_on(kept, gone, lead, pp):
    from referrals.actions import start

    gone.pp = pp
    gone.save()
    results = together(
        lambda: merge(kept, gone, lead),
        lambda: start(service_user_id=gone.pk, by=pp, at=NOW),
    )

    assert isinstance(results[0], Merge)
    assert isinstance(results[1], Referral | ServiceUser.DoesNotExist)
    assert not Referral.objects.filter(service_user=gone).exists()


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

# The log of what happened grows; everything else must be as it was.
LOGS = {"people.Merge", "people.PPChange"}
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
        transaction.set_rollback(True)
    kept.refresh_from_db()
    gone.refresh_from_db()

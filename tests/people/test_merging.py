"""Two records of one person become one, with all that hangs on them."""

from datetime import date, timedelta

import pytest
from django.db import connection

from audit.models import AuditEvent
from flags.models import Flag
from people import actions, registry
from people.models import (
    FormerIdentifier,
    Location,
    Merge,
    PPChange,
    Referrer,
    ServiceUser,
    found_by_number,
)
from people.permissions import Role
from people.rules import NotAllowed, Stale
from referrals.models import Referral
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.people.merging import limit, merge, unmerge
from tests.races import together

pytestmark = pytest.mark.django_db


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


def test_the_pnc_number_that_was_not_chosen_still_finds(kept, gone, lead):
    ServiceUser.objects.filter(pk=kept.pk).update(pnc="2004/0712343W")
    ServiceUser.objects.filter(pk=gone.pk).update(pnc="2001/0000001Q")
    done = merge(kept, gone, lead, choices={"pnc": "GONE"})

    for number in ("2004/0712343W", "2001/0000001Q"):
        assert list(found_by_number(lead, "pnc", number)) == [kept]

    unmerge(done, lead)
    assert list(found_by_number(lead, "pnc", "2004/0712343W")) == [kept]
    assert list(found_by_number(lead, "pnc", "2001/0000001Q")) == [gone]


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


def test_when_the_audit_fails_nothing_has_happened(kept, gone, lead, trail_closed):
    case = make.make_case(gone, practitioner=lead)
    with trail_closed():
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

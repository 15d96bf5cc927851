"""Staff, roles, teams, policy and absences."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.models import AuditEvent
from people import actions, tasks
from people.models import Absence, Membership, Team, TeamPolicy, Unit, User
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from tests import factories as make
from tests.factories import NOW, TODAY
from tests.races import together

pytestmark = pytest.mark.django_db


def add(by, **values):
    return actions.add_staff(
        **{
            "by": by,
            "at": NOW,
            "email": "New.Nurse@Example.Wales",
            "given_name": "New",
            "family_name": "Nurse",
            "profession": Profession.TLN,
            **values,
        }
    )


# --- Adding and changing -------------------------------------------------------------------------


def test_an_administrator_adds_staff_who_cannot_yet_sign_in(administrator, team):
    user = add(administrator, roles={(team.pk, Role.PRACTITIONER)}, working_days=[4, 0])

    assert user.email == "new.nurse@example.wales"
    assert not user.has_usable_password()
    assert user.working_days == [0, 4]
    assert user.held == {(team.pk, "PRACTITIONER")}
    assert AuditEvent.objects.get().detail == {"roles": [[team.pk, "PRACTITIONER"]]}


def test_the_letter_lets_them_choose_a_password(administrator, client):
    user = add(administrator)

    assert tasks.send_welcome(user_id=user.pk)

    letter = mail.outbox[0]
    assert letter.to == ["new.nurse@example.wales"]
    link = next(word for word in letter.body.split() if "/reset/key/" in word)
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    assert page.status_code == 200
    words = {"password1": "three quiet words here", "password2": "three quiet words here"}
    client.post(page.request["PATH_INFO"], words)
    user.refresh_from_db()
    assert user.check_password("three quiet words here")


@pytest.mark.parametrize(
    ("later", "opens"), [({"days": 2, "hours": 23}, True), ({"days": 4}, False)]
)
def test_an_invitation_waits_three_days_and_says_so(administrator, client, later, opens):
    user = add(administrator)
    tasks.send_welcome(user_id=user.pk)
    letter = mail.outbox[0].body
    assert "for 3 days" in letter
    link = next(word for word in letter.split() if "/reset/key/" in word)

    with time_machine.travel(timezone.now() + timedelta(**later), tick=False):
        page = client.get("/" + link.split("/", 3)[3], follow=True).content.decode()

    assert ("Choose a new password" in page) is opens
    assert ("This link no longer works" in page) is not opens


def test_whoever_has_a_password_has_the_hours_of_a_reset(administrator, colleague, client):
    colleague.set_password("three quiet words here")
    colleague.save()
    tasks.send_welcome(user_id=colleague.pk)
    letter = mail.outbox[0].body
    assert "for 3 hours" in letter
    link = next(word for word in letter.split() if "/reset/key/" in word)

    with time_machine.travel(timezone.now() + timedelta(hours=4), tick=False):
        assert "no longer works" in client.get("/" + link.split("/", 3)[3], follow=True).text


def test_no_letter_goes_to_somebody_who_is_gone(administrator):
    user = add(administrator)
    actions.stop_signing_in(user_id=user.pk, by=administrator, at=NOW)

    assert not tasks.send_welcome(user_id=user.pk)
    assert mail.outbox == []
    with pytest.raises(NotAllowed, match="Let them back in"):
        actions.send_welcome_again(user_id=user.pk, by=administrator, at=NOW)


def test_an_address_in_use_is_refused_whatever_its_capitals(administrator):
    add(administrator)

    with pytest.raises(NotAllowed, match="already has") as refusal:
        add(administrator, email="NEW.nurse@example.wales")

    assert refusal.value.field == "email"


def test_staff_cannot_be_the_service_itself(administrator):
    with pytest.raises(NotAllowed, match="profession"):
        add(administrator, profession=Profession.SYSTEM)


def test_only_an_administrator_changes_staff_and_teams(lead, colleague, team):
    at = {"by": lead, "at": NOW}
    for act in (
        lambda: add(lead),
        lambda: actions.change_staff(user_id=colleague.pk, **at),
        lambda: actions.set_roles(user_id=lead.pk, roles={(team.pk, Role.ADMINISTRATOR)}, **at),
        lambda: actions.stop_signing_in(user_id=colleague.pk, **at),
        lambda: actions.let_back_in(user_id=colleague.pk, **at),
        lambda: actions.send_welcome_again(user_id=colleague.pk, **at),
        lambda: actions.add_team(region="Wales", name="New", **at),
        lambda: actions.change_team(team_id=team.pk, name="New", **at),
        lambda: actions.add_unit(name="New", region="Wales", **at),
    ):
        with pytest.raises(NotAllowed, match="administrator"):
            act()
    assert not AuditEvent.objects.exists()


def test_staff_are_changed_once_for_each_version(administrator, colleague):
    change = {"user_id": colleague.pk, "by": administrator, "at": NOW, "version": 1}
    actions.change_staff(**change, telephone="029 2000 0000")

    with pytest.raises(Stale):
        actions.change_staff(**change, telephone="029 2000 0001")

    colleague.refresh_from_db()
    assert (colleague.telephone, colleague.version) == ("029 2000 0000", 2)


def test_each_looks_after_their_own_details_and_no_more(colleague):
    actions.change_own_details(by=colleague, at=NOW, telephone="029 2018 0001", digest="NEVER")

    colleague.refresh_from_db()
    assert (colleague.telephone, colleague.digest) == ("029 2018 0001", "NEVER")
    with pytest.raises(TypeError, match="profession"):
        actions.change_own_details(by=colleague, at=NOW, profession=Profession.TEAM_LEAD)


NEW = "somebody.else@elsewhere.example"


def test_who_is_given_another_address_is_told_at_the_old_one(
    administrator, colleague, celery_now, django_capture_on_commit_callbacks
):
    old = colleague.email
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_staff(user_id=colleague.pk, by=administrator, at=NOW, email=NEW)

    (letter,) = mail.outbox
    assert letter.to == [old]
    assert NEW not in letter.body
    assert AuditEvent.objects.get().detail == {
        "fields": ["email"],
        "domain_before": "example.wales",
        "domain_after": "elsewhere.example",
    }


def test_an_address_that_is_left_opens_nothing(administrator, colleague, as_user, client):
    """Neither a session begun with it, nor a link mailed to it, nor asking for another."""
    colleague.set_password("three quiet words here")
    colleague.save()
    client.post("/accounts/password/reset/", {"email": colleague.email})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    signed_in = as_user(colleague)
    assert signed_in.get("/people/me/").status_code == 200

    actions.change_staff(user_id=colleague.pk, by=administrator, at=NOW, email=NEW)

    assert signed_in.get("/people/me/").status_code == 302
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    assert "password1" not in page.text
    mail.outbox.clear()
    client.post("/accounts/password/reset/", {"email": colleague.email})
    assert "/reset/key/" not in mail.outbox[0].body


# --- Roles and leaving ------------------------------------------------------------------------------


def test_roles_are_set_whole(administrator, colleague, team, other_team):
    actions.set_roles(
        user_id=colleague.pk,
        roles={(other_team.pk, Role.LEAD), (team.pk, Role.SUPERVISOR)},
        by=administrator,
        at=NOW,
    )

    held = User.objects.get(pk=colleague.pk).held
    assert held == {(other_team.pk, "LEAD"), (team.pk, "SUPERVISOR")}
    assert AuditEvent.objects.get().detail["before"] == [[team.pk, "PRACTITIONER"]]


def test_nobody_gives_themselves_a_role(administrator, team):
    make.make_user(team, Role.ADMINISTRATOR)
    for roles in ({(team.pk, Role.ADMINISTRATOR), (team.pk, Role.LEAD)}, set()):
        with pytest.raises(NotAllowed, match="You cannot change your own roles"):
            actions.set_roles(user_id=administrator.pk, roles=roles, by=administrator, at=NOW)

    assert User.objects.get(pk=administrator.pk).held == {(team.pk, "ADMINISTRATOR")}


def test_the_leads_of_a_team_are_told_that_a_role_in_it_was_given(
    administrator, colleague, lead, team, other_team, celery_now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for roles in ({(team.pk, Role.PRACTITIONER), (team.pk, Role.LEAD)}, set()):
            actions.set_roles(user_id=colleague.pk, roles=roles, by=administrator, at=NOW)
        add(administrator, roles={(team.pk, Role.LEAD), (other_team.pk, Role.LEAD)})

    told = [letter for letter in mail.outbox if "given somebody a role in Cwm team" in letter.body]
    assert [letter.to for letter in told] == [[lead.email], [lead.email]]
    assert not any("Nurse" in letter.body or "Colleague" in letter.body for letter in told)
    assert f"/people/staff/?team={team.pk}" in told[0].body


@pytest.mark.parametrize("wrong", [(0, Role.LEAD), (None, "KING")])
def test_a_role_or_team_that_is_none_is_refused(administrator, colleague, team, wrong):
    team_id, role = wrong
    with pytest.raises(NotAllowed, match="from the list"):
        actions.set_roles(
            user_id=colleague.pk,
            roles={(team.pk if team_id is None else team_id, role)},
            by=administrator,
            at=NOW,
        )

    assert Membership.objects.filter(user=colleague).count() == 1


def test_the_last_administrator_cannot_give_up_the_role_or_leave(administrator):
    with pytest.raises(NotAllowed, match="Make somebody else"):
        actions.set_roles(user_id=administrator.pk, roles=(), by=administrator, at=NOW)
    with pytest.raises(NotAllowed, match="your own"):
        actions.stop_signing_in(user_id=administrator.pk, by=administrator, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_each_remove_the_other(administrator, team):
    second = make.make_user(team, Role.ADMINISTRATOR, profession=Profession.ADMINISTRATOR)

    results = together(
        lambda: actions.set_roles(user_id=second.pk, roles=(), by=administrator, at=NOW),
        lambda: actions.set_roles(user_id=administrator.pk, roles=(), by=second, at=NOW),
    )

    assert sorted(type(result).__name__ for result in results) == ["NotAllowed", "User"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_somebody_who_left_is_signed_out_and_can_come_back(administrator, colleague, as_user):
    client = as_user(colleague)
    assert client.get("/people/me/").status_code == 200

    actions.stop_signing_in(user_id=colleague.pk, by=administrator, at=NOW, reason="Left")
    assert client.get("/people/me/").status_code == 302

    assert actions.let_back_in(user_id=colleague.pk, by=administrator, at=NOW).is_active


# --- Teams and policy ----------------------------------------------------------------------------------


def test_a_team_starts_with_a_policy_and_takes_its_units(administrator, team):
    unit = actions.add_unit(by=administrator, at=NOW, name="Gwent", region="Wales", team_id=team.pk)
    made = actions.add_team(
        by=administrator, at=NOW, region="Wales", name="East team", units=[unit.pk]
    )

    assert made.policy.no_contact_days == 28
    assert list(made.units.all()) == [unit]
    assert not team.units.exists()


def test_a_team_is_changed_and_a_unit_left_out_is_set_free(administrator, team):
    unit = Unit.objects.create(region=team.region, team=team, name="Gwent")

    actions.change_team(
        team_id=team.pk,
        by=administrator,
        at=NOW,
        version=1,
        name="Renamed",
        region="Cymru",
        units=[],
    )

    unit.refresh_from_db()
    team.refresh_from_db()
    assert (team.name, team.region.name, team.version, unit.team) == ("Renamed", "Cymru", 2, None)


def test_a_team_name_in_use_is_refused(administrator, team):
    with pytest.raises(NotAllowed, match="already a team"):
        actions.add_team(by=administrator, at=NOW, region="Wales", name=team.name)
    actions.add_unit(by=administrator, at=NOW, name="Gwent", region="Wales")
    with pytest.raises(NotAllowed, match="already a unit"):
        actions.add_unit(by=administrator, at=NOW, name="Gwent", region="Wales")


def set_policy(team, by, **values):
    return actions.change_policy(team_id=team.pk, by=by, at=NOW, **values)


def test_a_lead_sets_the_policy_and_the_change_is_kept(team, lead):
    policy = set_policy(team, lead, version=1, no_contact_days=21, after_contact_months="2 4")

    assert (policy.no_contact_days, policy.after_contact_months) == (21, "2, 4")
    assert (policy.updated_by, policy.updated_at, policy.version) == (lead, NOW, 2)
    assert AuditEvent.objects.get().detail["changed"] == {
        "no_contact_days": [28, 21],
        "after_contact_months": ["1, 3, 6", "2, 4"],
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"no_contact_days": 0}, "no_contact_days"),
        ({"tier2_length_weeks": 157}, "tier2_length_weeks"),
        ({"supervision_at_risk_percent": 100}, "supervision_at_risk_percent"),
        ({"draft_warning_days": 90}, "draft_warning_days"),
        ({"after_contact_months": "6, 1"}, "after_contact_months"),
    ],
)
def test_a_policy_out_of_its_limits_is_refused_at_its_box(team, lead, values, field):
    with pytest.raises(NotAllowed) as refusal:
        set_policy(team, lead, **values)

    assert refusal.value.field == field
    assert TeamPolicy.objects.get(team=team).version == 1


def test_the_policy_of_a_team_is_its_leads_alone(team, other_team, lead, practitioner):
    for team_, by in ((other_team, lead), (team, practitioner)):
        with pytest.raises(NotAllowed, match="Only a lead"):
            set_policy(team_, by, no_contact_days=21)


def test_a_stale_policy_is_refused(team, lead):
    set_policy(team, lead, version=1, no_contact_days=21)
    with pytest.raises(Stale):
        set_policy(team, lead, version=1, no_contact_days=14)


# --- Absences -------------------------------------------------------------------------------------------


def away(user, by, **values):
    return actions.record_absence(
        **{"user_id": user.pk, "kind": "LEAVE", "starts_on": TODAY, "by": by, "at": NOW, **values}
    )


def test_ones_own_absence_names_who_covers(practitioner, colleague):
    absence = away(practitioner, practitioner, cover_id=colleague.pk)

    assert absence.cover == colleague
    assert Absence.objects.on(TODAY).get() == absence


def test_a_lead_records_it_for_their_team_and_a_colleague_cannot(practitioner, lead, colleague):
    away(practitioner, lead)
    with pytest.raises(NotAllowed, match="a lead of their team"):
        away(lead, colleague)


def test_a_stranger_cannot_record_an_absence(practitioner, stranger):
    with pytest.raises(User.DoesNotExist):
        away(practitioner, stranger)


def test_an_overlap_is_refused_and_the_same_one_may_be_changed(practitioner):
    absence = away(practitioner, practitioner)
    with pytest.raises(NotAllowed, match="overlap another absence that starts on 23 November 2026"):
        away(practitioner, practitioner, starts_on=TODAY + timedelta(days=3))

    actions.change_absence(
        absence_id=absence.pk,
        by=practitioner,
        at=NOW,
        kind="SICKNESS",
        starts_on=TODAY,
        ends_on=TODAY,
    )
    away(practitioner, practitioner, starts_on=TODAY + timedelta(days=3))


def test_cover_comes_from_the_team(practitioner, stranger):
    with pytest.raises(NotAllowed, match="same team"):
        away(practitioner, practitioner, cover_id=stranger.pk)


def test_cover_does_not_come_from_somebody_who_is_away_too(practitioner, colleague, lead):
    week = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=6)}
    away(colleague, lead, **week)
    with pytest.raises(NotAllowed, match="away themselves on all of these days"):
        away(practitioner, lead, cover_id=colleague.pk, **week)

    longer = week | {"ends_on": TODAY + timedelta(days=9)}
    assert away(practitioner, lead, cover_id=colleague.pk, **longer).cover == colleague


def test_two_who_are_away_do_not_cover_each_other(practitioner, colleague, lead):
    away(colleague, lead, ends_on=TODAY + timedelta(days=3), cover_id=practitioner.pk)
    with pytest.raises(NotAllowed, match="cover each other"):
        away(
            practitioner,
            lead,
            starts_on=TODAY + timedelta(days=2),
            ends_on=TODAY + timedelta(days=9),
            cover_id=colleague.pk,
        )


def test_an_absence_entered_by_mistake_is_removed_and_remembered(practitioner, lead):
    absence = away(practitioner, practitioner)

    actions.remove_absence(absence_id=absence.pk, by=lead, at=NOW)

    assert not Absence.objects.exists()
    assert AuditEvent.objects.order_by("pk").last().action == "absence_removed"


@pytest.mark.django_db(transaction=True)
def test_two_absences_at_once_leave_one(practitioner, lead):
    results = together(lambda: away(practitioner, practitioner), lambda: away(practitioner, lead))

    assert sorted(type(result).__name__ for result in results) == ["Absence", "NotAllowed"]


# --- No trail, no change ------------------------------------------------------------------------------------


def acts(team, colleague):
    at = {"at": NOW}
    return {
        "add": lambda by: add(by),
        "change": lambda by: actions.change_staff(
            user_id=colleague.pk, by=by, given_name="X", **at
        ),
        "roles": lambda by: actions.set_roles(
            user_id=colleague.pk, roles={(team.pk, Role.LEAD)}, by=by, **at
        ),
        "stop": lambda by: actions.stop_signing_in(user_id=colleague.pk, by=by, **at),
        "team": lambda by: actions.add_team(by=by, region="Wales", name="New", **at),
        "policy": lambda by: set_policy(team, by, no_contact_days=21),
        "absence": lambda by: away(colleague, by),
    }


@pytest.mark.parametrize("verb", ["add", "change", "roles", "stop", "team", "policy", "absence"])
def test_a_change_whose_trail_cannot_be_written_does_not_happen(team, colleague, verb):
    by = make.make_user(team, Role.ADMINISTRATOR, Role.LEAD)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit_auditevent ADD CONSTRAINT refuse CHECK (actor_id <> %s)", [by.pk]
        )
    before = state()

    with pytest.raises(DatabaseError), transaction.atomic():
        acts(team, colleague)[verb](by)

    assert state() == before


def state():
    return [
        list(model.objects.order_by("pk").values())
        for model in (User, Membership, Team, TeamPolicy, Absence)
    ]


def test_a_registration_date_is_a_day(administrator):
    user = add(administrator, registration_expires_on=date(2027, 3, 31))
    assert user.registration_expires_on == date(2027, 3, 31)

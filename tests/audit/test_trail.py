"""The trail: written with the change or not at all, and never rewritten."""

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, connection, transaction

from audit.actions import acting, note_access
from audit.models import AccessKind, AccessRecord, AuditEvent
from people.actions import set_roles
from people.models import Team, User
from tests import factories as make

pytestmark = pytest.mark.django_db


def rename(team, *, by, name, at=make.NOW):
    with acting("team_renamed", by=by, reason="Asked to") as act:
        team.name = name
        team.save(update_fields=["name"])
        act.record(team, at=at, was="before")


def test_an_act_records_who_did_what_and_why(team, lead):
    rename(team, by=lead, name="Renamed")

    event = AuditEvent.objects.get()
    assert (event.actor_id, event.actor_name) == (lead.pk, "Lowri Lead")
    assert (event.action, event.reason, event.detail) == (
        "team_renamed",
        "Asked to",
        {"was": "before"},
    )
    assert (event.subject_type, event.subject_id) == ("people.team", team.pk)


def test_a_change_whose_record_cannot_be_written_does_not_happen(team):
    nobody = User(given_name="Not", family_name="Saved")

    with pytest.raises(DatabaseError), transaction.atomic():
        rename(team, by=nobody, name="Renamed")

    assert Team.objects.get(pk=team.pk).name == "Cwm team"


def test_an_act_that_forgets_its_record_is_refused(team, lead):
    with pytest.raises(RuntimeError, match="recorded nothing"), acting("silent", by=lead):
        team.save(update_fields=["name"])


def test_an_act_that_found_nothing_to_do_leaves_no_trace(team, lead):
    with acting("looked_for_work", by=lead) as act:
        act.nothing_to_record()

    assert not AuditEvent.objects.exists()


def test_the_history_row_carries_the_actor_the_verb_and_the_reason(team, lead):
    rename(team, by=lead, name="Renamed")

    row = Team.pgh_event_model.objects.order_by("pgh_id").last()
    assert row.name == "Renamed"
    metadata = row.pgh_context.metadata
    assert (metadata["actor"], metadata["action"], metadata["reason"]) == (
        lead.pk,
        "team_renamed",
        "Asked to",
    )


def test_history_catches_a_bulk_update_and_raw_sql(team):
    Team.objects.filter(pk=team.pk).update(name="In bulk")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_team SET name = 'By hand' WHERE id = %s", [team.pk])

    names = list(Team.pgh_event_model.objects.order_by("pgh_id").values_list("name", flat=True))
    assert names == ["Cwm team", "In bulk", "By hand"]


def test_a_role_taken_back_leaves_who_had_it_and_who_took_it(team, practitioner, administrator):
    membership = practitioner.memberships.get()

    set_roles(user_id=practitioner.pk, roles=[], by=administrator, at=make.NOW)

    gone = membership.pgh_event_model.objects.get(pgh_label="delete")
    assert (gone.user_id, gone.team_id, gone.role) == (practitioner.pk, team.pk, membership.role)
    assert gone.pgh_context.metadata["actor"] == administrator.pk


def test_every_table_with_a_history_keeps_what_goes():
    tracked = [m.pgh_tracked_model for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
    for model in tracked:
        assert "delete_delete" in [t.name for t in model._meta.triggers], model


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET actor_name = 'Somebody else'",
        "DELETE FROM audit_auditevent",
        "UPDATE audit_accessrecord SET actor_name = 'Somebody else'",
        "DELETE FROM audit_accessrecord",
        "UPDATE people_teamevent SET name = 'Never that'",
        "DELETE FROM people_teamevent",
    ],
)
def test_the_database_refuses_to_rewrite_the_trail(team, lead, statement):
    rename(team, by=lead, name="Renamed")
    note_access(kind=AccessKind.VIEW, at=make.NOW, page="people:person", by=lead)

    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_every_history_table_is_append_only():
    histories = [m for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
    assert len(histories) > 30
    for model in histories:
        assert [t.name for t in model._meta.triggers] == ["append_only"], model


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM pghistory_context",
    ],
)
def test_who_changed_it_and_why_is_never_rewritten_once_it_is_over(statement):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
            " VALUES (gen_random_uuid(), '{}', NOW() - interval '1 second', NOW())"
        )
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            cursor.execute(statement)


def test_an_act_within_an_act_adds_to_why(team, lead):
    with acting("outer", by=lead) as act:
        rename(team, by=lead, name="Renamed")
        act.record(team, at=make.NOW)
    row = Team.pgh_event_model.objects.order_by("pgh_id").last()
    assert row.pgh_context.metadata["action"] == "team_renamed"


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_accessrecord", "pghistory_context"])
def test_the_trail_is_never_emptied(table):
    refused = pytest.raises(DatabaseError, match="Cannot truncate")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_signing_in_and_failing_to_are_noted(client, pp):
    pp.set_password("three quiet words")
    pp.save()

    client.post("/accounts/login/", {"login": pp.email, "password": "wrong words here"})
    client.post("/accounts/login/", {"login": pp.email, "password": "three quiet words"})

    kinds = list(AccessRecord.objects.order_by("pk").values_list("kind", "actor_id"))
    assert kinds == [(AccessKind.SIGN_IN_FAILED, None), (AccessKind.SIGN_IN, pp.pk)]


@pytest.fixture
def with_password(pp):
    pp.set_password("three quiet words")
    pp.save()
    return pp


NEW = {"password1": "four other quiet words", "password2": "four other quiet words"}


def test_a_changed_password_is_noted_and_its_owner_told(as_user, with_password):
    as_user(with_password).post(
        "/accounts/password/change/", {"oldpassword": "three quiet words", **NEW}
    )

    kept = AccessRecord.objects.order_by("pk").last()
    assert (kept.kind, kept.actor_id) == (AccessKind.PASSWORD_CHANGED, with_password.pk)
    assert_told_of_a_new_password(with_password)


def test_a_password_chosen_by_a_mailed_link_is_noted_and_its_owner_told(client, with_password):
    client.post("/accounts/password/reset/", {"email": with_password.email})
    link = next(word for word in mail.outbox.pop().body.split() if "/reset/key/" in word)
    page = client.get("/" + link.split("/", 3)[3], follow=True)
    client.post(page.request["PATH_INFO"], NEW)

    kept = AccessRecord.objects.order_by("pk").last()
    assert (kept.kind, kept.actor_id) == (AccessKind.PASSWORD_RESET, with_password.pk)
    assert_told_of_a_new_password(with_password)


def assert_told_of_a_new_password(user):
    """In plain words, with no detail of the browser or where it was."""
    (letter,) = mail.outbox
    assert letter.to == [user.email]
    assert letter.subject == "Your IIRMS password has changed"
    assert "If it was not you, tell your team lead at once" in letter.body
    assert "127.0.0.1" not in letter.body
    assert "IP" not in letter.body


def test_a_request_has_one_name_from_header_to_trail(as_user, pp):
    response = as_user(pp).get("/", headers={"X-Request-ID": "abc-123"})

    assert response["X-Request-ID"] == "abc-123"


@pytest.mark.parametrize("given", ["a b\tc", "a" * 65, "٣٤", "naïve", "-"])
def test_a_request_name_that_could_hurt_a_log_is_replaced(as_user, pp, given):
    response = as_user(pp).get("/", headers={"X-Request-ID": given})

    assert len(response["X-Request-ID"]) == 32

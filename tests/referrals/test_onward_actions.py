"""Referring on: written, sent, answered, chased; what is refused; who wins when two race."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import AuditEvent
from notices.models import Notice
from people.models import AccessLimit, TeamPolicy
from people.rules import NotAllowed, Stale
from referrals import actions
from referrals.models import OnwardChase, OnwardMove, OnwardReferral
from referrals.rules import OnwardStatus as S
from referrals.rules import RefusalReason
from tests import factories as make
from tests.races import together

from .onward_rows import make_onward, make_service

pytestmark = pytest.mark.django_db
AT, TODAY, DAY = make.NOW, make.TODAY, timedelta(days=1)

WRITTEN = {
    "need": "TALKING_THERAPY",
    "service_name": "Harbour House Talking Space",
    "service_address": "1 Harbour Row",
    "words": "He would like to talk about his brother",
    "why": "ONLY-FOR-US",
    "agreed_on": TODAY,
}


def write(person, by, **values):
    return actions.write_onward(service_user_id=person.pk, by=by, at=AT, **WRITTEN | values)


def move(onward, to, by, on=TODAY, **values):
    return actions.move_onward(onward_id=onward.pk, to=to, on=on, by=by, at=AT, **values)


def test_it_is_written_sent_refused_appealed_and_started(service_user, practitioner):
    onward = write(service_user, practitioner)
    sent = move(onward, S.SENT, practitioner, on=TODAY - 20 * DAY)
    assert (sent.sent_on, sent.chase_on) == (TODAY - 20 * DAY, TODAY + 8 * DAY)
    refused = move(
        onward, S.REFUSED, practitioner, on=TODAY - 9 * DAY, reason=RefusalReason.RISK, words="No"
    )
    assert refused.chase_on is None
    move(onward, S.APPEALED, practitioner, on=TODAY - 7 * DAY, words="He has been settled a year")
    move(onward, S.ACCEPTED, practitioner, on=TODAY - 3 * DAY, next_on=TODAY + 10 * DAY)
    assert OnwardReferral.objects.get().chase_on == TODAY + 10 * DAY
    move(onward, S.STARTED, practitioner)

    assert list(onward.moves.order_by("pk").values_list("to_status", "reason")) == [
        ("SENT", ""),
        ("REFUSED", "RISK"),
        ("APPEALED", ""),
        ("ACCEPTED", ""),
        ("STARTED", ""),
    ]
    assert AuditEvent.objects.filter(
        action="onward_refused", subject_id=onward.pk, service_user_id=service_user.pk
    ).exists()


def test_the_days_to_chase_are_the_teams_own(service_user, practitioner):
    TeamPolicy.objects.update(onward_chase_days=14)

    sent = move(write(service_user, practitioner), S.SENT, practitioner)

    assert sent.chase_on == TODAY + 14 * DAY


def test_a_listed_service_gives_its_name_and_address(service_user, practitioner, team):
    listed = make_service(team, by=practitioner, name="Tide Housing", address="2 Quay Street")

    onward = write(
        service_user, practitioner, service_id=listed.pk, service_name="", service_address=""
    )

    assert (onward.service, onward.service_name) == (listed, "Tide Housing")
    assert onward.service_address == "2 Quay Street"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"service_name": " "}, "service_name"),
        ({"service_id": 999_999}, "service"),
        ({"need": "NOT_A_NEED"}, "need"),
    ],
)
def test_a_referral_to_nobody_or_for_nothing_is_refused(service_user, practitioner, wrong, field):
    with pytest.raises(NotAllowed) as refused:
        write(service_user, practitioner, **wrong)
    assert refused.value.field == field


def test_a_retired_service_is_not_chosen(service_user, practitioner, team):
    gone = make_service(team, by=practitioner)
    actions.retire_service(service_id=gone.pk, because="Closed", by=practitioner, at=AT)

    with pytest.raises(NotAllowed, match="from the list"):
        write(service_user, practitioner, service_id=gone.pk)


def test_without_a_yes_nothing_is_sent(service_user, practitioner):
    onward = write(service_user, practitioner, agreed_on=None)
    with pytest.raises(NotAllowed, match="agreed"):
        move(onward, S.SENT, practitioner)

    assert move(onward, S.SENT, practitioner, agreed_on=TODAY).agreed_on == TODAY


@pytest.mark.parametrize("who", ["pp", "administrator"])
def test_only_the_team_moves_it(request, service_user, practitioner, who):
    onward = make_onward(service_user, by=practitioner)
    by = request.getfixturevalue(who)

    with pytest.raises((NotAllowed, OnwardReferral.DoesNotExist)):
        move(onward, S.WAITING, by)
    with pytest.raises((NotAllowed, OnwardReferral.DoesNotExist)):
        actions.chase_onward(onward_id=onward.pk, how="PHONE", said="x", on=TODAY, by=by, at=AT)
    assert OnwardReferral.objects.get().status == S.SENT


def test_a_pp_does_not_write_one(service_user, pp):
    with pytest.raises(NotAllowed, match="Practitioners"):
        write(service_user, pp)


def test_another_team_does_not_find_it(service_user, practitioner, stranger):
    onward = make_onward(service_user, by=practitioner)

    with pytest.raises(OnwardReferral.DoesNotExist):
        move(onward, S.WAITING, stranger)


def test_what_has_been_sent_is_not_rewritten(service_user, practitioner):
    onward = make_onward(service_user, by=practitioner)

    with pytest.raises(NotAllowed, match="has been sent"):
        actions.change_onward(onward_id=onward.pk, by=practitioner, at=AT, **WRITTEN)


def test_a_move_from_a_page_opened_earlier_is_told(service_user, practitioner, colleague):
    onward = make_onward(service_user, by=practitioner)
    move(onward, S.WAITING, practitioner, version=1)

    with pytest.raises(Stale):
        move(onward, S.REFUSED, colleague, reason="RISK", version=1)


@pytest.mark.parametrize(
    ("to", "values"),
    [
        (S.REFUSED, {"reason": ""}),
        (S.ENDED, {}),
        (S.WITHDRAWN, {"words": ""}),
        (S.WAITING, {"on": TODAY - 60 * DAY}),
        (S.WAITING, {"on": TODAY + DAY}),
    ],
)
def test_a_move_that_says_too_little_changes_nothing(service_user, practitioner, to, values):
    onward = make_onward(service_user, by=practitioner)

    with pytest.raises(NotAllowed):
        move(onward, to, practitioner, **values)
    assert (OnwardReferral.objects.get().status, OnwardMove.objects.count()) == (S.SENT, 1)


def test_a_chase_is_logged_and_sets_the_next_day(service_user, practitioner, colleague):
    onward = make_onward(service_user, by=practitioner, chase_on=TODAY - 3 * DAY)

    actions.chase_onward(
        onward_id=onward.pk, how="PHONE", said="Six more weeks", on=TODAY, by=colleague, at=AT
    )
    assert OnwardReferral.objects.get().chase_on == TODAY + 28 * DAY
    actions.chase_onward(
        onward_id=onward.pk, how="EMAIL", said="Next week", on=TODAY, by=colleague, at=AT,
        next_on=TODAY + 7 * DAY,
    )  # fmt: skip

    assert OnwardReferral.objects.get().chase_on == TODAY + 7 * DAY
    assert OnwardChase.objects.count() == 2


@pytest.mark.parametrize("verb", ["write", "move", "chase"])
def test_nothing_is_kept_when_the_audit_fails(service_user, practitioner, trail_closed, verb):
    onward = make_onward(service_user, by=practitioner)

    acts = {
        "write": lambda: write(service_user, practitioner, service_name="Another"),
        "move": lambda: move(onward, S.WAITING, practitioner),
        "chase": lambda: actions.chase_onward(
            onward_id=onward.pk, how="PHONE", said="x", on=TODAY, by=practitioner, at=AT
        ),
    }
    with trail_closed():
        acts[verb]()

    assert OnwardReferral.objects.get().status == S.SENT
    assert (OnwardMove.objects.count(), OnwardChase.objects.count()) == (1, 0)


def test_a_second_open_one_to_the_same_service_is_refused(service_user, practitioner):
    make_onward(service_user, by=practitioner)

    with pytest.raises(NotAllowed, match="already"):
        write(service_user, practitioner, service_name="HARBOUR house talking space")
    assert OnwardReferral.objects.count() == 1


def test_after_a_refusal_it_may_be_tried_again_and_then_not_appealed(service_user, practitioner):
    refused = make_onward(service_user, by=practitioner, status=S.REFUSED)
    write(service_user, practitioner)

    with pytest.raises(NotAllowed, match="already"):
        move(refused, S.APPEALED, practitioner, words="Please look again")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_and_the_second_is_told(service_user, practitioner, colleague):
    onward = make_onward(service_user, by=practitioner)
    results = together(
        lambda: move(onward, S.ACCEPTED, practitioner, version=1),
        lambda: move(onward, S.REFUSED, colleague, version=1, reason="RISK"),
    )

    assert [isinstance(told, NotAllowed) for told in results].count(True) == 1
    assert OnwardMove.objects.exclude(to_status=S.SENT).count() == 1
    assert OnwardReferral.objects.get().version == 2


def test_the_database_holds_the_table_of_moves(service_user, practitioner):
    onward = make_onward(service_user, by=practitioner, status=S.REFUSED)
    with pytest.raises(DatabaseError), transaction.atomic():
        OnwardReferral.objects.filter(pk=onward.pk).update(status=S.ENDED)
    with pytest.raises(IntegrityError), transaction.atomic():
        OnwardReferral.objects.filter(pk=onward.pk).update(sent_on=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        OnwardMove.objects.update(reason="OTHER")


def news(user):
    return [(one.kind, one.about) for one in Notice.objects.visible_to(user)]


def test_the_pp_and_whoever_follows_it_up_hear_of_a_move(
    service_user, pp, practitioner, colleague, lead
):
    onward = make_onward(service_user, by=practitioner)
    move(onward, S.WAITING, colleague)

    assert news(pp) == news(practitioner) == [("ONWARD_MOVED", onward.reference)]
    assert news(colleague) == news(lead) == []


def test_of_a_draft_that_is_withdrawn_nobody_hears(service_user, pp, practitioner, colleague):
    onward = make_onward(service_user, by=practitioner, status=S.DRAFT)
    move(onward, S.WITHDRAWN, colleague, words="Not now")

    assert news(pp) == []


# --- Who sees them ----------------------------------------------------------------------------------


def seen_by(user):
    return OnwardReferral.objects.visible_to(user).count()


def test_the_team_sees_all_and_the_pp_what_was_sent(
    service_user, pp, other_pp, practitioner, colleague, lead, stranger, administrator
):
    make_onward(service_user, by=practitioner)
    make_onward(service_user, by=practitioner, status=S.DRAFT, service_name="Not sent")

    assert [seen_by(user) for user in (practitioner, colleague, lead)] == [2, 2, 2]
    assert seen_by(pp) == 1
    assert [seen_by(user) for user in (other_pp, stranger, administrator)] == [0, 0, 0]


def test_the_pps_who_came_before_and_who_cover_see_it_too(service_user, other_pp, practitioner):
    make_onward(service_user, by=practitioner)
    service_user.cover_pp = other_pp
    service_user.save()

    assert seen_by(other_pp) == 1


@pytest.mark.parametrize("who", ["practitioner", "pp"])
def test_somebody_barred_from_the_person_sees_none(request, service_user, colleague, who):
    barred = request.getfixturevalue(who)
    make_onward(service_user, by=colleague)
    AccessLimit.objects.create(service_user=service_user, user=barred, kind="EXCLUDED")
    service_user.has_exclusions = True
    service_user.save()

    assert seen_by(barred) == 0
    assert OnwardMove.objects.visible_to(barred).count() == 0
    assert seen_by(colleague) == 1


def test_a_chase_is_the_teams_alone(service_user, pp, practitioner, colleague):
    onward = make_onward(service_user, by=practitioner)
    actions.chase_onward(
        onward_id=onward.pk, how="PHONE", said="x", on=TODAY, by=practitioner, at=AT
    )

    assert OnwardChase.objects.visible_to(colleague).count() == 1
    assert OnwardChase.objects.visible_to(pp).count() == 0

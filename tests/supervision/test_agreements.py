"""Who supervises whom, how often: who may agree it, what is refused, how it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from people.models import User
from people.permissions import Profession, Role
from people.rules import NotAllowed, Stale
from supervision import actions
from supervision.actions import Said
from supervision.models import Agreement
from supervision.rules import RecordStatus
from tests import factories as make
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)
SAID = Said(minutes=60, themes=["CASES", "Snow"], summary="Words", feelings="Tired")


def agree(supervisee, supervisor, *, by, kind="CLINICAL", **fields):
    return actions.make_agreement(
        supervisee_id=supervisee.pk,
        supervisor_id=supervisor.pk,
        kind=kind,
        by=by,
        at=NOW,
        **fields,
    )


@pytest.mark.parametrize("who", ["practitioner", "psychologist", "lead"])
def test_either_of_the_two_or_a_lead_makes_an_agreement(
    practitioner, psychologist, lead, team, who, request
):
    by = request.getfixturevalue(who)

    agreement = agree(practitioner, psychologist, by=by)

    assert (agreement.team, agreement.interval_days, agreement.agreed_on) == (team, 28, TODAY)
    event = AuditEvent.objects.get(action="supervision_agreed")
    assert (event.actor_id, event.detail["supervisee"]) == (by.pk, practitioner.pk)


def test_the_usual_interval_is_the_teams_by_profession(psychologist, team):
    pdpo = make.make_user(team, Role.PRACTITIONER, profession=Profession.PDPO)
    team.policy.supervision_days_pdpo = 35
    team.policy.save()

    assert agree(pdpo, psychologist, by=psychologist).interval_days == 35


def test_several_arrangements_stand_beside_each_other(practitioner, psychologist, lead, colleague):
    agree(practitioner, psychologist, by=practitioner)
    agree(practitioner, lead, by=practitioner, kind="LINE")
    agree(practitioner, colleague, by=practitioner, kind="PEER")
    agree(practitioner, psychologist, by=practitioner, kind="REFLECTIVE")

    assert Agreement.objects.current().filter(supervisee=practitioner).count() == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"supervisor": "practitioner"}, "supervisor"),
        ({"supervisor": "colleague"}, "supervisor"),  # clinical asks for the role
        ({"supervisor": "stranger"}, "supervisor"),  # works elsewhere
        ({"supervisee": "pp", "by": "psychologist"}, "supervisee"),  # no part of the team's work
        ({"interval_days": 6}, "interval_days"),
        ({"interval_days": 93}, "interval_days"),
        ({"agreed_on": TODAY + DAY}, "agreed_on"),
        ({"by": "colleague"}, ""),
        ({"by": "stranger"}, ""),
    ],
)
def test_an_agreement_is_refused_with_the_reason(
    practitioner, psychologist, colleague, stranger, pp, changes, field, request
):
    given = {"supervisee": "practitioner", "supervisor": "psychologist", "by": "practitioner"}
    given |= changes
    people = {
        name: request.getfixturevalue(given.pop(name))
        for name in ("supervisee", "supervisor", "by")
    }

    with pytest.raises(NotAllowed) as refusal:
        agree(**people, **given)

    assert refusal.value.field == field
    assert not Agreement.objects.exists()


def test_somebody_who_left_is_not_agreed_with(practitioner, psychologist):
    psychologist.is_active = False
    psychologist.save()

    with pytest.raises(NotAllowed):
        agree(practitioner, psychologist, by=practitioner)


def test_the_same_agreement_is_not_made_twice(agreement, practitioner, psychologist):
    with pytest.raises(NotAllowed) as refusal:
        agree(practitioner, psychologist, by=practitioner)
    assert refusal.value.field == "kind"


def test_an_agreement_whose_trail_cannot_be_written_is_not_made(practitioner, psychologist, lead):
    by = User.objects.get(pk=lead.pk)
    by.given_name = "L" * 300  # the trail has no room for this name

    with pytest.raises(DatabaseError), transaction.atomic():
        agree(practitioner, psychologist, by=by)

    assert not Agreement.objects.exists()


def test_changing_an_agreement_moves_its_due_date(agreement, psychologist):
    actions.change_agreement(
        agreement_id=agreement.pk,
        interval_days=14,
        minutes=90,
        place="Room 2",
        by=psychologist,
        at=NOW,
        version=1,
    )

    found = Agreement.objects.with_clock(TODAY).get()
    assert (found.due_on, found.version) == (agreement.agreed_on + 14 * DAY, 2)


def test_a_stale_change_is_refused(agreement, psychologist):
    with pytest.raises(Stale):
        actions.change_agreement(
            agreement_id=agreement.pk,
            interval_days=14,
            minutes=60,
            place="",
            by=psychologist,
            at=NOW,
            version=0,
        )


def test_ending_an_agreement_cancels_what_was_booked(agreement, lead):
    booked = make.make_supervision(agreement, when=NOW + 7 * DAY, status="PLANNED")

    actions.end_agreement(agreement_id=agreement.pk, reason="New job", by=lead, at=NOW)

    booked.refresh_from_db()
    agreement.refresh_from_db()
    assert (booked.status, agreement.ended_by) == (RecordStatus.CANCELLED, lead)


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_agreement_ends_with_a_reason_and_once(agreement, lead, reason):
    with pytest.raises(NotAllowed):
        actions.end_agreement(agreement_id=agreement.pk, reason=reason, by=lead, at=NOW)
    actions.end_agreement(agreement_id=agreement.pk, reason="New job", by=lead, at=NOW)

    with pytest.raises(NotAllowed):
        actions.end_agreement(agreement_id=agreement.pk, reason="Again", by=lead, at=NOW)


@pytest.mark.parametrize("who", ["colleague", "stranger", "administrator"])
def test_nobody_else_reaches_an_agreement(agreement, who, request):
    with pytest.raises(ObjectDoesNotExist):
        actions.end_agreement(
            agreement_id=agreement.pk, reason="Mine", by=request.getfixturevalue(who), at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_make_the_same_agreement_at_once_make_one(practitioner, psychologist):
    ends = together(
        lambda: agree(practitioner, psychologist, by=practitioner),
        lambda: agree(practitioner, psychologist, by=psychologist),
    )

    assert sorted(type(end).__name__ for end in ends) == ["Agreement", "NotAllowed"]
    assert Agreement.objects.count() == 1

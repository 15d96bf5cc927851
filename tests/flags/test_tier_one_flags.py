"""Tier 1's clocks: a question nobody has taken, a formulation whose day to look again has come."""

from datetime import timedelta

import pytest
from django.urls import reverse

from flags.rules import FlagKind, Urgency
from people.models import TeamPolicy
from tests import factories as make
from tiers.models import Consultation, Formulation
from tiers.rules import ConsultationStatus, FormulationStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)


def ask(team, pp, *, days_ago, **fields):
    return Consultation.objects.create(
        **{
            "team": team,
            "pp": pp,
            "wanted": "TALK",
            "question": "Why does he shout?",
            "asked_at": make.NOW - days_ago * DAY,
            "asked_by": pp,
            **fields,
        }
    )


@pytest.mark.parametrize(("days_ago", "raised"), [(10, False), (11, True)])
def test_a_question_nobody_took_is_the_leads_when_the_teams_own_days_are_over(
    sweep, team, pp, lead, psychologist, service_user, days_ago, raised
):
    asked = ask(team, pp, days_ago=days_ago, service_user=service_user)

    flags = sweep(FlagKind.CONSULTATION_LATE)

    assert [(flag.subject_id, flag.owner) for flag in flags] == [(asked.pk, lead)] * raised
    if raised:
        assert flags[0].urgency == Urgency.NOW
        assert flags[0].service_user == service_user
        assert flags[0].get_absolute_url() == asked.get_absolute_url()
        Consultation.objects.update(status=ConsultationStatus.TAKEN, consultant=psychologist)
        assert sweep(FlagKind.CONSULTATION_LATE) == []


def test_a_question_about_nobody_is_flagged_once_and_by_the_teams_policy(sweep, team, pp, lead):
    ask(team, pp, days_ago=3)
    TeamPolicy.objects.update(decision_target_days=2)

    assert len(sweep(FlagKind.CONSULTATION_LATE)) == 1
    again = sweep(FlagKind.CONSULTATION_LATE)
    assert [(flag.service_user, flag.since_on) for flag in again] == [(None, make.TODAY - 3 * DAY)]


@pytest.mark.parametrize(("in_days", "raised"), [(1, False), (0, True), (-40, True)])
def test_a_formulation_is_read_again_on_its_day_by_who_wrote_it(
    sweep, team, psychologist, lead, service_user, in_days, raised
):
    written = Formulation.objects.create(
        team=team,
        service_user=service_user,
        status=FormulationStatus.AGREED,
        started_at=make.NOW,
        started_by=psychologist,
        changed_at=make.NOW,
        changed_by=psychologist,
        review_on=make.TODAY + in_days * DAY,
    )

    flags = sweep(FlagKind.FORMULATION_REVIEW_DUE)

    assert [(flag.subject_id, flag.owner) for flag in flags] == [
        (written.pk, psychologist)
    ] * raised
    if raised:
        assert flags[0].urgency == Urgency.SOON
        Formulation.objects.update(review_on=make.TODAY + 90 * DAY)
        assert sweep(FlagKind.FORMULATION_REVIEW_DUE) == []


def test_the_lead_reads_which_question_waits_too_long(sweep, pp, lead, team, as_user):
    ask(team, pp, days_ago=30, question="How does a hostel stay calm?")
    assert sweep(FlagKind.CONSULTATION_LATE)
    page = as_user(lead).get(reverse("reports:team_flags", args=[team.pk, "CONSULTATION_LATE"]))
    assert f"{pp}: How does a hostel stay calm?" in page.text

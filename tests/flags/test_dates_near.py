"""Dates that come near: a register's review, the end of a licence, a professional registration."""

from datetime import timedelta

import pytest
from django.urls import reverse

from flags.models import Flag
from flags.registry import naming_staff
from flags.rules import FlagKind, Urgency
from people.actions import renew_registration, set_registrations
from people.models import Registration, ServiceUser, TeamPolicy, User
from people.rules import NotAllowed
from tests import factories as make
from tests.people.test_views import day
from tiers.models import Case, EndingPlan
from tiers.rules import CaseStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
TODAY, NOW = make.TODAY, make.NOW
DAY = timedelta(days=1)


@pytest.fixture
def case(service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


def on_register(person, by, register="ARSO", *, in_days):
    review_on = None if in_days is None else TODAY + in_days * DAY
    return Registration.objects.create(
        service_user=person, register=register, review_on=review_on, noted_at=NOW, noted_by=by
    )


# --- Registers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "raised"), [(15, False), (14, True), (-30, True), (None, False)])
def test_a_register_is_looked_up_before_its_review(
    sweep, case, service_user, practitioner, pp, days, raised
):
    on_register(service_user, pp, in_days=days)
    on_register(service_user, pp, "WEAP", in_days=200)

    flags = sweep(FlagKind.REGISTRATION_REVIEW_DUE)

    assert [(flag.subject_id, flag.owner, flag.since_on) for flag in flags] == (
        [(service_user.pk, practitioner, TODAY + (days - 14) * DAY)] if raised else []
    )
    if raised:
        assert flags[0].urgency == Urgency.SOON
        assert flags[0].get_absolute_url() == f"/people/{service_user.pk}/safety/"


def test_the_new_date_clears_the_flag_before_the_next_page(
    as_user, sweep, case, service_user, practitioner, pp
):
    on_register(service_user, pp, in_days=3)
    assert sweep(FlagKind.REGISTRATION_REVIEW_DUE)

    sent = as_user(practitioner).post(
        reverse("people:safety_edit", args=[service_user.pk]),
        {
            "register_0_register": "ARSO",
            **day("register_0_review_on", TODAY + 180 * DAY),
            "version": 1,
        },
    )
    assert sent.status_code == 302
    assert not Flag.objects.open().exists()


def test_a_register_they_are_off_asks_for_nothing(sweep, case, service_user, pp):
    on_register(service_user, pp, in_days=3)
    set_registrations(service_user_id=service_user.pk, registers={}, by=pp, at=NOW)
    assert sweep(FlagKind.REGISTRATION_REVIEW_DUE) == []


@pytest.mark.parametrize("status", [CaseStatus.ENDED, CaseStatus.PAUSED])
def test_registers_are_asked_about_only_while_work_goes_on(
    sweep, service_user, practitioner, pp, status
):
    make.make_case(service_user, practitioner=practitioner, status=status)
    on_register(service_user, pp, in_days=3)
    assert sweep(FlagKind.REGISTRATION_REVIEW_DUE) == []


def test_two_cases_of_one_person_are_one_flag_of_the_newer(
    sweep, case, service_user, practitioner, colleague, pp
):
    newer = make.make_case(service_user, practitioner=colleague, tier=3, opened_at=NOW - 5 * DAY)
    on_register(service_user, pp, in_days=3)
    on_register(service_user, pp, "WEAP", in_days=5)

    assert [flag.owner for flag in sweep(FlagKind.REGISTRATION_REVIEW_DUE)] == [newer.practitioner]


# --- The end of a sentence or licence ----------------------------------------------------------------


def ends(person, *, licence=None, sentence=None):
    ServiceUser.objects.filter(pk=person.pk).update(
        licence_ends_on=licence and TODAY + timedelta(days=licence),
        sentence_ends_on=sentence and TODAY + timedelta(days=sentence),
    )


@pytest.mark.parametrize(
    ("dates", "near_in"),
    [
        ({"licence": 91}, None),
        ({"licence": 90}, 90),
        ({"sentence": 20}, 20),
        ({"licence": 20, "sentence": 400}, 20),
        ({"licence": -20, "sentence": 400}, None),
        ({"licence": -20, "sentence": -10}, -10),
        ({}, None),
    ],
)
def test_an_end_that_nobody_plans_for_is_said_in_time(
    sweep, case, service_user, practitioner, dates, near_in
):
    ends(service_user, **dates)

    flags = sweep(FlagKind.LICENCE_END_NEAR)

    assert [(flag.subject_id, flag.owner, flag.since_on) for flag in flags] == (
        [] if near_in is None else [(case.pk, practitioner, TODAY + (near_in - 90) * DAY)]
    )


def test_an_agreed_ending_or_a_later_end_answers_it(sweep, case, service_user, practitioner):
    ends(service_user, licence=20)
    assert sweep(FlagKind.LICENCE_END_NEAR)
    ends(service_user, licence=300)
    assert sweep(FlagKind.LICENCE_END_NEAR) == []

    ends(service_user, licence=20)
    assert sweep(FlagKind.LICENCE_END_NEAR)
    EndingPlan.objects.create(case=case, end_on=TODAY + 15 * DAY, made_at=NOW, made_by=practitioner)
    assert sweep(FlagKind.LICENCE_END_NEAR)
    EndingPlan.objects.update(agreed_at=NOW, agreed_by=practitioner)
    assert sweep(FlagKind.LICENCE_END_NEAR) == []


def test_no_licence_is_asked_about_when_the_work_is_paused_or_over(sweep, case, service_user):
    ends(service_user, licence=20)
    Case.objects.filter(pk=case.pk).update(
        status=CaseStatus.PAUSED, paused_at=NOW, paused_by=case.practitioner, pause_reason="CUSTODY"
    )
    assert sweep(FlagKind.LICENCE_END_NEAR) == []


# --- A professional registration ----------------------------------------------------------------------


def registered(user, *, in_days):
    User.objects.filter(pk=user.pk).update(
        registration_body="HCPC",
        registration_number="PYL123",
        registration_expires_on=TODAY + in_days * DAY,
    )


@pytest.mark.parametrize(("days", "raised"), [(61, False), (60, True), (-5, True)])
def test_a_registration_that_ends_is_its_holders_to_renew_and_the_leads_to_see(
    sweep, psychologist, lead, stranger, days, raised
):
    registered(psychologist, in_days=days)

    flags = sweep(FlagKind.STAFF_REGISTRATION_ENDING)

    assert [(flag.owner, flag.since_on) for flag in flags] == (
        [(psychologist, TODAY + (days - 60) * DAY)] if raised else []
    )
    seen = naming_staff(Flag.objects.visible_to(lead), lead)
    assert [flag.staff_name for flag in seen] == [str(psychologist)] * raised
    assert not Flag.objects.visible_to(stranger).exists()


def test_the_renewed_date_clears_it_before_the_next_page(as_user, sweep, psychologist):
    registered(psychologist, in_days=10)
    [flag] = sweep(FlagKind.STAFF_REGISTRATION_ENDING)
    url = flag.get_absolute_url()
    client = as_user(psychologist)
    assert "With HCPC, until 3 December 2026." in client.get(url).content.decode()

    sent = client.post(
        url,
        {
            "registration_number": "PYL123",
            **day("registration_expires_on", TODAY + 700 * DAY),
            "version": psychologist.version,
        },
    )
    assert sent.status_code == 302
    assert not Flag.objects.open().filter(kind=FlagKind.STAFF_REGISTRATION_ENDING).exists()
    psychologist.refresh_from_db()
    assert psychologist.registration_expires_on == TODAY + 700 * DAY


def test_a_date_that_has_passed_is_no_renewal(psychologist):
    with pytest.raises(NotAllowed) as refusal:
        renew_registration(
            user_id=psychologist.pk,
            registration_number="PYL123",
            registration_expires_on=TODAY,
            by=psychologist,
            at=NOW,
        )
    assert refusal.value.field == "registration_expires_on"


def test_a_registration_is_written_by_its_holder_a_lead_and_an_administrator_alone(
    as_user, psychologist, lead, administrator, colleague, stranger
):
    url = reverse("people:registration_renew", args=[psychologist.pk])
    assert [as_user(one).get(url).status_code for one in (psychologist, lead, administrator)] == [
        200
    ] * 3
    assert as_user(colleague).get(url).status_code == 403
    assert as_user(stranger).get(url).status_code == 404
    with pytest.raises(NotAllowed):
        renew_registration(
            user_id=psychologist.pk,
            registration_number="",
            registration_expires_on=TODAY + DAY,
            by=colleague,
            at=NOW,
        )


def test_a_stopped_colleague_and_one_without_work_are_not_asked(sweep, pp, colleague):
    registered(pp, in_days=5)
    registered(colleague, in_days=5)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert sweep(FlagKind.STAFF_REGISTRATION_ENDING) == []


# --- The team's own days -----------------------------------------------------------------------------


def test_a_lead_sets_how_long_before_each_is_said(
    sweep, case, service_user, practitioner, pp, team
):
    on_register(service_user, pp, in_days=30)
    ends(service_user, licence=120)
    registered(practitioner, in_days=90)
    kinds = (
        FlagKind.REGISTRATION_REVIEW_DUE,
        FlagKind.LICENCE_END_NEAR,
        FlagKind.STAFF_REGISTRATION_ENDING,
    )
    assert [len(sweep(kind)) for kind in kinds] == [0, 0, 0]

    TeamPolicy.objects.filter(team=team).update(
        registration_review_days=30, licence_end_days=120, staff_registration_days=90
    )
    assert [len(sweep(kind)) for kind in kinds] == [1, 1, 1]

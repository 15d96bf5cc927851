"""The one way out of a confidential talk: passed on, told to the PP, followed until it is made (N119)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from flags import actions as flags
from flags.models import Flag
from flags.rules import FlagKind
from notices.models import Notice
from people.rules import NotAllowed
from tests import factories as make
from tiers import actions
from tiers.models import Contact, SafeguardingConcern, Session
from tiers.rules import CaseStatus
from tiers.schedule import safeguarding_to_make

pytestmark = pytest.mark.django_db

TOLD = {
    "harm": "YES",
    "at_risk": "CHILD",
    "route": "COUNCIL",
    "told": "Duty desk, Mrs Rees",
    "told_on": "2026-11-23",
    "told_at": "9:45am",
}
HELD = {"outcome": "HELD", "minutes": "50", "mode": "PHONE", "following": "NONE", "version": 1}


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


@pytest.fixture
def session(case):
    return make.make_session(case, when=make.NOW - timedelta(hours=2))


@pytest.fixture
def record(session, practitioner, as_user):
    url = reverse("tiers:session_record", args=[session.pk])
    return lambda **more: as_user(practitioner).post(url, HELD | more, follow=True)


def a_concern(**more):
    return actions.Concern(
        **{
            "at_risk": "ADULT",
            "route": "POLICE",
            "told": "Control room",
            "told_at": make.NOW - timedelta(minutes=10),
            **more,
        }
    )


def kept(session, by, concern):
    actions.record_session(
        session_id=session.pk, outcome="HELD", minutes=50, concern=concern, by=by, at=make.NOW
    )
    return SafeguardingConcern.objects.get()


def test_a_routine_session_is_asked_nothing_of_it(record):
    record()
    assert Session.objects.held().count() == 1
    assert not SafeguardingConcern.objects.exists()


def test_who_could_be_harmed_who_was_told_and_when_are_needed(record):
    page = record(harm="YES")
    assert list(page.context["form"].errors) == ["at_risk", "route", "told", "told_on", "told_at"]
    assert not Session.objects.held().exists()


def test_the_pp_is_told_at_once_and_reads_the_fact_alone(record, pp, service_user, as_user):
    record(**TOLD, iirms_only="SECRET words")
    assert Notice.objects.get(user=pp).kind == "RISK_TOLD"
    page = as_user(pp).get(reverse("reports:person", args=[service_user.pk])).text
    assert "Safeguarding: a child could be harmed. It was passed on." in page
    assert "Mrs Rees" not in page
    assert "SECRET" not in page


def test_the_team_reads_who_was_told_and_what_is_still_to_do(record, practitioner, as_user):
    record(**TOLD)
    session = Session.objects.get()
    for url in (
        session.get_absolute_url(),
        session.case.get_absolute_url(),
        reverse("reports:person", args=[session.case.service_user_id]),
    ):
        page = as_user(practitioner).get(url).text
        assert "Told: the council’s safeguarding team, Duty desk, Mrs Rees" in page, url
        assert "The referral is not recorded as made yet." in page


def test_it_stands_as_a_flag_until_the_referral_is_recorded(session, practitioner, now):
    concern = kept(session, practitioner, a_concern())
    kind = FlagKind.SAFEGUARDING_TO_MAKE
    flags.sweep(kind=kind, rows=safeguarding_to_make(now), at=now)
    flag = Flag.objects.get(kind=kind, cleared_at=None)
    assert (flag.owner, flag.get_absolute_url()) == (practitioner, concern.get_absolute_url())

    actions.record_referral_made(concern_id=concern.pk, reference="SG/204", by=practitioner, at=now)
    flags.sweep(kind=kind, rows=safeguarding_to_make(now), at=now)
    assert not Flag.objects.filter(cleared_at=None).exists()


def test_a_referral_made_before_it_is_recorded_raises_no_flag(session, practitioner, now):
    concern = kept(session, practitioner, a_concern(reference="SG/204"))
    assert (concern.made_at, concern.made_by) == (now, practitioner)
    assert not SafeguardingConcern.objects.to_make().exists()


def test_it_is_told_before_it_is_recorded(session, practitioner):
    with pytest.raises(NotAllowed) as refused:
        kept(session, practitioner, a_concern(told_at=make.NOW + timedelta(hours=1)))
    assert refused.value.field == "told_on"
    assert not Session.objects.held().exists()


def test_it_is_recorded_as_made_on_its_page_once(session, practitioner, stranger, as_user, now):
    concern = kept(session, practitioner, a_concern())
    url = concern.get_absolute_url()
    assert as_user(stranger).get(url).status_code == 404
    assert as_user(practitioner).post(url, {"reference": " "}).context["form"].errors
    as_user(practitioner).post(url, {"reference": "SG/204"})
    concern.refresh_from_db()
    assert (concern.reference, concern.made_by) == ("SG/204", practitioner)
    assert "made already" in as_user(practitioner).post(url, {"reference": "Other"}).text


def test_a_call_after_the_end_has_the_same_way_out(service_user, practitioner, as_user, now):
    case = make.make_case(service_user, practitioner=practitioner, status=CaseStatus.ENDED)
    answers = {"kind": "PHONE", "held_on": "2026-11-23", "held_at": "9:00am", "reached": "yes"}
    url = reverse("tiers:contact_new", args=[case.pk])
    as_user(practitioner).post(url, answers | TOLD)
    concern = SafeguardingConcern.objects.get()
    assert (concern.contact, concern.session) == (Contact.objects.get(), None)
    page = as_user(practitioner).get(concern.get_absolute_url())
    assert "Duty desk, Mrs Rees" in page.text


@pytest.mark.parametrize("told_on", ["1999-11-23", "2026-11-22"])
def test_nobody_was_told_before_it_was_heard(record, told_on):
    form = record(**TOLD | {"told_on": told_on}).context["form"]
    assert form.errors["told_on"] == [
        "The date must be on or after 23 November 2026, when you heard it."
    ]
    assert not SafeguardingConcern.objects.exists()

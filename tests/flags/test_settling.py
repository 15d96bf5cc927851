"""A flag goes with its cause: whoever has just done it does not read that it is to be done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from flags.models import Flag
from flags.rules import FlagKind
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def late(now, service_user, pp, sweep):
    """Sent three weeks ago, and nobody has decided."""
    referral = make.make_referral(
        service_user, referrer=pp, status="SUBMITTED", submitted_at=now - 21 * DAY
    )
    assert sweep(FlagKind.DECISION_LATE)
    return referral


def open_kinds():
    return set(Flag.objects.open().values_list("kind", flat=True))


def test_a_decision_clears_its_flag_before_the_next_page(as_user, lead, late):
    sent = as_user(lead).post(
        reverse("referrals:referral_accept", args=[late.pk]), {"version": late.version}
    )
    assert sent.status_code == 302
    assert open_kinds() == set()
    event = AuditEvent.objects.get(action="flags_settled")
    assert event.detail == {"kinds": [FlagKind.DECISION_LATE]}


def test_the_same_over_rest(api, lead, late):
    url = reverse("api_referral_move", args=[late.pk])
    moved = api(lead).post(url, {"to": "WAITING", "version": late.version}, format="json")
    assert moved.status_code == 200, moved.content
    assert open_kinds() == set()


def test_what_is_still_to_be_done_stays(as_user, lead, late, sweep, service_user, practitioner):
    """Something else about the same person was done."""
    case = make.make_case(service_user, practitioner=practitioner, tier=3)
    assert sweep(FlagKind.NO_CONTACT)
    as_user(lead).post(reverse("tiers:contact_new", args=[case.pk]), {})  # refused: nothing done
    assert open_kinds() == {FlagKind.DECISION_LATE, FlagKind.NO_CONTACT}

    as_user(lead).post(
        reverse("referrals:referral_accept", args=[late.pk]), {"version": late.version}
    )
    assert open_kinds() == {FlagKind.NO_CONTACT}


def test_another_persons_flag_is_not_touched(as_user, lead, late, sweep, team, pp):
    other = make.make_service_user(team, added_by=pp)
    make.make_referral(other, referrer=pp, status="SUBMITTED", submitted_at=make.NOW - 21 * DAY)
    sweep(FlagKind.DECISION_LATE)
    as_user(lead).post(
        reverse("referrals:referral_accept", args=[late.pk]), {"version": late.version}
    )
    assert [flag.service_user for flag in Flag.objects.open()] == [other]


def test_an_agreement_clears_that_there_was_none(
    as_user, lead, practitioner, psychologist, team, sweep, now
):
    assert practitioner.pk in {flag.subject_id for flag in sweep(FlagKind.SUPERVISION_NO_AGREEMENT)}
    sent = as_user(lead).post(
        reverse("supervision:agreement_new_for", args=[practitioner.pk]),
        {
            "supervisor": psychologist.pk,
            "kind": "CLINICAL",
            "minutes": 60,
            "agreed_on": make.TODAY.isoformat(),
        },
    )
    assert sent.status_code == 302, sent.context["form"].errors
    left = {flag.subject_id for flag in Flag.objects.open()}
    assert practitioner.pk not in left
    assert left  # nobody else's was taken along


def test_a_page_that_does_nothing_asks_nothing_more(as_user, lead, late, get_statements):
    _page, statements = get_statements(as_user(lead), reverse("flags:flag_list"))
    assert not [one for one in statements if one.startswith("UPDATE")]

"""A corridor talk counts, the PP reads the advice again, and nobody learns of a person by it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from notices.models import Notice
from people.models import ServiceUser, User
from people.rules import NotAllowed
from tests import factories as make
from tiers import actions
from tiers.models import Consultation, ConsultationChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW = make.NOW
PAGE = reverse("tiers:consultation_in_passing")


def log(by, pp, person=None, **changed):
    values = {
        "when": NOW - timedelta(hours=1),
        "minutes": 5,
        "mode": "PHONE",
        "question": "He shouts at reception",
        "advice": "Meet him at the door",
        **changed,
    }
    return actions.log_talk_in_passing(
        pp_id=pp.pk, service_user_id=person.pk if person else None, by=by, at=NOW, **values
    )


def test_it_is_a_consultation_held_and_the_pp_is_told(psychologist, pp, service_user):
    talk = log(psychologist, pp, service_user)

    assert (talk.status, talk.consultant, talk.team) == ("HELD", psychologist, service_user.team)
    assert [one.kind for one in Notice.objects.filter(user=pp)] == ["CONSULTATION_ANSWERED"]
    assert AuditEvent.objects.get().service_user_id == service_user.pk
    assert Consultation.objects.visible_to(pp).get().advice == "Meet him at the door"


def test_a_question_without_a_name_stays_with_the_team(psychologist, pp, team, stranger):
    talk = log(psychologist, pp)

    assert (talk.team, talk.service_user) == (team, None)
    assert not Consultation.objects.visible_to(stranger).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"advice": " "}, "advice"),
        ({"question": ""}, "question"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 241}, "minutes"),
        ({"when": NOW + timedelta(minutes=5)}, "held_on"),
    ],
)
def test_what_is_missing_is_named(psychologist, pp, changed, field):
    with pytest.raises(NotAllowed) as refused:
        log(psychologist, pp, **changed)
    assert refused.value.field == field
    assert not Consultation.objects.exists()


def test_a_nurse_and_a_pp_log_none(practitioner, pp, service_user):
    for user in (practitioner, pp):
        with pytest.raises(NotAllowed):
            log(user, pp, service_user)


def test_a_pp_who_may_not_read_about_the_person_is_not_named(psychologist, team, service_user):
    another = make.make_pp(team)
    assert not ServiceUser.objects.visible_to(another).filter(pk=service_user.pk).exists()

    with pytest.raises(NotAllowed, match="name nobody"):
        log(psychologist, another, service_user)
    assert log(psychologist, another).service_user is None


def test_a_pp_of_another_team_and_a_person_out_of_reach(psychologist, pp, other_team):
    far_pp = make.make_pp(other_team)
    with pytest.raises((NotAllowed, User.DoesNotExist)):
        log(psychologist, far_pp)
    far = make.make_service_user(other_team, added_by=far_pp)
    with pytest.raises(ServiceUser.DoesNotExist):
        log(psychologist, pp, far)


def test_no_audit_no_talk(psychologist, pp, trail_closed):
    with trail_closed():
        log(psychologist, pp)
    assert not Consultation.objects.exists()
    assert not ConsultationChange.objects.exists()


# --- The page -------------------------------------------------------------------------------------


def typed(pp, **changed):
    return {
        "pp_id": pp.pk,
        "held_on": make.TODAY.isoformat(),
        "held_at": "9:30am",
        "minutes": "10",
        "mode": "IN_PERSON",
        "crn": "",
        "question": "He shouts at reception",
        "advice": "Meet him at the door",
        **changed,
    }


@pytest.mark.parametrize(
    ("who", "status"),
    [("psychologist", 200), ("lead", 200), ("practitioner", 403), ("pp", 403)],
)
def test_it_is_for_those_who_answer(request, as_user, who, status):
    client = as_user(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == status
    offered = PAGE in client.get(reverse("tiers:consultation_list")).content.decode()
    assert offered is (status == 200)


def test_it_is_logged_on_one_page_and_a_wrong_crn_keeps_what_was_typed(
    as_user, psychologist, pp, service_user
):
    client = as_user(psychologist)
    kept = client.post(PAGE, typed(pp, crn="X000000")).content.decode()
    assert "You see nobody with this CRN." in kept
    assert "Meet him at the door" in kept

    done = client.post(PAGE, typed(pp, crn=f" {service_user.crn.lower()} "))
    talk = Consultation.objects.get()
    assert done.url == talk.get_absolute_url()
    assert talk.service_user == service_user
    story = as_user(pp).get(done.url).content.decode()
    assert "Talked through in passing" in story
    assert "Meet him at the door" in story


def test_the_page_costs_the_same_for_three_pps_as_for_one(
    as_user, psychologist, team, pp, get_statements
):
    client = as_user(psychologist)
    _page, one = get_statements(client, PAGE)
    make.make_pp(team)
    make.make_pp(team)
    _page, three = get_statements(client, PAGE)

    assert len(one) == len(three) <= 12

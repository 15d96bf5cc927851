"""A record put right until both have confirmed it loses nothing that was not taken off."""

import pytest
from django.urls import reverse

from people.models import AccessLimit, ServiceUser
from people.rules import NotAllowed
from supervision import actions
from supervision.actions import Said
from supervision.models import AgreedAction
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW = make.NOW
CHANGED = {"version": "1", "minutes": "45", "summary": "Other words"}


@pytest.fixture
def ended(practitioner, team, pp):
    person = make.make_service_user(team, added_by=pp, given_name="Mair", family_name="Moved")
    return make.make_case(person, practitioner=practitioner, status="ENDED")


def page_of(record):
    return reverse("supervision:supervision_record", args=[record.pk])


def test_who_was_talked_about_is_offered_and_kept_though_the_work_has_ended(
    as_user, practitioner, held, ended, service_user
):
    live = make.make_case(service_user, practitioner=practitioner)
    held.cases_discussed.set([ended, live])
    client = as_user(practitioner)

    form = client.get(page_of(held)).context["form"]
    offered = [value for value, _name in form.fields["cases"].choices]
    assert offered == sorted(form["cases"].value(), key=offered.index)
    assert set(offered) == {str(ended.pk), str(live.pk)}

    client.post(page_of(held), CHANGED | {"cases": offered})
    assert set(held.cases_discussed.all()) == {ended, live}


def test_nobody_but_an_ended_case_was_talked_about_and_the_box_stands(
    as_user, practitioner, held, ended
):
    held.cases_discussed.add(ended)
    client = as_user(practitioner)
    assert "Mair Moved" in client.get(page_of(held)).content.decode()

    client.post(page_of(held), CHANGED)
    assert not held.cases_discussed.exists()  # taken off by the one who saw it there


def test_no_number_of_live_cases_pushes_out_who_was_talked_about(
    as_user, practitioner, held, ended, service_user, monkeypatch
):
    monkeypatch.setattr("supervision.views.records.MOST_CASES", 0)
    make.make_case(service_user, practitioner=practitioner)
    held.cases_discussed.add(ended)

    form = as_user(practitioner).get(page_of(held)).context["form"]
    assert [value for value, _name in form.fields["cases"].choices] == [str(ended.pk)]


def test_who_can_no_longer_be_read_about_by_both_is_not_shown_and_not_taken_off(
    as_user, practitioner, psychologist, held, ended
):
    held.cases_discussed.add(ended)
    ServiceUser.objects.filter(pk=ended.service_user_id).update(has_exclusions=True)
    AccessLimit.objects.create(service_user=ended.service_user, user=psychologist, kind="EXCLUDED")
    client = as_user(practitioner)
    assert "Mair Moved" not in client.get(page_of(held)).content.decode()

    assert client.post(page_of(held), CHANGED).status_code == 302
    assert list(held.cases_discussed.all()) == [ended]
    held.refresh_from_db()
    assert held.summary == "Other words"


def test_an_action_agreed_already_is_something_said(held, practitioner):
    AgreedAction.objects.create(record=held, what="Ring the GP", owner=practitioner)

    actions.amend_supervision(record_id=held.pk, said=Said(minutes=45), by=practitioner, at=NOW)
    held.refresh_from_db()
    assert (held.minutes, held.summary) == (45, "")

    AgreedAction.objects.all().delete()
    with pytest.raises(NotAllowed):
        actions.amend_supervision(record_id=held.pk, said=Said(minutes=45), by=practitioner, at=NOW)

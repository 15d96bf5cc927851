"""A CRN, prison number or NHS number that was wrong or was replaced: changed, and still findable."""

from datetime import date

import pytest

from audit.models import AccessKind, AccessRecord, AuditEvent
from people import actions, rules
from people.models import AccessLimit, FormerIdentifier, ServiceUser
from people.rules import NotAllowed, Stale
from tests import factories as make
from tests.factories import NOW
from tests.races import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def change(person, by, **given):
    return actions.change_number(
        **{
            "service_user_id": person.pk,
            "field": "crn",
            "value": "x777978",
            "why": "REPLACED",
            "reason": "Probation merged two CRNs",
            "by": by,
            "at": NOW,
            **given,
        }
    )


def read(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("old", "new", "is_mistake", "words"),
    [
        (None, "X777978", False, "no such number yet"),
        ("X777978", "X777978", False, "already have"),
        ("X777978", None, False, "Enter the number that replaced it"),
    ],
)
def test_what_may_become_of_a_number(old, new, is_mistake, words):
    rules.check_number_change(old="X1", new="X2", is_mistake=False)
    rules.check_number_change(old="X1", new=None, is_mistake=True)
    with pytest.raises(NotAllowed, match=words):
        rules.check_number_change(old=old, new=new, is_mistake=is_mistake)


def test_the_old_number_is_kept_with_the_reason_and_still_finds_them(service_user, lead):
    old = service_user.crn
    change(service_user, lead)

    service_user.refresh_from_db()
    former = FormerIdentifier.objects.get()
    assert service_user.crn == "X777978"
    assert (former.value, former.changed_by) == (old, lead)
    assert ServiceUser.objects.identified("crn", old).get() == service_user
    event = AuditEvent.objects.get()
    assert (event.action, event.reason) == ("number_changed", "Probation merged two CRNs")
    assert old not in str(event.detail)


def test_a_number_that_was_never_theirs_does_not_find_them_and_is_kept(service_user, lead):
    old = service_user.crn
    change(service_user, lead, why="MISTAKE")

    assert not ServiceUser.objects.identified("crn", old).exists()
    assert FormerIdentifier.objects.get(value=old).service_user == service_user


def test_a_number_entered_by_mistake_can_be_given_to_whose_it_is(service_user, lead, team):
    old = service_user.crn
    change(service_user, lead, why="MISTAKE")
    other = make.make_service_user(team, added_by=lead)
    change(other, lead, value=old, why="MISTAKE")

    assert ServiceUser.objects.identified("crn", old).get() == other
    assert FormerIdentifier.objects.get(value=old).service_user == service_user


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"field": "pnc"}, "field"),
        ({"field": "nhs_number", "value": "9434765919"}, "field"),
        ({"value": "12"}, "crn"),
        ({"value": ""}, "value"),
        ({"value": "", "why": "MISTAKE"}, "value"),
        ({"reason": " "}, "reason"),
    ],
)
def test_wrong_changes_are_refused_at_their_box(service_user, lead, given, field):
    with pytest.raises(NotAllowed) as refusal:
        change(service_user, lead, **given)
    assert refusal.value.field == field
    assert not FormerIdentifier.objects.exists()


def test_a_number_somebody_has_or_had_is_refused(service_user, lead, team):
    other = make.make_service_user(team, added_by=lead)
    with pytest.raises(NotAllowed, match="already in the service"):
        change(service_user, lead, value=other.crn)
    old = other.crn
    change(other, lead)
    with pytest.raises(NotAllowed, match="had this number before"):
        change(service_user, lead, value=old)


def test_a_stale_page_changes_nothing(service_user, lead):
    with pytest.raises(Stale):
        change(service_user, lead, version=9)


def test_a_stranger_changes_nothing(service_user, stranger):
    with pytest.raises(ServiceUser.DoesNotExist):
        change(service_user, stranger)


def test_when_the_audit_fails_the_number_stands(service_user, lead, trail_closed):
    old = service_user.crn
    with trail_closed():
        change(service_user, lead)
    service_user.refresh_from_db()
    assert service_user.crn == old


@pytest.mark.django_db(transaction=True)
def test_two_people_given_one_number_at_once(service_user, lead, team):
    other = make.make_service_user(team, added_by=lead)
    results = together(lambda: change(service_user, lead), lambda: change(other, lead))
    assert sorted(type(one).__name__ for one in results) == ["NotAllowed", "ServiceUser"]


def test_the_details_page_does_not_change_a_number_that_stands(service_user, lead):
    with pytest.raises(NotAllowed, match="Correct a number"):
        actions.update_service_user(service_user_id=service_user.pk, by=lead, at=NOW, crn="X777978")
    actions.update_service_user(
        service_user_id=service_user.pk, by=lead, at=NOW, prison_number="A1234BC"
    )


def test_the_page_is_for_those_who_work_with_the_person(
    as_user, pp, colleague, stranger, service_user
):
    url = f"/people/{service_user.pk}/numbers/"
    assert as_user(pp).get(url).status_code == 200
    assert as_user(colleague).get(url).status_code == 200
    assert as_user(stranger).get(url).status_code == 404


def test_the_page_costs_the_same_for_one_and_for_three(as_user, lead, service_user, get_statements):
    def look(number):
        change(service_user, lead, value=number)
        return get_statements(as_user(lead), f"/people/{service_user.pk}/numbers/")[1]

    first = look("X100001")
    look("X100002")
    assert len(look("X100003")) == len(first) <= 12


def test_a_number_is_changed_on_the_page(as_user, pp, service_user):
    old, url = service_user.crn, f"/people/{service_user.pk}/numbers/"
    typed = {"field": "crn", "why": "MISTAKE", "reason": "Two digits swapped", "version": 1}
    wrong = read(as_user(pp).post(url, {**typed, "value": "X12"}))
    assert "one letter and six digits" in wrong
    assert "Two digits swapped" in wrong

    as_user(pp).post(url, {**typed, "value": "X777978"})
    page = read(as_user(pp).get(url))
    assert old in page
    assert "Two digits swapped" in page
    assert f"/person/{service_user.pk}/" in read(as_user(pp).get("/people/", {"q": old}))


def add(by, team, **numbers):
    return actions.add_service_user(
        by=by,
        at=NOW,
        team_id=team.pk,
        given_name="Probe",
        family_name="Nobody",
        date_of_birth=date(1990, 1, 1),
        sex="M",
        **numbers,
    )


def test_that_a_number_is_taken_is_an_answer_kept_and_limited_whoever_asks_by_adding(
    service_user, team, other_team
):
    """As by searching: this door is no way round it."""
    far = make.make_pp(other_team)
    for _turn in range(rules.TOLD_MOST):
        with pytest.raises(NotAllowed, match="already in the service"):
            add(far, other_team, crn=service_user.crn)
    looks = AccessRecord.objects.filter(kind=AccessKind.REFUSED, service_user_id=service_user.pk)
    assert looks.count() == rules.TOLD_MOST

    for crn in (service_user.crn, "X999999"):
        with pytest.raises(NotAllowed, match="Wait an hour"):
            add(far, other_team, crn=crn)


def test_so_it_is_by_correcting_a_number(service_user, team, other_team):
    far = make.make_pp(other_team)
    own = make.make_service_user(other_team, added_by=far)
    with pytest.raises(NotAllowed, match="already in the service"):
        change(own, far, value=service_user.crn)
    assert AccessRecord.objects.get(kind=AccessKind.REFUSED).service_user_id == service_user.pk


def test_whoever_is_barred_learns_no_more_than_that_it_cannot_be(service_user, practitioner, team):
    practitioner.memberships.create(team=team, role="REFERRER")
    AccessLimit.objects.create(service_user=service_user, user=practitioner, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)

    with pytest.raises(NotAllowed) as refused:
        add(practitioner, team, crn=service_user.crn, nhs_number=make.nhs_number(3))

    assert str(refused.value) == "These numbers cannot be saved. Speak to the team’s lead."
    assert refused.value.field == ""
    assert AccessRecord.objects.get(kind=AccessKind.REFUSED).service_user_id == service_user.pk

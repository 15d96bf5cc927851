"""Who to ring: put right by whoever notices."""

from functools import partial

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from people.actions import correct_pp_contact
from people.models import PPChange, ServiceUser, User
from people.rules import NotAllowed, Stale
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def correct(service_user, practitioner, pp):
    return partial(
        correct_pp_contact,
        service_user_id=service_user.pk,
        by=practitioner,
        at=make.NOW,
        pp_id=pp.pk,
        cover_pp_id=None,
        telephone="",
    )


@pytest.fixture
def page(service_user):
    return reverse("people:pp_contact", args=[service_user.pk])


def test_a_nurse_puts_the_number_right_and_the_trail_says_what_it_was(correct, pp, practitioner):
    User.objects.filter(pk=pp.pk).update(telephone="029 2000 0000")
    correct(telephone="029 2011 1111")

    assert User.objects.get(pk=pp.pk).telephone == "029 2011 1111"
    event = AuditEvent.objects.get(action="pp_contact_corrected")
    assert (event.actor_id, event.detail["telephone_before"]) == (practitioner.pk, "029 2000 0000")


def test_an_empty_box_leaves_the_number_as_it_is(correct, pp):
    User.objects.filter(pk=pp.pk).update(telephone="029 2000 0000")
    correct()

    assert User.objects.get(pk=pp.pk).telephone == "029 2000 0000"


def test_another_pp_is_named_and_both_are_told(correct, service_user, pp, other_pp):
    correct(pp_id=other_pp.pk, cover_pp_id=pp.pk)

    person = ServiceUser.objects.get(pk=service_user.pk)
    assert (person.pp, person.cover_pp) == (other_pp, pp)
    assert PPChange.objects.get(service_user=person).to_pp == other_pp


def test_nobody_covers_for_themselves(correct, pp):
    with pytest.raises(NotAllowed, match="themselves"):
        correct(cover_pp_id=pp.pk)


def test_a_page_out_of_date_changes_nothing(correct, service_user):
    with pytest.raises(Stale):
        correct(version=99, telephone="1")


def test_without_its_record_nothing_changes(correct, pp, trail_closed):
    with trail_closed():
        correct(telephone="029 2011 1111")
    assert User.objects.get(pk=pp.pk).telephone == ""


@pytest.mark.parametrize(
    ("who", "status"), [("pp", 200), ("colleague", 200), ("lead", 200), ("stranger", 404)]
)
def test_whoever_sees_the_person_may(request, as_user, page, who, status):
    assert as_user(request.getfixturevalue(who)).get(page).status_code == status


def test_the_last_ones_number_does_not_go_to_the_next(as_user, page, pp, other_pp, colleague):
    User.objects.filter(pk=pp.pk).update(telephone="029 2000 0000")
    client = as_user(colleague)
    shown = client.get(page).context["form"].initial
    client.post(page, shown | {"pp_id": other_pp.pk, "cover_pp_id": ""})

    assert User.objects.get(pk=other_pp.pk).telephone == ""
    assert ServiceUser.objects.get().pp == other_pp


@pytest.mark.parametrize("named", ["pp", "other_pp"])
def test_a_number_that_changed_meanwhile_is_not_written_over_by_an_older_page(
    request, as_user, page, pp, colleague, named
):
    """The page showed the old number; the PP has changed it since, and nobody typed anything."""
    User.objects.filter(pk=pp.pk).update(telephone="029 2000 0000")
    client = as_user(colleague)
    shown = client.get(page).context["form"].initial
    User.objects.filter(pk=pp.pk).update(telephone="029 2022 2222")
    chosen = request.getfixturevalue(named)
    before = User.objects.get(pk=chosen.pk).telephone
    client.post(page, shown | {"pp_id": chosen.pk, "cover_pp_id": ""})

    assert User.objects.get(pk=pp.pk).telephone == "029 2022 2222"
    assert User.objects.get(pk=chosen.pk).telephone == before


def test_a_number_typed_for_the_next_one_is_theirs_alone(as_user, page, pp, other_pp, colleague):
    User.objects.filter(pk=pp.pk).update(telephone="029 2000 0000")
    client = as_user(colleague)
    shown = client.get(page).context["form"].initial
    client.post(
        page, shown | {"pp_id": other_pp.pk, "cover_pp_id": "", "telephone": "029 2033 3333"}
    )

    assert User.objects.get(pk=other_pp.pk).telephone == "029 2033 3333"
    assert User.objects.get(pk=pp.pk).telephone == "029 2000 0000"


def test_it_leads_back_to_where_it_was_noticed(as_user, page, colleague, pp):
    sent = as_user(colleague).post(
        page, {"pp_id": pp.pk, "telephone": "029 2018 0001", "next": "/flags/"}
    )
    assert sent.url == "/flags/"


def test_it_is_one_click_from_the_referral_and_from_the_person(
    as_user, page, lead, pp, service_user
):
    sent = make.make_referral(service_user, referrer=pp)
    for shown in (sent.get_absolute_url(), reverse("reports:person", args=[service_user.pk])):
        assert f'href="{page}?next=' in as_user(lead).get(shown).content.decode()


def test_it_costs_at_most_twelve_statements(as_user, get_statements, page, lead):
    _response, statements = get_statements(as_user(lead), page)
    assert len(statements) <= 12

"""Who may be named as supervising a person, whoever sees the person names them."""

import pytest
from django.urls import reverse

from people import actions
from people.models import ServiceUser
from people.rules import NotAllowed
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
RHYS = {"crn": "X777978", "given_name": "Rhys", "family_name": "Parry", "sex": "M"}


@pytest.mark.parametrize("who", ["practitioner", "psychologist", "lead"])
@pytest.mark.parametrize("box", ["pp_id", "cover_pp_id"])
def test_nobody_becomes_a_pp_by_naming_themselves(service_user, pp, who, box, request):
    user = request.getfixturevalue(who)

    with pytest.raises(NotAllowed) as refusal:
        actions.update_service_user(
            service_user_id=service_user.pk, by=user, at=make.NOW, **{box: user.pk}
        )

    assert refusal.value.field == box
    service_user.refresh_from_db()
    assert (service_user.pp, service_user.cover_pp) == (pp, None)


def test_a_nurse_who_adds_somebody_does_not_supervise_them(team, practitioner):
    add = {"by": practitioner, "at": make.NOW, "team_id": team.pk, **RHYS}
    with pytest.raises(NotAllowed):
        actions.add_service_user(
            **add, date_of_birth=make.TODAY.replace(1990), pp_id=practitioner.pk
        )

    person = actions.add_service_user(**add, date_of_birth=make.TODAY.replace(1990))
    assert person.pp is None


def test_a_pp_who_left_meanwhile_is_refused_at_the_box_that_named_them(
    as_user, practitioner, service_user, other_pp
):
    """They stand on the page, because they supervise; and then they are chosen as cover."""
    ServiceUser.objects.filter(pk=service_user.pk).update(pp=other_pp)
    other_pp.is_active = False
    other_pp.save()

    page = as_user(practitioner).post(
        reverse("people:pp_contact", args=[service_user.pk]),
        {"pp_id": "", "cover_pp_id": other_pp.pk, "telephone": "", "version": "1"},
    )

    assert list(page.context["form"].errors) == ["cover_pp_id"]

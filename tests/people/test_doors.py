"""The doors of rows that stand beside a record or a colleague: nobody of another team sees them."""

import pytest

from flags.models import Digest
from people.models import AccessLimit, Membership, Referrer
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [AccessLimit, Referrer])
def test_what_hangs_on_a_person_is_seen_by_those_who_see_the_person(
    model, service_user, pp, lead, stranger
):
    kind = {"kind": "NAMED"} if model is AccessLimit else {}
    row = model.objects.create(service_user=service_user, user=pp, **kind)

    assert list(model.objects.visible_to(lead)) == [row]
    assert not model.objects.visible_to(stranger).exists()


def test_a_colleagues_roles_are_seen_in_all_their_teams_and_a_strangers_in_none(
    practitioner, colleague, other_team, stranger, administrator
):
    Membership.objects.create(user=colleague, team=other_team, role="SUPERVISOR")

    seen = Membership.objects.visible_to(practitioner)
    assert seen.filter(user=colleague).count() == 2
    assert not seen.filter(user=stranger).exists()
    assert Membership.objects.visible_to(administrator).filter(user=stranger).exists()


def test_a_days_mail_is_its_readers_own(practitioner, lead):
    Digest.objects.create(user=practitioner, day=make.TODAY, count=3, claimed_at=make.NOW)

    assert Digest.objects.visible_to(practitioner).count() == 1
    assert not Digest.objects.visible_to(lead).exists()

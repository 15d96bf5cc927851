import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from people.actions.first import add_first_administrator
from people.models import Membership, User
from people.permissions import Permission, Role
from tests import factories as make
from tests.races import together

pytestmark = pytest.mark.django_db

NAMES = ("alun.admin@example.wales", "Alun", "Admin")


def test_the_first_administrator_can_add_staff_and_is_on_the_trail():
    call_command("first_administrator", *NAMES)

    user = User.objects.get(email=NAMES[0])
    assert user.can(Permission.STAFF_EDIT)
    assert not user.has_usable_password()
    assert AuditEvent.objects.get().action == "first_administrator_added"


def test_there_is_only_one_first_administrator():
    call_command("first_administrator", *NAMES)

    with pytest.raises(CommandError, match="administrator already"):
        call_command("first_administrator", "bryn@example.wales", "Bryn", "Second")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_the_first(rows_of_migrations):
    def add(email):
        return add_first_administrator(
            email=email,
            given_name="Alun",
            family_name="Admin",
            region="Wales",
            team="Administration",
            at=make.NOW,
        )

    ends = together(lambda: add("alun@example.wales"), lambda: add("bryn@example.wales"))

    assert sorted(type(end).__name__ for end in ends) == ["NotAllowed", "User"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_an_address_that_is_none_is_refused():
    with pytest.raises(CommandError, match="not-an-address"):
        call_command("first_administrator", "not-an-address", "Alun", "Admin")

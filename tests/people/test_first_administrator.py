import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from people.models import User
from people.permissions import Permission

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


def test_an_address_that_is_none_is_refused():
    with pytest.raises(CommandError, match="not-an-address"):
        call_command("first_administrator", "not-an-address", "Alun", "Admin")

import pytest

from flags import actions, registry
from flags.models import Flag
from tests import factories as make


@pytest.fixture
def sweep(db):
    """`sweep(kind)`: run one rule at the frozen moment; gives the open flags of that kind."""

    def run(kind, at=make.NOW):
        actions.sweep(kind=kind, rows=registry.rules()[kind](at), at=at)
        return list(Flag.objects.open().filter(kind=kind).order_by("pk"))

    return run


@pytest.fixture
def other_person(other_team, stranger):
    return make.make_service_user(other_team, added_by=stranger)

"""What a constraint says to two who did the same thing: the right sentence, or none."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from people.actions.taken import TAKEN, told_when
from people.models import Team
from people.rules import NotAllowed
from tests.test_architecture import HOUSE, ROOT

pytestmark = pytest.mark.django_db


def sentences_of(module):
    """The constants of a module that `told_when` reads."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, dict)
        and value
        and all(isinstance(one, tuple) and len(one) == 2 for one in value.values())
    ]


def modules_that_tell():
    """Every file of actions that calls `told_when`."""
    for app in HOUSE:
        for path in sorted((ROOT / app).glob("actions*")) + sorted(
            (ROOT / app).glob("actions/*.py")
        ):
            if path.suffix == ".py" and "told_when(" in path.read_text():
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_every_constraint_spoken_of_is_there():
    """A name that no longer exists would let the bare error through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique")
        there = {name for (name,) in cursor.fetchall()}
    modules = [import_module(name) for name in modules_that_tell()]
    spoken = {name for module in modules for told in sentences_of(module) for name in told}

    assert spoken >= {*TAKEN, "one_current_agreement_of_a_kind", "one_material_per_title"}
    assert spoken - there == set()


def test_the_sentence_of_the_broken_constraint_is_said_at_its_box(team):
    with (
        pytest.raises(NotAllowed, match="team of this name") as refusal,
        told_when(TAKEN),
        transaction.atomic(),
    ):
        Team.objects.create(region=team.region, name=team.name)

    assert refusal.value.field == "name"


def test_what_no_sentence_speaks_of_is_not_told_as_something_else(team):
    with pytest.raises(IntegrityError), told_when(TAKEN), transaction.atomic():
        Team.objects.create(region=team.region, name=None)

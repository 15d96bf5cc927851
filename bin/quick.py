"""Migrations from nothing, in a seventh of the time: for a laptop's first run and the tests' template.

After each step Django builds the classes of every related model anew, and nearly all of ours are related
through staff. A new model changes no class but its own, and a trigger changes none. Production runs
plain `manage.py migrate`; tests/iirms/test_quick.py holds the two to the same schema.
"""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


@contextmanager
def migrations():
    from django.db.migrations.state import ProjectState
    from pgtrigger.migrations import AddTrigger, RemoveTrigger

    plain = ProjectState.add_model

    def add_model(state, model_state):
        with nothing_built():
            plain(state, model_state)
        if "apps" in state.__dict__:
            state.apps.render_multiple([model_state])

    gc.disable()  # collecting what is built and thrown away is a third of the rest
    try:
        with (
            patch.object(ProjectState, "add_model", add_model),
            patch.object(AddTrigger, "state_forwards", building_nothing(AddTrigger)),
            patch.object(RemoveTrigger, "state_forwards", building_nothing(RemoveTrigger)),
        ):
            yield
    finally:
        gc.enable()


def building_nothing(operation):
    plain = operation.state_forwards

    def state_forwards(*args):
        with nothing_built():
            plain(*args)

    return state_forwards


def nothing_built():
    from django.db.migrations.state import ProjectState

    return patch.object(ProjectState, "reload_model", lambda *_args, **_words: None)


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    with migrations():
        call_command("migrate", verbosity=0)

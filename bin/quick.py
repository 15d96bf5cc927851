"""Migrations from nothing, in a fraction of the time: for a laptop's first run and the tests' template.

After each step Django builds the classes of every related model anew, and nearly all of ours are related
through staff. A new model changes no class but its own, an index or a constraint one list of one class,
and a trigger nothing. Production runs plain `manage.py migrate`; tests/iirms/test_quick.py holds the two
to the same schema.
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
            building_nothing(AddTrigger, "state_forwards"),
            building_nothing(RemoveTrigger, "state_forwards"),
            only_listed("_append_option"),
            only_listed("_remove_option"),
        ):
            yield
    finally:
        gc.enable()


def building_nothing(owner, name):
    plain = getattr(owner, name)

    def without(*args, **words):
        with nothing_built():
            return plain(*args, **words)

    return patch.object(owner, name, without)


def only_listed(name):
    """Of an index or a constraint: the class that stands is told, not built again."""
    from django.db.migrations.state import ProjectState

    plain = getattr(ProjectState, name)

    def listed(state, app_label, model_name, option, *args):
        with nothing_built():
            plain(state, app_label, model_name, option, *args)
        if "apps" in state.__dict__:
            meta = state.apps.get_model(app_label, model_name)._meta
            setattr(meta, option, state.models[app_label, model_name].options[option])

    return patch.object(ProjectState, name, listed)


def nothing_built():
    from django.db.migrations.state import ProjectState

    return patch.object(ProjectState, "reload_model", lambda *_args, **_words: None)


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    with migrations():
        call_command("migrate", verbosity=0)

"""Migrations from nothing, in a third of the time: for a laptop's first run and the tests' template.

Django builds the classes of every related model anew after each step. A step that only adds an index, a
constraint or a trigger changes no class, and collecting the old ones is a third of the rest. Production
runs plain `manage.py migrate`; tests/iirms/test_quick.py holds the two to the same schema.
"""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


@contextmanager
def migrations():
    from django.db.migrations.state import ProjectState
    from pgtrigger.migrations import AddTrigger, RemoveTrigger

    append, add, remove = (
        ProjectState._append_option,
        AddTrigger.state_forwards,
        RemoveTrigger.state_forwards,
    )

    def append_in_place(state, app_label, model_name, option, thing):
        with not_built_anew():
            append(state, app_label, model_name, option, thing)
        if "apps" in state.__dict__:
            options = state.apps.get_model(app_label, model_name)._meta
            setattr(options, option, [*getattr(options, option), thing])

    def alone(step):
        def in_place(*args):
            with not_built_anew():
                step(*args)

        return in_place

    gc.disable()
    ProjectState._append_option = append_in_place
    AddTrigger.state_forwards, RemoveTrigger.state_forwards = alone(add), alone(remove)
    try:
        yield
    finally:
        ProjectState._append_option = append
        AddTrigger.state_forwards, RemoveTrigger.state_forwards = add, remove
        gc.enable()


@contextmanager
def not_built_anew():
    from django.db.migrations.state import ProjectState

    plain = ProjectState.reload_model
    ProjectState.reload_model = lambda *_args, **_words: None
    try:
        yield
    finally:
        ProjectState.reload_model = plain


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    with migrations():
        call_command("migrate", verbosity=0)

import pytest

from iirms.celery import app


@pytest.fixture
def done_at_once():
    """What a page hands to the worker is done before the page answers."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)

"""Only actions write: held while a page or the API answers, whatever the source looks like.

A statement that changes one of our tables outside `audit.actions.acting` fails the test whose request
made it. The guard in tests/test_architecture.py reads the source; this one sees what was run.
"""

import re

import pghistory.runtime
from django.apps import apps
from django.db import connection

HOUSE = ("people", "notices", "flags", "referrals", "tiers", "supervision", "imports")
WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
UNRECORDED = {
    # One's own news is marked as read, and nothing about anybody changes (notices.actions.mark_read).
    "notices_notice",
    # What a file says, laid out to be looked at: a worker's, which tests run within the request.
    "imports_sheet",
    "imports_sheetrow",
}


class WrittenOutsideAnAction(AssertionError):
    pass


def tables():
    ours = (
        model._meta.db_table for app in HOUSE for model in apps.get_app_config(app).get_models()
    )
    return set(ours) - UNRECORDED


class OnlyActionsWrite:
    """Middleware of the tests' settings alone."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.tables = tables()

    def __call__(self, request):
        with connection.execute_wrapper(self.look):
            return self.get_response(request)

    def look(self, execute, sql, params, many, context):
        written = WRITE.match(str(sql))
        if written and written[1] in self.tables and not acting() and not signs_in(sql):
            raise WrittenOutsideAnAction(f"no action was under way: {sql[:120]}")
        return execute(sql, params, many, context)


def acting():
    return hasattr(pghistory.runtime._tracker, "value")


def signs_in(sql):
    """Django itself notes when somebody signed in, and stores a password they chose."""
    return re.match(r'UPDATE "people_user" SET "(last_login|password)" = ', sql) is not None

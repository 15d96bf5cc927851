"""Signed out after an hour without a page, and after a day's work whatever one does.

The end is held by the server. Using the service moves it on, but a row is written at most once every
five minutes, so reading pages stays a read.
"""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db

STARTED = "started"
WRITE_AFTER = timedelta(minutes=5)


class SessionStore(db.SessionStore):
    expires_at = None

    @classmethod
    def get_model_class(cls):
        from django.contrib.sessions.models import Session

        return Session

    def _get_session_from_db(self):
        found = super()._get_session_from_db()
        self.expires_at = found.expire_date if found else None
        return found

    def create_model_instance(self, data):
        data.setdefault(STARTED, int(time.time()))
        row = super().create_model_instance(data)
        row.expire_date = self.expires_at = min(row.expire_date, last_moment(data))
        return row

    def cycle_key(self):
        """Signing in starts the day anew."""
        self.pop(STARTED, None)
        super().cycle_key()

    def seconds_left(self):
        if self.expires_at is None:
            return 0
        return max(0, int((self.expires_at - now()).total_seconds()))

    def due_to_be_moved_on(self):
        if self.expires_at is None:
            return False
        could_be = min(now() + timedelta(seconds=settings.SESSION_COOKIE_AGE), last_moment(self))
        return could_be - self.expires_at > WRITE_AFTER


class SessionMiddleware(middleware.SessionMiddleware):
    def process_response(self, request, response):
        session = getattr(request, "session", None)
        if session is not None and session.accessed and session.due_to_be_moved_on():
            session.modified = True
        return super().process_response(request, response)


def now():
    return datetime.fromtimestamp(time.time(), UTC)


def last_moment(data):
    started = data.get(STARTED, time.time())
    return datetime.fromtimestamp(started + settings.SESSION_LONGEST, UTC)

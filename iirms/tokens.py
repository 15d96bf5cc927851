"""For how long the link in a letter opens a page to choose a password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator


def is_invited(user: Any) -> bool:
    """Whoever has never chosen a password. An invitation waits until they are at their desk; a new
    password is asked for by one who sits there."""
    return not user.has_usable_password()


def lasts_hours(user: Any) -> int:
    seconds = settings.INVITATION_TIMEOUT if is_invited(user) else settings.PASSWORD_RESET_TIMEOUT
    return seconds // 3600


class Links(PasswordResetTokenGenerator):
    def check_token(self, user: Any, token: str | None) -> bool:
        if user and is_invited(user):
            return _Invitations().check_token(user, token)
        return super().check_token(user, token)


class _Invitations(PasswordResetTokenGenerator):
    """Django measures every link against one setting: for these the clock runs behind by the rest."""

    def _now(self) -> datetime:
        more = settings.INVITATION_TIMEOUT - settings.PASSWORD_RESET_TIMEOUT
        return super()._now() - timedelta(seconds=more)

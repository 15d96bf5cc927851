"""A flag goes with its cause, not with the night: what a request did is looked at before it answers."""

import structlog
from django.db import DatabaseError
from django.utils import timezone

from audit import context
from flags import actions

log = structlog.get_logger(__name__)


class FlagsSettled:
    """Stands after the sign-in. What was done is done: a flag that could not be looked at is the
    night's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = context.about.set(set())
        try:
            response = self.get_response(request)
            self.settle(request.user, context.about.get())
        finally:
            context.about.reset(token)
        return response

    def settle(self, user, about):
        if not about:
            return
        try:
            actions.settle(
                service_user_ids=about - {None},
                team_ids=user.team_ids if None in about and user.is_authenticated else (),
                at=timezone.now(),
            )
        except DatabaseError:
            log.exception("flags_not_settled")

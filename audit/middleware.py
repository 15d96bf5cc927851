"""Names the request, so that every history, audit and access row of it can be read together."""

import uuid

from django.utils import timezone

from . import context

REQUEST_ID = "X-Request-ID"


class AuditMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        name = _clean(request.headers.get(REQUEST_ID, "")) or uuid.uuid4().hex
        id_token = context.request_id.set(name)
        address_token = context.client_address.set(request.META.get("REMOTE_ADDR") or None)
        day_token = context.day.set(timezone.localdate())
        try:
            response = self.get_response(request)
        finally:
            context.request_id.reset(id_token)
            context.client_address.reset(address_token)
            context.day.reset(day_token)
        response[REQUEST_ID] = name
        return response


def _clean(given):
    """A caller's own id is kept when it is one we can store and print safely."""
    fits = len(given) <= 64 and given.isascii() and given.replace("-", "").isalnum()
    return given if fits else ""

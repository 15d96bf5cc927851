"""One line for each request, JSON in production, with no personal detail in it.

A line names the route, never the address: a search's address holds what was typed.
"""

import logging.config
import time
from typing import Any

import structlog

from . import errors_told

log = structlog.get_logger("iirms.request")

QUIET = {"health_live", "health_ready"}
BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class RequestLog:
    """Stands after AuditMiddleware's request id and the user; the answer's time is measured here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from audit import context

        began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=context.request_id.get())
        try:
            response = self.get_response(request)
            line(request, response.status_code, began)
        finally:
            structlog.contextvars.clear_contextvars()
        return response


def line(request, status, began):
    match = request.resolver_match
    route = match.view_name if match else ""
    level = logging.ERROR if status >= 500 else logging.DEBUG if route in QUIET else logging.INFO
    log.log(
        level,
        "request",
        method=request.method,
        route=route,
        status=status,
        ms=round((time.perf_counter() - began) * 1000, 1),
        user=seen(request),
    )


def seen(request):
    """The user's number when the page already asked for it; asking costs a statement."""
    user = request.__dict__.get("_cached_user")
    return user.pk if user is not None else None


def configure(shape: str, level: str) -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(tree(shape, level))


def tree(shape: str, level: str) -> dict[str, Any]:
    last: Any = (
        structlog.processors.JSONRenderer()
        if shape == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "only": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    errors_told.leave_to_the_traceback,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.ExceptionRenderer(errors_told.told),
                    last,
                ],
                "foreign_pre_chain": BEFORE,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "only"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Django's own lines hold addresses as typed; ours above say what is needed.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "django_structlog": {"level": "WARNING"},
            "pgmq": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }

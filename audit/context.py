"""Which request or task is under way: read by every audit row, set once at the edge."""

from contextvars import ContextVar
from datetime import date

from django.utils import timezone

request_id: ContextVar[str] = ContextVar("request_id", default="")
client_address: ContextVar[str | None] = ContextVar("client_address", default=None)
# Who may see what does not change in the middle of a request that crosses midnight.
day: ContextVar[date | None] = ContextVar("day", default=None)


def today() -> date:
    """The day of what is under way, in Wales. Models and rules are told it; they read no clock."""
    return day.get() or timezone.localdate()

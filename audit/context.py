"""Which request or task is under way: read by every audit row, set once at the edge."""

from contextvars import ContextVar
from datetime import date

from django.utils import timezone

request_id: ContextVar[str] = ContextVar("request_id", default="")
client_address: ContextVar[str | None] = ContextVar("client_address", default=None)
# Who may see what does not change in the middle of a request that crosses midnight.
day: ContextVar[date | None] = ContextVar("day", default=None)


# Whom the acts of this request were about, None among them where an act was about nobody; None itself
# where nobody asks (tasks, the shell).
about: ContextVar[set[int | None] | None] = ContextVar("about", default=None)


def note_about(service_user_id: int | None) -> None:
    """Every act says whom it was about."""
    people = about.get()
    if people is not None:
        people.add(service_user_id)


def today() -> date:
    """The day of what is under way, in Wales. Models and rules are told it; they read no clock."""
    return day.get() or timezone.localdate()

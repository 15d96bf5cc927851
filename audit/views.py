"""What a page about people must call: it leaves the trace that somebody looked."""

from .actions import note_access, note_access_to
from .models import AccessKind


def looked_at(request, *, service_user_id, at, kind=AccessKind.VIEW, colleague_id=None):
    """`colleague_id`: whose trail was read. It stands behind the name of the page."""
    page = request.resolver_match.view_name
    note_access(
        kind=kind,
        at=at,
        page=page if colleague_id is None else f"{page} {colleague_id}",
        by=request.user,
        service_user_id=service_user_id,
    )


def looked_at_each(request, people, *, at):
    """A line of a list is a look too: with a name, a number and a risk, it says who somebody is."""
    note_access_to(
        (pk for pk in people if pk is not None),
        kind=AccessKind.VIEW,
        at=at,
        page=request.resolver_match.view_name,
        by=request.user,
    )

"""What a page about a person must call: it leaves the trace that somebody looked."""

from .actions import note_access
from .models import AccessKind


def looked_at(request, *, service_user_id, at, kind=AccessKind.VIEW):
    note_access(
        kind=kind,
        at=at,
        page=request.resolver_match.view_name,
        by=request.user,
        service_user_id=service_user_id,
    )

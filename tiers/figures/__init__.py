"""What the pages about the work read. A file a subject."""

from .candidates import WORKING_ROLES, Candidate, barred_ids, candidates, load_now, weights_of
from .counts import (
    barriers,
    catalogue,
    reviews_with_barrier,
    sessions_with_barrier,
    sessions_worked_on,
)
from .cover import Cover, covering
from .handover import Along, diary_of_each
from .work import (
    USUAL,
    case_timeline,
    caseload,
    interventions,
    last_times,
    next_planned,
    sparkline,
    usual_next,
    with_phase,
)

__all__ = [
    "USUAL",
    "WORKING_ROLES",
    "Along",
    "Candidate",
    "Cover",
    "barred_ids",
    "barriers",
    "candidates",
    "case_timeline",
    "caseload",
    "catalogue",
    "covering",
    "diary_of_each",
    "interventions",
    "last_times",
    "load_now",
    "next_planned",
    "reviews_with_barrier",
    "sessions_with_barrier",
    "sessions_worked_on",
    "sparkline",
    "usual_next",
    "weights_of",
    "with_phase",
]

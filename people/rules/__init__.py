"""Who may be whom and who may do what. Values in, answers out; a file a subject."""

from .identifiers import (
    CRN,
    NHS_WEIGHTS,
    PNC,
    PNC_LETTERS,
    PRISON_NUMBER,
    YOUNGEST,
    age_on,
    canonical_pnc,
    check_crn,
    check_date_of_birth,
    check_nhs_number,
    check_prison_number,
    read_identifier,
    spaced_nhs_number,
)
from .names import (
    FOLD_FROM,
    FOLD_TO,
    SHORTEST_SEARCH,
    SIMILAR,
    Known,
    check_search,
    is_likely_same,
    is_similar_name,
    plain_name,
)
from .places import (
    RELEASED_FROM,
    check_move,
)
from .policy import (
    check_after_contact_months,
    check_draft_warning,
)
from .refusals import (
    NotAllowed,
    Stale,
    check_version,
)
from .staff import (
    REGISTRATION_SOON,
    check_absence,
    check_cover,
    check_someone_administers,
    check_working_days,
    registration_state,
)
from .taking_over import (
    TAKE_OVER_TRIES,
    TAKE_OVER_WINDOW,
    check_may_take_over,
    no_match,
)

__all__ = [
    "CRN",
    "FOLD_FROM",
    "FOLD_TO",
    "NHS_WEIGHTS",
    "PNC",
    "PNC_LETTERS",
    "PRISON_NUMBER",
    "REGISTRATION_SOON",
    "RELEASED_FROM",
    "SHORTEST_SEARCH",
    "SIMILAR",
    "TAKE_OVER_TRIES",
    "TAKE_OVER_WINDOW",
    "YOUNGEST",
    "Known",
    "NotAllowed",
    "Stale",
    "age_on",
    "canonical_pnc",
    "check_absence",
    "check_after_contact_months",
    "check_cover",
    "check_crn",
    "check_date_of_birth",
    "check_draft_warning",
    "check_may_take_over",
    "check_move",
    "check_nhs_number",
    "check_prison_number",
    "check_search",
    "check_someone_administers",
    "check_version",
    "check_working_days",
    "is_likely_same",
    "is_similar_name",
    "no_match",
    "plain_name",
    "read_identifier",
    "registration_state",
    "spaced_nhs_number",
]

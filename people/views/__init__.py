"""Pages about people, staff and teams. A file a subject."""

from .absences import absence_edit, absence_new, absence_remove
from .areas import staff_focus, worker_wishes
from .contacts import pp_contact
from .doubles import double_deny, double_list
from .finding import person_find, person_take_over
from .limits import access_limits
from .merging import merge_find, person_merge, person_merged
from .mine import my_details
from .numbers import number_change
from .places import person_move, place_correct
from .safety import safety_edit
from .service_users import person_edit, person_new
from .staff import (
    registration_renew,
    staff_back,
    staff_edit,
    staff_list,
    staff_new,
    staff_roles,
    staff_stop,
    staff_welcome,
)
from .teams import policy_edit, team_edit, team_list, team_new, unit_edit, unit_new
from .venues import venue_detail, venue_edit, venue_list, venue_new, venue_note

__all__ = [
    "absence_edit",
    "absence_new",
    "absence_remove",
    "access_limits",
    "double_deny",
    "double_list",
    "merge_find",
    "my_details",
    "number_change",
    "person_edit",
    "person_find",
    "person_merge",
    "person_merged",
    "person_move",
    "person_new",
    "person_take_over",
    "place_correct",
    "policy_edit",
    "pp_contact",
    "registration_renew",
    "safety_edit",
    "staff_back",
    "staff_edit",
    "staff_focus",
    "staff_list",
    "staff_new",
    "staff_roles",
    "staff_stop",
    "staff_welcome",
    "team_edit",
    "team_list",
    "team_new",
    "unit_edit",
    "unit_new",
    "venue_detail",
    "venue_edit",
    "venue_list",
    "venue_new",
    "venue_note",
    "worker_wishes",
]

"""Pages about people, staff and teams. A file a subject."""

from .absences import absence_edit, absence_new, absence_remove
from .finding import person_find, person_take_over
from .mine import my_details
from .service_users import person_edit, person_move, person_new
from .staff import (
    staff_back,
    staff_edit,
    staff_list,
    staff_new,
    staff_roles,
    staff_stop,
    staff_welcome,
)
from .teams import policy_edit, team_edit, team_list, team_new, unit_new

__all__ = [
    "absence_edit",
    "absence_new",
    "absence_remove",
    "my_details",
    "person_edit",
    "person_find",
    "person_move",
    "person_new",
    "person_take_over",
    "policy_edit",
    "staff_back",
    "staff_edit",
    "staff_list",
    "staff_new",
    "staff_roles",
    "staff_stop",
    "staff_welcome",
    "team_edit",
    "team_list",
    "team_new",
    "unit_new",
]

"""Every change to staff, teams and the people on probation. A file a subject."""

from .absences import change_absence, record_absence, remove_absence
from .areas import may_look_after, note_worker_wish, set_focus
from .brought_in import (
    Newcomer,
    bring_in_people,
    note_referrers,
    people_touched_since,
    problems_of_person,
    take_out_people,
    unnote_referrers,
    who_has,
)
from .contacts import correct_pp_contact
from .doubles import find_doubles, forget_names_nobody_bears, say_not_same
from .limits import set_access_limits
from .looking_up import is_known_elsewhere, tell_known
from .merging import ONE_PLACE, merge
from .numbers import change_number
from .places import Place, correct_place, move
from .safety import set_registrations, set_safety, set_venue_wishes
from .service_users import (
    PERSON_DETAILS,
    add_service_user,
    note_referrer,
    update_service_user,
)
from .staff import (
    add_staff,
    change_own_details,
    change_staff,
    let_back_in,
    may_renew,
    renew_registration,
    send_welcome_again,
    set_roles,
    stop_signing_in,
)
from .taking_over import take_over
from .teams import (
    POLICY_FIELDS,
    add_team,
    add_unit,
    change_policy,
    change_team,
    change_unit,
)
from .unmerging import unmerge
from .venues import add_venue, change_venue, note_place

__all__ = [
    "ONE_PLACE",
    "PERSON_DETAILS",
    "POLICY_FIELDS",
    "Newcomer",
    "Place",
    "add_service_user",
    "add_staff",
    "add_team",
    "add_unit",
    "add_venue",
    "bring_in_people",
    "change_absence",
    "change_number",
    "change_own_details",
    "change_policy",
    "change_staff",
    "change_team",
    "change_unit",
    "change_venue",
    "correct_place",
    "correct_pp_contact",
    "find_doubles",
    "forget_names_nobody_bears",
    "is_known_elsewhere",
    "let_back_in",
    "may_look_after",
    "may_renew",
    "merge",
    "move",
    "note_place",
    "note_referrer",
    "note_referrers",
    "note_worker_wish",
    "people_touched_since",
    "problems_of_person",
    "record_absence",
    "remove_absence",
    "renew_registration",
    "say_not_same",
    "send_welcome_again",
    "set_access_limits",
    "set_focus",
    "set_registrations",
    "set_roles",
    "set_safety",
    "set_venue_wishes",
    "stop_signing_in",
    "take_out_people",
    "take_over",
    "tell_known",
    "unmerge",
    "unnote_referrers",
    "update_service_user",
    "who_has",
]

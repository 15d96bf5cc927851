"""The shape of what is typed about people, staff and teams. Rules are asked, never repeated."""

from .areas import FocusForm, WorkerWishForm
from .contacts import PPContactForm
from .finding import FindForm, TakeOverForm
from .limits import LimitsForm
from .merging import MergeForm, UnmergeForm
from .numbers import NumberForm
from .places import PlaceFilter, PlaceNoteForm, VenueForm
from .safety import SafetyForm
from .service_users import DetailsForm, NewPersonForm, PlaceForm, PlaceToCorrectForm
from .staff import (
    AbsenceForm,
    MyDetailsForm,
    RegistrationForm,
    RolesForm,
    StaffFilterForm,
    StaffForm,
    StopForm,
)
from .teams import PolicyForm, TeamForm, UnitForm

__all__ = [
    "AbsenceForm",
    "DetailsForm",
    "FindForm",
    "FocusForm",
    "LimitsForm",
    "MergeForm",
    "MyDetailsForm",
    "NewPersonForm",
    "NumberForm",
    "PPContactForm",
    "PlaceFilter",
    "PlaceForm",
    "PlaceNoteForm",
    "PlaceToCorrectForm",
    "PolicyForm",
    "RegistrationForm",
    "RolesForm",
    "SafetyForm",
    "StaffFilterForm",
    "StaffForm",
    "StopForm",
    "TakeOverForm",
    "TeamForm",
    "UnitForm",
    "UnmergeForm",
    "VenueForm",
    "WorkerWishForm",
]

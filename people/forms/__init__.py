"""The shape of what is typed about people, staff and teams. Rules are asked, never repeated."""

from .finding import FindForm, TakeOverForm
from .merging import MergeForm, UnmergeForm
from .numbers import NumberForm
from .service_users import PLACE_FIELDS, DetailsForm, NewPersonForm, PlaceForm
from .staff import AbsenceForm, MyDetailsForm, RolesForm, StaffFilterForm, StaffForm, StopForm
from .teams import PolicyForm, TeamForm, UnitForm

__all__ = [
    "PLACE_FIELDS",
    "AbsenceForm",
    "DetailsForm",
    "FindForm",
    "MergeForm",
    "MyDetailsForm",
    "NewPersonForm",
    "NumberForm",
    "PlaceForm",
    "PolicyForm",
    "RolesForm",
    "StaffFilterForm",
    "StaffForm",
    "StopForm",
    "TakeOverForm",
    "TeamForm",
    "UnitForm",
    "UnmergeForm",
]

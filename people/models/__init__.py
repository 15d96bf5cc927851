from .handovers import PPChange
from .limits import AccessLimit, AccessLimitKind
from .merging import Merge
from .places import Venue, VenueKind
from .reach import AboutReadable
from .service_users import (
    FormerIdentifier,
    FormerWhy,
    Location,
    LocationKind,
    MappaLevel,
    NumberKind,
    Referrer,
    Rosh,
    ServiceUser,
    Sex,
    is_known,
    likely_same,
)
from .staff import Absence, AbsenceKind, DigestWish, Membership, User
from .teams import Region, Team, TeamPolicy, Unit

__all__ = [
    "AboutReadable",
    "Absence",
    "AbsenceKind",
    "AccessLimit",
    "AccessLimitKind",
    "DigestWish",
    "FormerIdentifier",
    "FormerWhy",
    "Location",
    "LocationKind",
    "MappaLevel",
    "Membership",
    "Merge",
    "NumberKind",
    "PPChange",
    "Referrer",
    "Region",
    "Rosh",
    "ServiceUser",
    "Sex",
    "Team",
    "TeamPolicy",
    "Unit",
    "User",
    "Venue",
    "VenueKind",
    "is_known",
    "likely_same",
]

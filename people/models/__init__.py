from .places import Venue, VenueKind
from .reach import AboutReadable
from .service_users import (
    AccessLimit,
    AccessLimitKind,
    Location,
    LocationKind,
    MappaLevel,
    PPChange,
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
    "Location",
    "LocationKind",
    "MappaLevel",
    "Membership",
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

from .areas import Area, WorkerWish
from .doubles import LikelyPair
from .finding import NameWord
from .handovers import PPChange
from .limits import AccessLimit, AccessLimitKind, not_barred
from .merging import Merge
from .places import Venue, VenueKind
from .reach import AboutReached, AboutReadable, names_pp, supervised
from .safety import Registration, VenueWish, with_safety
from .searching import (
    found_by_name,
    found_by_number,
    known_elsewhere,
    likely_same,
    named_but_for_the_first_letter,
    nearly_named,
)
from .service_users import (
    FormerIdentifier,
    FormerWhy,
    Location,
    LocationKind,
    NumberKind,
    Referrer,
    ServiceUser,
    Sex,
)
from .staff import Absence, AbsenceKind, DigestWish, Membership, User
from .teams import Region, Team, TeamPolicy, Unit

__all__ = [
    "AboutReached",
    "AboutReadable",
    "Absence",
    "AbsenceKind",
    "AccessLimit",
    "AccessLimitKind",
    "Area",
    "DigestWish",
    "FormerIdentifier",
    "FormerWhy",
    "LikelyPair",
    "Location",
    "LocationKind",
    "Membership",
    "Merge",
    "NameWord",
    "NumberKind",
    "PPChange",
    "Referrer",
    "Region",
    "Registration",
    "ServiceUser",
    "Sex",
    "Team",
    "TeamPolicy",
    "Unit",
    "User",
    "Venue",
    "VenueKind",
    "VenueWish",
    "WorkerWish",
    "found_by_name",
    "found_by_number",
    "known_elsewhere",
    "likely_same",
    "named_but_for_the_first_letter",
    "names_pp",
    "nearly_named",
    "not_barred",
    "supervised",
    "with_safety",
]

"""Where the work is done in South Wales, and what each place is like (N59, N62-N64)."""

from __future__ import annotations

REGION = "Wales"
SOUTH_WALES_UNITS = [
    "Cardiff and the Vale of Glamorgan",
    "Swansea, Neath Port Talbot",
    "Cwm Taf Morgannwg",
]
GWENT_UNITS = ["Gwent"]
OTHER_UNITS = ["Dyfed Powys", "North Wales"]

CARDIFF, SWANSEA, CWM_TAF = SOUTH_WALES_UNITS
GWENT = GWENT_UNITS[0]

# name, Welsh name, kind, unit, postcode, private entrance, quiet wait, step-free, notes
VENUES = [
    ("Cardiff probation office", "Swyddfa brawf Caerdydd", "PROBATION_OFFICE", CARDIFF, "CF10 1JE",
     False, False, True, "Busy waiting room. Ask reception to bring people straight through."),
    ("Llanrumney Hub", "", "COMMUNITY", CARDIFF, "CF3 5LA", False, True, True,
     "Community hub with a library. Nobody can tell why you are there."),
    ("Barry police station, probation rooms", "", "PROBATION_OFFICE", CARDIFF, "CF63 4AX",
     True, False, True, "Side door by the car park. Some people will not come to a police station."),
    ("Bridgend probation office", "", "PROBATION_OFFICE", CWM_TAF, "CF31 1TZ", False, False, True,
     "One quiet room on the ground floor; book it early."),
    ("Maesteg, Hartshorn House", "", "COMMUNITY", CWM_TAF, "CF34 9DS", False, True, False,
     "Upstairs, no lift."),
    ("Merthyr Tydfil probation office", "Swyddfa brawf Merthyr Tudful", "PROBATION_OFFICE",
     CWM_TAF, "CF47 8UN", False, False, True, "Glass doors: people say they feel watched."),
    ("Pontypridd probation office", "", "PROBATION_OFFICE", CWM_TAF, "CF37 2TB", True, True, True,
     "Back entrance, own waiting corner. Liked by people who avoid the front."),
    ("Swansea probation office", "Swyddfa brawf Abertawe", "PROBATION_OFFICE", SWANSEA, "SA1 5AS",
     True, False, True, "Use the side door on the lane; the front is often crowded."),
    ("Neath community clinic", "", "CLINIC", SWANSEA, "SA11 3AA", False, True, True,
     "Health building, friendly reception, water and tissues in the room."),
    ("Mandeville House", "", "APPROVED_PREMISES", CARDIFF, "CF11 6JA", False, False, False,
     "Private room off the garden. Agree the time with staff the day before."),
    ("Quay House", "", "APPROVED_PREMISES", SWANSEA, "SA1 2JT", False, False, True,
     "Staff are helpful; the only free room is next to the office."),
    ("HMP Cardiff", "Carchar Caerdydd", "PRISON", CARDIFF, "CF24 0UG", False, False, True,
     "Legal visits hall or the OMU room. Allow 40 minutes for the gate."),
    ("HMP Swansea", "Carchar Abertawe", "PRISON", SWANSEA, "SA1 3SR", False, False, True,
     "Allow 30 minutes for the gate."),
    ("HMP Parc", "Carchar y Parc", "PRISON", CWM_TAF, "CF35 6AP", False, False, True,
     "Book video link two weeks ahead."),
    ("HMP Eastwood Park", "", "PRISON", None, "GL12 8DB", False, False, True,
     "Women from Wales. Whole day with travel: see two people in one visit."),
    ("HMP Usk", "Carchar Brynbuga", "PRISON", GWENT, "NP15 1XP", False, False, True,
     "Small, calm, flexible about rooms."),
    ("Newport probation office, Usk House", "", "PROBATION_OFFICE", GWENT, "NP20 2GD",
     False, False, True, "Noisy waiting room."),
    ("Caerphilly, Centenary House", "", "PROBATION_OFFICE", GWENT, "CF83 1AA", False, True, True,
     "Quiet on Thursdays and Fridays."),
    ("Pontypool, Torfaen House", "", "PROBATION_OFFICE", GWENT, "NP4 6YB", True, True, True,
     "Small office; reception knows people by name."),
]  # fmt: skip

# Whom to ring, when one of the team is there (Monday is 0), what else is in the house.
KNOWN = {
    "Cardiff probation office": {
        "team_days": [0, 1, 2, 3, 4], "contact_name": "Reception", "telephone": "029 2018 0110",
    },
    "Llanrumney Hub": {
        "team_days": [1], "contact_name": "Meg, front desk", "telephone": "029 2018 0123",
        "here_too": "Library, food bank on Fridays, money advice",
    },
    "Pontypridd probation office": {
        "team_days": [0, 3], "contact_name": "Reception", "telephone": "01632 960110",
        "here_too": "Drug and alcohol service on the first floor",
    },
    "Neath community clinic": {
        "team_days": [2], "contact_name": "Practice manager", "telephone": "01632 960145",
        "here_too": "GP surgery: people can register on the day",
    },
    "Mandeville House": {
        "contact_name": "Duty manager", "telephone": "029 2018 0177",
        "here_too": "Nurse on Monday mornings",
    },
}  # fmt: skip

# Near enough to say who lives far away; nobody finds a door with them.
ON_THE_MAP = {
    "Cardiff probation office": ("51.47870", "-3.17500"),
    "Llanrumney Hub": ("51.52200", "-3.12800"),
    "Barry police station, probation rooms": ("51.40600", "-3.26800"),
    "Bridgend probation office": ("51.50500", "-3.57700"),
    "Maesteg, Hartshorn House": ("51.60900", "-3.65900"),
    "Merthyr Tydfil probation office": ("51.74600", "-3.37900"),
    "Pontypridd probation office": ("51.60200", "-3.34200"),
    "Swansea probation office": ("51.62000", "-3.94100"),
    "Neath community clinic": ("51.66100", "-3.80600"),
    "Mandeville House": ("51.47900", "-3.19500"),
    "Quay House": ("51.61800", "-3.93800"),
    "HMP Cardiff": ("51.48200", "-3.16600"),
    "HMP Swansea": ("51.61600", "-3.94900"),
    "HMP Parc": ("51.53300", "-3.56000"),
    "HMP Eastwood Park": ("51.63500", "-2.47700"),
    "HMP Usk": ("51.70200", "-2.90100"),
    "Newport probation office, Usk House": ("51.58600", "-2.99300"),
    "Caerphilly, Centenary House": ("51.57400", "-3.21900"),
    "Pontypool, Torfaen House": ("51.70100", "-3.04200"),
}

TOWNS = {
    CARDIFF: ["Cardiff", "Barry", "Penarth", "Llanrumney", "Ely"],
    SWANSEA: ["Swansea", "Neath", "Port Talbot", "Morriston", "Gorseinon"],
    CWM_TAF: ["Pontypridd", "Merthyr Tydfil", "Aberdare", "Bridgend", "Maesteg"],
    GWENT: ["Newport", "Caerphilly", "Pontypool", "Ebbw Vale", "Cwmbran"],
}
APPROVED_PREMISES = {CARDIFF: "Mandeville House", SWANSEA: "Quay House"}
PRISONS = {
    CARDIFF: "HMP Cardiff",
    SWANSEA: "HMP Swansea",
    CWM_TAF: "HMP Parc",
    GWENT: "HMP Usk",
}
WOMENS_PRISON = "HMP Eastwood Park"
MEETING_PLACES = {
    CARDIFF: ["Cardiff probation office", "Llanrumney Hub", "Barry police station, probation rooms"],
    SWANSEA: ["Swansea probation office", "Neath community clinic"],
    CWM_TAF: ["Pontypridd probation office", "Merthyr Tydfil probation office",
              "Bridgend probation office", "Maesteg, Hartshorn House"],
    GWENT: ["Newport probation office, Usk House", "Caerphilly, Centenary House",
            "Pontypool, Torfaen House"],
}  # fmt: skip

"""Invented people. Names are common ones, paired at random; identifiers are of test ranges."""

from __future__ import annotations

from people.rules import NHS_WEIGHTS

MEN = """Rhodri Dewi Gethin Carwyn Liam Kyle Jordan Craig Darren Lee Ashley Callum Ryan Owain Ieuan
Kai Nathan Marlon Tariq Yusuf Mateusz Piotr Kofi Delroy Hassan Luis Declan Shane Aled Huw Macsen
Tomos Gavin Wayne Curtis Jermaine Anton Rhys Steffan Dean""".split()

WOMEN = """Cerys Bronwen Kayleigh Stacey Leanne Chantelle Rhian Sioned Mandy Donna Amara Fatima
Natasha Jade Gemma Ffion Lowri Kerry Tanya Megan""".split()

FAMILIES = """Morris Prosser Vaughan Beynon Pugh Rees Griffiths Parry Probert Bowen Mansel Treharne
Gwilym Jenkins Harries Lloyd Mathias Tudor Cadwallader Hopkin Okafor Nowak Adeyemi Khan Silva Doherty
Campbell Francis Osei Clarke Webb Stone Penhale Gittins Bevan Llewelyn Maddocks Tanner Quick Yeo
Watkins Sayce Hanley Rosser Meredith Kowalski Begum Haines Trigg Lacey""".split()

# Given name, family name, speaks Welsh at work.
PSYCHOLOGISTS = [
    ("Angharad", "Rowlands", "CLINICAL_PSYCHOLOGIST", True),
    ("Priya", "Raman", "FORENSIC_PSYCHOLOGIST", False),
    ("Tom", "Ellery", "FORENSIC_PSYCHOLOGIST", False),
    ("Bethan", "Caradog", "CLINICAL_PSYCHOLOGIST", True),
]
NURSES = [
    ("Nia", "Bowering", "TLN", True),
    ("Grace", "Mensah", "TLN", False),
    ("Siân", "Thornley", "TLN", False),
    ("Callie", "Dobbs", "HCA", False),
]
PDPOS = [("Marc", "Ashworth", "PDPO", False), ("Eleri", "Wynford", "PDPO", True)]

PPS = [
    ("Petra", "Lowther"), ("Ceri", "Hallam"), ("Owen", "Trahaearn"), ("Joanne", "Pickering"),
    ("Imran", "Chaudhry"), ("Delyth", "Amos"), ("Ross", "Farraday"), ("Menna", "Gwynne"),
    ("Sarah", "Kitson"), ("Paul", "Oyelaran"), ("Lisa", "Tregear"), ("Gwenllian", "Sparkes"),
    ("Adam", "Whitcombe"), ("Kath", "Bramley"), ("Dilwyn", "Ace"), ("Rachel", "Onslow"),
    ("Mohan", "Desai"), ("Catrin", "Leyshon"), ("Jamie", "Stroud"), ("Helen", "Varley"),
    ("Ifan", "Meyrick"), ("Anita", "Bose"), ("Stuart", "Cribb"), ("Llinos", "Eddowes"),
    ("Wendy", "Farr"),
]  # fmt: skip
GWENT_PPS = [("Martyn", "Selby"), ("Rhiannon", "Cope"), ("Dawn", "Ireland"), ("Tudur", "Nash")]

ETHNIC_GROUPS = ["WHITE_BRITISH"] * 8 + [
    "BLACK_AFRICAN",
    "ASIAN_PAKISTANI",
    "MIXED_CARIBBEAN",
    "WHITE_OTHER",
]
OFFENCES = ["VIOLENCE", "VIOLENCE", "SEXUAL", "ROBBERY", "STALKING", "ARSON", "VIOLENCE"]


def nhs_number(serial: int) -> str:
    """A valid number of the 999 test range; serials whose check digit is 10 are passed over."""
    digits = f"999{serial:06d}"
    check = (
        11 - sum(int(d) * weight for d, weight in zip(digits, NHS_WEIGHTS, strict=True)) % 11
    ) % 11
    return nhs_number(serial + 400_000) if check == 10 else f"{digits}{check}"


def crn(serial: int) -> str:
    return f"X{serial:06d}"


def prison_number(serial: int) -> str:
    return f"A{1000 + serial % 9000}D{chr(ord('A') + serial % 26)}"

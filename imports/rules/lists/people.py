"""A list of people."""

from django.utils.translation import gettext_lazy as _

from imports.rules.columns import LONGEST_NOTE, Column, Reads
from people.models import LocationKind, Sex
from people.rules import EthnicGroup, MappaCategory, MappaLevel, OffenceType, Rosh

from .person import NUMBERS

RISK = {
    "very high risk": "VERY_HIGH",
    "high risk": "HIGH",
    "medium risk": "MEDIUM",
    "low risk": "LOW",
}


def rosh(name, label, *also):
    return Column(name, label, Reads.CHOICE, choices=Rosh.choices, also=also, means=RISK)


# Shorter words for the census's, as other systems write them out.
AS_OTHERS_WRITE_IT = {
    "white british": EthnicGroup.WHITE_BRITISH,
    "white welsh": EthnicGroup.WHITE_BRITISH,
    "white irish": EthnicGroup.WHITE_IRISH,
    "gypsy or irish traveller": EthnicGroup.WHITE_GYPSY,
    "roma": EthnicGroup.WHITE_ROMA,
    "white and black caribbean": EthnicGroup.MIXED_CARIBBEAN,
    "white and black african": EthnicGroup.MIXED_AFRICAN,
    "white and asian": EthnicGroup.MIXED_ASIAN,
    "indian": EthnicGroup.ASIAN_INDIAN,
    "pakistani": EthnicGroup.ASIAN_PAKISTANI,
    "bangladeshi": EthnicGroup.ASIAN_BANGLADESHI,
    "chinese": EthnicGroup.ASIAN_CHINESE,
    "african": EthnicGroup.BLACK_AFRICAN,
    "caribbean": EthnicGroup.BLACK_CARIBBEAN,
    "not stated": EthnicGroup.NOT_SAID,
}

PEOPLE = (
    *NUMBERS,
    Column(
        "given_name",
        _("First name"),
        required=True,
        also=("forename", "given name", "first names", "forenames", "enw cyntaf", "enwau cyntaf"),
        example="Rhys",
    ),
    Column(
        "family_name",
        _("Last name"),
        required=True,
        also=("surname", "family name", "cyfenw", "enw olaf"),
        example="Parry",
    ),
    Column(
        "date_of_birth",
        _("Date of birth"),
        Reads.DATE,
        required=True,
        also=("dob", "d.o.b.", "birth date", "born", "dyddiad geni"),
        example="17/05/1990",
    ),
    Column(
        "sex",
        _("Sex"),
        Reads.CHOICE,
        required=True,
        choices=Sex.choices,
        also=("rhyw",),
        means={"man": "M", "woman": "F", "gwryw": "M", "benyw": "F", "unknown": "N"},
        example="Male",
    ),
    Column(
        "preferred_name",
        _("Name they like to be called"),
        also=("preferred name", "known as", "enw a ffefrir"),
        example="Rhys",
    ),
    Column("pronouns", _("Pronouns"), most=30, also=("rhagenwau",)),
    Column(
        "gender_identity",
        _("Gender identity"),
        most=60,
        also=("gender", "rhywedd", "hunaniaeth rhywedd"),
    ),
    Column(
        "ethnic_group",
        _("Ethnic group, as the census words it"),
        Reads.CHOICE,
        choices=EthnicGroup.choices,
        also=("grwp ethnig",),
        means=AS_OTHERS_WRITE_IT,
        explains=_("In their own answer. Words of their own go under “Ethnicity”."),
    ),
    Column("ethnicity", _("Ethnicity"), most=60, also=("ethnic origin", "ethnigrwydd")),
    Column(
        "prefers_welsh",
        _("Prefers Welsh"),
        Reads.YES_NO,
        also=("welsh", "welsh speaker", "cymraeg", "well ganddynt gymraeg"),
    ),
    Column(
        "interpreter_language",
        _("Interpreter needed for"),
        most=60,
        also=("interpreter", "interpreter language", "cyfieithydd"),
    ),
    Column(
        "telephone",
        _("Telephone"),
        Reads.TELEPHONE,
        most=30,
        also=("phone", "phone number", "mobile", "telephone number", "ffon", "rhif ffon"),
        explains=_("Format the column as text, so that the first 0 stays."),
    ),
    Column(
        "safe_to_leave_message",
        _("Safe to leave a message"),
        Reads.YES_NO,
        also=("leave message", "message safe", "diogel gadael neges"),
    ),
    Column(
        "adjustments",
        _("Adjustments they need"),
        most=LONGEST_NOTE,
        also=("adjustments", "reasonable adjustments", "addasiadau"),
    ),
    Column(
        "must_not_meet",
        _("Who they must not meet"),
        most=LONGEST_NOTE,
        also=(
            "must not meet",
            "people or places to keep apart",
            "non association",
            "cadw ar wahan",
        ),
    ),
    Column(
        "gp_practice",
        _("GP practice"),
        most=120,
        also=("gp", "gp surgery", "meddyg teulu", "meddygfa"),
    ),
    Column("pnc", _("PNC number"), most=13, also=("pnc", "pnc id", "rhif pnc")),
    rosh("rosh_public", _("Risk to the public"), "rosh public", "risg i'r cyhoedd"),
    rosh("rosh_children", _("Risk to children"), "rosh children", "risg i blant"),
    rosh(
        "rosh_known_adult", _("Risk to a known adult"), "rosh known adult", "risg i oedolyn hysbys"
    ),
    rosh("rosh_staff", _("Risk to staff"), "rosh staff", "risg i staff"),
    Column(
        "mappa_level",
        _("MAPPA level"),
        Reads.CHOICE,
        choices=MappaLevel.choices,
        also=("mappa", "lefel mappa"),
        means={"1": "1", "2": "2", "3": "3", "no": "NONE", "na": "NONE"},
    ),
    Column(
        "mappa_category",
        _("MAPPA category"),
        Reads.CHOICE,
        choices=MappaCategory.choices,
        also=("categori mappa",),
        means={number: number for number in MappaCategory.values},
    ),
    Column(
        "index_offence",
        _("Index offence"),
        Reads.CHOICE,
        choices=OffenceType.choices,
        also=("offence", "index offence type", "trosedd fynegai"),
    ),
    Column(
        "risk_recorded_on",
        _("Day the risk was recorded"),
        Reads.DATE,
        also=("risk date", "rosh date", "dyddiad asesu risg"),
        explains=_("Needed when any of the risk columns is filled in."),
    ),
    Column(
        "probation_tier",
        _("Probation tier"),
        most=14,
        also=("resource tier", "haen brawf"),
        explains=_("The probation tier A to G, not the IIRMS tier."),
    ),
    Column(
        "sentence_ends_on",
        _("Sentence or order ends"),
        Reads.DATE,
        also=("sentence end date", "sed", "order end", "diwedd y ddedfryd"),
    ),
    Column(
        "unit",
        _("Probation unit"),
        most=120,
        also=("pdu", "probation delivery unit", "uned", "uned brawf"),
        explains=_("As it is named in the service."),
    ),
    Column(
        "pp",
        _("E-mail address of the probation practitioner"),
        most=254,
        also=(
            "pp",
            "pp email",
            "probation practitioner",
            "offender manager",
            "com",
            "swyddog prawf",
            "ebost yr ymarferydd prawf",
        ),
        explains=_("Somebody who has an account here and refers to your team."),
    ),
    Column(
        "where",
        _("Where they live now"),
        Reads.CHOICE,
        choices=LocationKind.choices,
        also=("location", "where", "lleoliad", "ble maen nhw'n byw"),
        means={
            "community": "COMMUNITY",
            "custody": "CUSTODY",
            "prison": "CUSTODY",
            "hospital": "HOSPITAL",
            "ap": "APPROVED_PREMISES",
            "carchar": "CUSTODY",
            "ysbyty": "HOSPITAL",
            "cymuned": "COMMUNITY",
        },
    ),
    Column(
        "place",
        _("Town or name of the place"),
        most=120,
        also=("place", "town", "establishment", "prison", "tref", "sefydliad"),
        explains=_(
            "A prison or approved premises by its name here, or a town. Never a street address."
        ),
    ),
    Column(
        "since",
        _("Day they arrived"),
        Reads.DATE,
        also=("living there since", "since", "from", "arrived", "ers"),
        explains=_("Where they live now. Leave it empty where nobody knows."),
    ),
    Column(
        "release_expected_on",
        _("Release expected"),
        Reads.DATE,
        also=("release date", "expected release", "dyddiad rhyddhau"),
        explains=_("For somebody in custody: this, or why it is not known."),
    ),
    Column(
        "release_unknown_reason",
        _("Why the release date is not known"),
        most=200,
        also=("release unknown", "pam nad yw'r dyddiad rhyddhau yn hysbys"),
    ),
)

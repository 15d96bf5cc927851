"""The numbers by which every list names the person."""

from django.utils.translation import gettext_lazy as _

from imports.rules.columns import Column

NUMBERS = (
    Column(
        "crn",
        _("CRN"),
        most=20,
        also=("case reference number", "delius crn", "ndelius", "rhif achos", "cyfeirnod achos"),
        explains=_("One letter and six digits."),
        example="X123456",
    ),
    Column(
        "prison_number",
        _("Prison number"),
        most=20,
        also=("noms", "noms number", "noms id", "nomis", "nomis number", "rhif carchar"),
        explains=_("A letter, four digits and two letters."),
        example="A1234BC",
    ),
    Column(
        "nhs_number",
        _("NHS number"),
        most=20,
        also=("nhs", "nhs no", "rhif gig", "rhif y gig"),
        explains=_("Ten digits, with or without spaces."),
        example="999 000 0018",
    ),
)
NUMBER_NAMES = tuple(column.name for column in NUMBERS)

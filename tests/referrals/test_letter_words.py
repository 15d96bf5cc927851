"""What letters say, in both languages; that text stays text; what never stands in one."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from people.permissions import Profession
from people.rules import NotAllowed
from referrals.letters import to_pdf, to_word
from referrals.letters.texts import TEXTS
from referrals.rules import Alternative, DeclineReason, LetterKind, Need, Status, Tier, plain
from tests import factories as make

from .letter_rows import AT, CY, EN, decision, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def on_paper(contents):
    """(text, reader) of the PDF."""
    reader = PdfReader(BytesIO(to_pdf(contents, at=AT)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return " ".join(text.split()), reader


def in_word(contents):
    document = Document(BytesIO(to_word(contents, at=AT)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs), document


# --- What it says ------------------------------------------------------------------------------------


def test_an_onward_letter_says_who_what_and_what_we_ask(onward, practitioner):
    said, reader = on_paper(drawn(onward, practitioner))

    for part in (
        "Referral to Harbour House Talking Space",
        "Rhys Private",
        "17 May 1990",
        "Help wanted: talking therapy.",
        "He would like to talk about his brother.",
        "A quiet room helps.",
        "Please tell us whether you can help and how long the wait is.",
        "Nia Nurse",
        "Page 1 of 1",
        "23 November 2026",
    ):
        assert part in said
    assert reader.metadata.title == "Referral to Harbour House Talking Space"


@pytest.mark.parametrize(("language", "code"), [(EN, "en-GB"), (CY, "cy-GB")])
def test_the_pdf_is_tagged_with_title_and_language(onward, practitioner, language, code):
    _said, reader = on_paper(drawn(onward, practitioner, language=language))
    root = reader.trailer["/Root"]

    assert root["/Lang"] == code
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()


def test_the_welsh_layout_has_welsh_headings_dates_and_letters(onward, practitioner, service_user):
    service_user.given_name, service_user.family_name = "Siân", "Ŵyn-Ŷnys"
    service_user.save()

    said, _reader = on_paper(drawn(onward, practitioner, language=CY, words="Mae'n hoff o dŵr."))

    for part in ("Atgyfeiriad at", "Siân Ŵyn-Ŷnys", "23 Tachwedd 2026", "Tudalen 1 o 1", "dŵr"):
        assert part in said


CODES = (Need, DeclineReason, Alternative, Tier, Profession)


@pytest.mark.parametrize(
    "code", [one for codes in CODES for one in codes if one != Profession.SYSTEM]
)
def test_every_code_a_letter_uses_has_its_welsh(code):
    with translation.override("cy"):
        welsh = str(code.label)
    with translation.override("en"):
        assert welsh != str(code.label)


def test_a_declined_referral_is_told_in_welsh_from_the_reason_to_the_title(service_user, pp, lead):
    referral = make.make_referral(
        service_user,
        referrer=pp,
        status=Status.DECLINED,
        decline_reason="NEED_MET_ELSEWHERE",
        alternatives=["CONSULTATION"],
        submitted_at=datetime(2026, 7, 3, 9, tzinfo=UTC),
    )
    said = str(decision(referral, lead, language=CY))

    for part in (
        "mae gwasanaeth arall yn diwallu’r angen",
        "Ymgynghoriad â seicolegydd",
        "Haen 2: gwaith perthynol a gwaith sgiliau",
        "3 Gorffennaf 2026",
        "Arweinydd tîm",
    ):
        assert part in said


def test_both_languages_say_every_thing_and_name_the_same_blanks():
    import re

    def blanks(text):
        return sorted(re.findall(r"%\((\w+)\)s", text))

    assert TEXTS["en"].keys() == TEXTS["cy"].keys()
    assert {k: blanks(v) for k, v in TEXTS["en"].items()} == {
        k: blanks(v) for k, v in TEXTS["cy"].items()
    }


@pytest.mark.parametrize("language", [EN, CY])
def test_a_long_letter_numbers_its_pages(onward, practitioner, language):
    contents = drawn(onward, practitioner, language=language, words="What helps.\n\n" * 120)

    said, reader = on_paper(contents)

    assert len(reader.pages) > 2
    assert f"{contents['page']} 2 {contents['of']} {len(reader.pages)}" in said


def test_it_says_that_iirms_replaces_nobody(onward, practitioner):
    contents = drawn(onward, practitioner, kind=LetterKind.NOT_INSTEAD, words="")
    said, _reader = on_paper(contents)

    assert "What IIRMS offers, and what it does not replace" in said
    assert "no substitute for the assessment or the treatment that your service offers" in said
    assert "About this referral" not in said


def test_a_declined_referral_says_why_and_what_can_be_done_instead(service_user, pp, lead):
    referral = make.make_referral(
        service_user,
        referrer=pp,
        status=Status.DECLINED,
        decline_reason="NOT_THIS_TIER",
        words_to_referrer="He is doing well with you.",
        alternatives=["CONSULTATION"],
    )

    said, _reader = on_paper(decision(referral, lead))

    for part in (
        f"Our decision on referral {referral.reference}",
        "Dear Petra Pritchard,",
        "The reason: the need does not call for this tier.",
        "He is doing well with you.",
        "A consultation with a psychologist",
        service_user.crn,
    ):
        assert part in said


def test_an_accepted_referral_says_since_when_and_by_when(service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp, status=Status.WAITING)

    said, _reader = on_paper(decision(referral, lead))

    assert "on our waiting list since 3 November 2026. We aim to begin by 26 January 2027." in said


def test_the_name_a_person_uses_stands_in_the_letter(onward, practitioner, service_user):
    service_user.preferred_name = "Jude"
    service_user.pronouns = "he/him"
    service_user.save()

    said, _reader = on_paper(drawn(onward, practitioner))

    assert "Jude Private" in said
    assert "he/him" in said
    assert "Rhys" not in said


@pytest.mark.parametrize(
    ("safe", "line"), [(True, "a message may be left"), (False, "please leave no message")]
)
def test_the_telephone_comes_with_what_makes_it_safe(
    onward, practitioner, service_user, safe, line
):
    service_user.telephone, service_user.safe_to_leave_message = "07700 900123", safe
    service_user.save()

    assert f"07700 900123 ({line})" in on_paper(drawn(onward, practitioner))[0]


def test_word_holds_the_same_words_with_headings_and_language(onward, practitioner):
    said, document = in_word(drawn(onward, practitioner, language=CY))

    assert "He would like to talk about his brother." in said
    assert document.core_properties.title.startswith("Atgyfeiriad at")
    assert document.core_properties.language == "cy-GB"
    assert [p.style.name for p in document.paragraphs if p.text.startswith("Atgyfeiriad")] == [
        "Heading 1"
    ]
    assert 'w:instr="NUMPAGES"' in document.sections[0].footer._element.xml
    assert 'w:val="cy-GB"' in document.styles["Normal"].element.xml


# --- Text stays text ---------------------------------------------------------------------------------

HOSTILE = [
    '#panic("x")',
    '#read("/etc/passwd")',
    '#import "@preview/x:0.1.0": *',
    "#sys.inputs.letter",
    "*bold* _not_ = heading",
    "back\\slash \\u{41} $x^2$ `code` // comment /* c */",
    "<label> @reference ~ -- --- ...",
    '"}], "title": "mine"',
    "{{ settings.SECRET_KEY }} {% now %}",
    "<script>alert(1)</script> & <w:p/>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_shown_and_never_run(onward, practitioner, service_user, text):
    service_user.preferred_name = text[:40]
    service_user.save()
    contents = drawn(onward, practitioner, words=text, addressed_to=text)

    said, reader = on_paper(contents)

    assert contents["to"] == [text]
    assert " ".join(text.split()) in said
    assert reader.metadata.title == "Referral to Harbour House Talking Space"
    assert text in in_word(contents)[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("bell\x07 nul\x00 escape\x1b[31m", "bell nul escape[31m"),
        ("turned \u202etxt.exe\u202c", "turned txt.exe"),
        ("tab\there\r\nline", "tab here\nline"),
        ("cafe\u0301", "café"),
        ("\ud800lone", "lone"),
        ("  \n ", ""),
    ],
)
def test_what_paper_cannot_hold_is_left_out(text, kept):
    assert plain(text) == kept


def test_control_characters_reach_neither_file(onward, practitioner):
    contents = drawn(onward, practitioner, words="bell\x07 and \u202eturned")

    assert "bell and turned" in on_paper(contents)[0]
    assert "bell and turned" in in_word(contents)[0]


def test_a_sign_no_typeface_has_is_refused_by_name(onward, practitioner):
    with pytest.raises(NotAllowed, match="“🙂” cannot be printed"):
        drawn(onward, practitioner, words="He is well 🙂")


def test_other_alphabets_of_europe_are_printed(onward, practitioner):
    said, _reader = on_paper(drawn(onward, practitioner, words="Łódź, Ångström, Ωμέγα, Жук"))

    assert "Łódź, Ångström" in said


# --- What never stands in one -------------------------------------------------------------------------

CANARY = "CANARY-IN-CONFIDENCE"


@pytest.fixture
def confided(service_user, practitioner, psychologist, team, pp):
    """Every place of the record that a letter must not draw from says the same word."""
    case = make.make_case(
        service_user,
        practitioner=practitioner,
        aim_wellbeing=CANARY,
        aim_risk=CANARY,
        referral=make.make_referral(
            service_user,
            referrer=pp,
            status=Status.ALLOCATED,
            **dict.fromkeys(
                (
                    "hope_wellbeing", "hope_risk", "tried_before", "risk_summary", "room_worries",
                    "readiness_note", "venue_worries", "let_down", "network",
                ),
                CANARY,
            ),
        ),
    )  # fmt: skip
    make.make_session(
        case, when=AT - timedelta(days=2), status="HELD", iirms_only=CANARY, shared_with_pp=CANARY
    )
    agreement = make.make_agreement(practitioner, psychologist, team=team)
    make.make_supervision(agreement, summary=CANARY, feelings=CANARY)
    for name in ("adjustments", "must_not_meet", "gp_practice"):
        setattr(service_user, name, CANARY)
    service_user.rosh_public = "VERY_HIGH"
    service_user.save()
    return case


@pytest.mark.parametrize("language", [EN, CY])
@pytest.mark.parametrize("kind", [LetterKind.ONWARD, LetterKind.NOT_INSTEAD])
def test_nothing_confided_stands_in_a_letter(
    confided, onward, practitioner, service_user, kind, language
):
    onward.why = CANARY
    onward.save()
    contents = drawn(onward, practitioner, kind=kind, language=language)

    assert CANARY not in str(contents)
    assert CANARY not in on_paper(contents)[0]
    for kept in (service_user.crn, "ery high", "MAPPA"):
        assert kept not in str(contents)


def test_nothing_confided_stands_in_a_decision(confided, lead):
    contents = decision(confided.referral, lead)

    assert CANARY not in str(contents)


def test_what_cannot_be_seen_leaves_no_empty_line_in_pdf_or_word(
    onward, practitioner, service_user
):
    service_user.pronouns = "\u202e"
    service_user.save()
    contents = drawn(onward, practitioner)
    assert all(len(row) == 2 for row in contents["about"])
    assert to_pdf(contents, at=AT)
    # A letter kept from before may still hold the label alone.
    kept = contents | {"about": [*contents["about"], ["Pronouns"]]}
    assert b"%PDF" in to_pdf(kept, at=AT)
    assert to_word(kept, at=AT)

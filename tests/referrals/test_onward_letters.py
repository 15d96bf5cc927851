"""Letters: what they say, in both languages; that text stays text; who writes, reads and is recorded."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from audit.models import AccessRecord, AuditEvent
from people.models import AccessLimit
from people.rules import NotAllowed
from referrals import actions
from referrals.letters import plain, to_pdf, to_word
from referrals.letters.texts import TEXTS
from referrals.models import Letter, OnwardReferral, Referral
from referrals.rules import Language, LetterKind, OnwardStatus, Status
from tests import factories as make

from .onward_rows import make_onward

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AT, TODAY = make.NOW, make.TODAY
EN, CY = Language.ENGLISH, Language.WELSH


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


def words(response):
    return response.content.decode()


def on_paper(contents):
    """(text, reader) of the PDF."""
    reader = PdfReader(BytesIO(to_pdf(contents, at=AT)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return " ".join(text.split()), reader


def in_word(contents):
    document = Document(BytesIO(to_word(contents, at=AT)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs), document


@pytest.fixture
def onward(service_user, practitioner):
    return make_onward(service_user, by=practitioner, status=OnwardStatus.DRAFT)


def wanted(onward, **given):
    return actions.Wanted(
        **{
            "kind": LetterKind.ONWARD,
            "service_user_id": onward.service_user_id,
            "language": EN,
            "addressed_to": "Harbour House Talking Space\n1 Harbour Row",
            "words": "He would like to talk about his brother.\n\nA quiet room helps.",
            "onward_id": onward.pk,
        }
        | given
    )


def drawn(onward, by, **given):
    return actions.draw_up_letter(wanted(onward, **given), by=by, at=AT)


def decision(referral, by, **given):
    asked = actions.Wanted(
        kind=LetterKind.DECISION,
        service_user_id=referral.service_user_id,
        language=given.pop("language", EN),
        addressed_to="Petra Pritchard",
        referral_id=referral.pk,
        **given,
    )
    return actions.draw_up_letter(asked, by=by, at=AT)


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


# --- Made, recorded, refused --------------------------------------------------------------------------


def test_a_letter_made_is_kept_word_for_word_and_audited(onward, practitioner):
    letter = actions.make_letter(wanted(onward), by=practitioner, at=AT)
    before = to_pdf(letter.contents, at=letter.made_at)
    OnwardReferral.objects.update(service_name="Renamed since")

    again = Letter.objects.get()

    assert to_pdf(again.contents, at=again.made_at) == before
    event = AuditEvent.objects.get(action="letter_made")
    assert (event.actor_id, event.service_user_id, event.subject_id) == (
        practitioner.pk,
        onward.service_user_id,
        letter.pk,
    )
    assert event.detail == {"kind": "ONWARD", "language": "en"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"addressed_to": " \n "}, "addressed_to"),
        ({"addressed_to": "line\n" * 9}, "addressed_to"),
        ({"words": " "}, "words"),
    ],
)
def test_a_letter_to_nobody_or_without_words_is_refused(onward, practitioner, given, field):
    with pytest.raises(NotAllowed) as refused:
        drawn(onward, practitioner, **given)
    assert refused.value.field == field


def test_without_the_persons_yes_there_is_no_letter(onward, practitioner):
    OnwardReferral.objects.update(agreed_on=None)

    with pytest.raises(NotAllowed, match="agreed"):
        actions.make_letter(wanted(onward), by=practitioner, at=AT)
    assert not Letter.objects.exists()


def test_before_a_decision_there_is_none_to_write_about(service_user, pp, lead):
    referral = make.make_referral(service_user, referrer=pp)

    with pytest.raises(NotAllowed, match="no decision"):
        decision(referral, lead)


def test_who_may_write(onward, service_user, pp, practitioner, stranger, lead):
    with pytest.raises(NotAllowed, match="Practitioners and leads"):
        drawn(onward, pp, onward_id=None, kind=LetterKind.NOT_INSTEAD)
    with pytest.raises(OnwardReferral.DoesNotExist):
        drawn(onward, stranger)
    referral = make.make_referral(service_user, referrer=pp, status=Status.WAITING)
    with pytest.raises(NotAllowed, match="Leads and psychologists"):
        decision(referral, practitioner)
    with pytest.raises(Referral.DoesNotExist):
        decision(referral, stranger)


def test_the_referral_of_one_person_is_not_written_about_another(onward, practitioner, team, pp):
    other = make.make_service_user(team, added_by=pp)

    with pytest.raises(OnwardReferral.DoesNotExist):
        drawn(onward, practitioner, service_user_id=other.pk)


def test_nothing_is_kept_when_the_audit_fails(onward, practitioner, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError("no room")

    monkeypatch.setattr(AuditEvent.objects, "create", fail)
    with pytest.raises(DatabaseError):
        actions.make_letter(wanted(onward), by=practitioner, at=AT)
    assert not Letter.objects.exists()


# --- Pages --------------------------------------------------------------------------------------------

POSTED = {"language": "en", "addressed_to": "Harbour House", "words": "He would like to talk."}


def test_it_is_looked_at_then_made_then_downloaded(as_user, practitioner, onward):
    client = as_user(practitioner)
    here = url("letter_onward", onward.pk)
    assert client.get(here).context["form"].initial["words"] == onward.words

    looked = client.post(here, POSTED | {"look": "1"})
    assert "This is the letter" in words(looked)
    assert not Letter.objects.exists()

    seen = looked.context["form"].data["seen"]
    made = client.post(here, POSTED | {"make": "1", "seen": seen})
    letter = Letter.objects.get()
    assert made.url == letter.get_absolute_url()

    pdf = client.get(url("letter_pdf", letter.pk))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == f'attachment; filename="iirms-letter-{letter.pk}.pdf"'
    word = client.get(url("letter_word", letter.pk))
    assert Document(BytesIO(word.content)).core_properties.title == letter.contents["title"]
    exports = AccessRecord.objects.filter(kind="EXPORT", service_user_id=onward.service_user_id)
    assert exports.count() == 2


def test_what_was_changed_since_is_shown_again_before_it_is_made(as_user, practitioner, onward):
    client = as_user(practitioner)
    here = url("letter_onward", onward.pk)
    seen = client.post(here, POSTED | {"look": "1"}).context["form"].data["seen"]

    changed = client.post(here, POSTED | {"words": "Other words", "make": "1", "seen": seen})

    assert "The letter has changed since you looked at it" in words(changed)
    assert not Letter.objects.exists()
    seen = changed.context["form"].data["seen"]
    client.post(here, POSTED | {"words": "Other words", "make": "1", "seen": seen})
    assert "Other words" in str(Letter.objects.get().contents)


def test_not_looked_at_is_not_made(as_user, practitioner, onward):
    as_user(practitioner).post(url("letter_onward", onward.pk), POSTED | {"make": "1"})

    assert not Letter.objects.exists()


@pytest.mark.parametrize(("welsh", "language"), [(True, "cy"), (False, "en")])
def test_the_persons_language_is_chosen_already(
    as_user, practitioner, onward, service_user, welsh, language
):
    service_user.prefers_welsh = welsh
    service_user.save()

    page = as_user(practitioner).get(url("letter_onward", onward.pk))

    assert page.context["form"].initial["language"] == language


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"addressed_to": ""}, "addressed_to"),
        ({"words": ""}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"words": "🙂"}, "__all__"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(as_user, practitioner, onward, wrong, field):
    response = as_user(practitioner).post(url("letter_onward", onward.pk), POSTED | wrong)

    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_markup_in_a_letter_is_shown_as_text_on_its_page(as_user, practitioner, onward):
    given = POSTED | {"words": "<script>alert(1)</script>", "look": "1"}

    page = words(as_user(practitioner).post(url("letter_onward", onward.pk), given))

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.fixture
def letter(onward, practitioner):
    return actions.make_letter(wanted(onward), by=practitioner, at=AT)


@pytest.fixture
def referral(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.WAITING)


READERS = [
    *((page, who, 200) for page in ("letter_detail", "letter_pdf", "letter_word")
      for who in ("practitioner", "colleague", "lead")),
    *((page, who, 404) for page in ("letter_detail", "letter_pdf", "letter_word")
      for who in ("pp", "other_pp", "stranger", "administrator")),
    ("letter_onward", "colleague", 200),
    ("letter_onward", "pp", 404),
    ("letter_onward", "stranger", 404),
    ("letter_not_instead", "colleague", 200),
    ("letter_not_instead", "pp", 404),
    ("letter_not_instead", "stranger", 404),
    ("letter_decision", "lead", 200),
    ("letter_decision", "psychologist", 200),
    ("letter_decision", "practitioner", 404),
    ("letter_decision", "pp", 404),
    ("letter_decision", "stranger", 404),
    ("letter_list", "colleague", 200),
    ("letter_list", "pp", 200),
    ("letter_list", "stranger", 404),
]  # fmt: skip


@pytest.mark.parametrize(("page", "who", "status"), READERS)
def test_who_opens_which_page(
    request, as_user, get_statements, letter, onward, referral, service_user, page, who, status
):
    about = {
        "letter_onward": onward,
        "letter_not_instead": service_user,
        "letter_decision": referral,
        "letter_list": service_user,
    }.get(page, letter)

    response, statements = get_statements(
        as_user(request.getfixturevalue(who)), url(page, about.pk)
    )

    assert response.status_code == status
    assert len(statements) <= 12


def test_a_pp_reads_the_decision_and_no_other_letter(
    as_user, pp, other_pp, lead, letter, referral, service_user
):
    made = actions.make_letter(
        actions.Wanted(
            kind=LetterKind.DECISION,
            service_user_id=service_user.pk,
            language=EN,
            addressed_to="Petra Pritchard",
            referral_id=referral.pk,
        ),
        by=lead,
        at=AT,
    )

    page = as_user(pp).get(url("letter_list", service_user.pk))
    assert page.context["letters"] == [made]
    assert as_user(pp).get(url("letter_pdf", made.pk)).status_code == 200
    assert as_user(other_pp).get(url("letter_pdf", made.pk)).status_code == 404


def test_somebody_barred_from_the_person_reads_none(as_user, colleague, letter, service_user):
    AccessLimit.objects.create(service_user=service_user, user=colleague, kind="EXCLUDED")
    service_user.has_exclusions = True
    service_user.save()

    assert as_user(colleague).get(url("letter_detail", letter.pk)).status_code == 404


def test_an_evidence_letter_of_an_onward_referral_is_addressed_already(
    as_user, practitioner, onward, service_user, team, pp
):
    client = as_user(practitioner)
    here = url("letter_not_instead", service_user.pk)
    page = client.get(f"{here}?onward={onward.pk}")
    assert page.context["form"].initial["addressed_to"] == "Harbour House Talking Space"
    other = make.make_service_user(team, added_by=pp)
    there = url("letter_not_instead", other.pk)
    assert client.get(f"{there}?onward={onward.pk}").status_code == 404
    for nonsense in ("x", "9" * 40, "-1", ""):
        assert client.get(f"{here}?onward={nonsense}").status_code == 200


def test_the_list_costs_the_same_with_one_and_with_three(
    as_user, practitioner, letter, onward, service_user, get_statements
):
    client = as_user(practitioner)
    here = url("letter_list", service_user.pk)
    _page, one = get_statements(client, here)
    for _number in range(2):
        actions.make_letter(wanted(onward), by=practitioner, at=AT)
    page, three = get_statements(client, here)

    assert len(page.context["letters"]) == 3
    assert len(one) == len(three) <= 12


def test_no_decision_yet_leads_back_to_the_referral(as_user, lead, service_user, pp):
    referral = make.make_referral(service_user, referrer=pp)

    assert as_user(lead).get(url("letter_decision", referral.pk)).url == referral.get_absolute_url()

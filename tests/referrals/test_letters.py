"""Letters: who may write and read which, how they are made, and that each is recorded."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from docx import Document

from audit.models import AccessRecord, AuditEvent
from people.models import AccessLimit
from people.rules import NotAllowed
from referrals import actions
from referrals.letters import to_pdf
from referrals.models import Letter, OnwardReferral, Referral
from referrals.rules import LetterKind, OnwardStatus, Status
from tests import factories as make

from .letter_rows import AT, EN, decision, drawn, wanted
from .onward_rows import make_onward

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


def words(response):
    return response.content.decode()


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
        ({"addressed_to": "\u202e\n\u200b"}, "addressed_to"),
        ({"words": "\u202e"}, "words"),
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


def test_the_letter_asks_for_the_day_they_agreed_and_where_it_goes_and_the_referral_keeps_both(
    as_user, practitioner, service_user
):
    onward = make_onward(
        service_user, by=practitioner, status=OnwardStatus.DRAFT, agreed_on=None, service_address=""
    )
    client = as_user(practitioner)
    here = url("letter_onward", onward.pk)
    given = POSTED | {"addressed_to": "Harbour House\n1 Harbour Row", "look": "1"}
    asked = client.post(here, given)
    assert set(asked.context["form"].errors) == {"agreed_on"}
    assert "No address is known" in words(asked)

    looked = client.post(here, given | {"agreed_on": "2026-11-20"})
    onward.refresh_from_db()
    assert onward.agreed_on is None
    seen = looked.context["form"].data["seen"]
    client.post(here, given | {"agreed_on": "2026-11-20", "make": "1", "seen": seen})

    onward.refresh_from_db()
    assert (str(onward.agreed_on), onward.service_address) == ("2026-11-20", "1 Harbour Row")
    assert "20 November 2026" in str(Letter.objects.get().contents)


def test_a_yes_of_tomorrow_is_none(onward, practitioner):
    OnwardReferral.objects.update(agreed_on=None)
    with pytest.raises(NotAllowed) as refused:
        drawn(onward, practitioner, agreed_on=make.TODAY + timedelta(days=1))
    assert refused.value.field == "agreed_on"


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


def test_nothing_is_kept_when_the_audit_fails(onward, practitioner, trail_closed):
    with trail_closed():
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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE referrals_letter SET contents = '{}'",
        "UPDATE referrals_letter SET made_at = now()",
        "DELETE FROM referrals_letter",
    ],
)
def test_what_left_stays_as_it_left(letter, statement):
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

"""What PP and team say to each other, what those who decide note, and what is put right after sending."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from notices.models import Notice
from notices.rules import NoticeKind
from people.rules import NotAllowed, Stale
from referrals import actions
from referrals.models import Amendment, Message, PanelNote, Referral
from referrals.rules import Status
from tests import factories as make
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
CANARY = "CANARY-what-we-think"


@pytest.fixture
def sent(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)


def write(referral, by, words="When could you see him?", **more):
    return actions.write_message(referral_id=referral.pk, words=words, by=by, at=NOW, **more)


def unread(user):
    return Message.objects.visible_to(user).unread_by(user).count()


def address(name, referral, *more):
    return reverse(f"referrals:{name}", args=[referral.pk, *more])


# --- Messages -------------------------------------------------------------------------------------


def test_a_message_is_new_to_the_other_side_and_not_to_its_writer(sent, pp, lead, stranger):
    write(sent, pp)

    assert (unread(pp), unread(lead), unread(stranger)) == (0, 1, 0)
    assert Notice.objects.get(user=lead).kind == NoticeKind.MESSAGE
    assert not Notice.objects.filter(user=pp).exists()


@pytest.mark.parametrize(
    ("words", "seconds", "kept"),
    [("When?", 0, 1), ("When?", 29, 1), ("When?", 30, 2), ("Who?", 0, 2)],
)
def test_a_second_click_sends_nothing_and_the_same_question_later_does(
    sent, pp, lead, words, seconds, kept
):
    first = write(sent, pp, "When?")
    second = actions.write_message(
        referral_id=sent.pk, words=words, by=pp, at=NOW + timedelta(seconds=seconds)
    )
    assert Message.objects.count() == kept
    assert (first == second) is (kept == 1)
    assert unread(lead) == kept


def test_what_was_answered_may_be_said_again(sent, pp, lead):
    write(sent, pp, "Yes")
    write(sent, lead, "Yes")
    write(sent, pp, "Yes")
    assert Message.objects.count() == 3


def test_who_wrote_from_the_team_hears_the_answer(sent, pp, psychologist):
    write(sent, psychologist)
    write(sent, pp, "On Thursdays.")

    assert Notice.objects.get(user=pp).kind == NoticeKind.MESSAGE
    assert Notice.objects.get(user=psychologist).kind == NoticeKind.MESSAGE


def test_writing_means_that_one_has_read_what_stood_before(sent, pp, lead):
    write(sent, pp)
    write(sent, lead, "Next week.")

    assert (unread(pp), unread(lead)) == (1, 0)


def test_read_up_to_what_was_shown_and_never_back(sent, pp, lead):
    first = write(sent, pp)
    second = write(sent, pp, "And on Fridays.")
    actions.mark_thread_read(referral_id=sent.pk, up_to=first.pk, by=lead, at=NOW)
    assert unread(lead) == 1

    actions.mark_thread_read(referral_id=sent.pk, up_to=second.pk, by=lead, at=NOW)
    actions.mark_thread_read(referral_id=sent.pk, up_to=first.pk, by=lead, at=NOW)
    assert unread(lead) == 0


def test_what_cannot_wait_is_urgent_in_the_inbox(sent, pp, lead):
    write(sent, pp, is_urgent=True)

    assert Notice.objects.get(user=lead).kind == NoticeKind.MESSAGE_URGENT


@pytest.mark.parametrize("words", ["", " \n", "x" * 5001])
def test_a_message_has_words_and_an_end(sent, pp, words):
    with pytest.raises(NotAllowed):
        write(sent, pp, words)


def test_nobody_writes_about_a_draft_and_a_stranger_about_nothing(service_user, sent, pp, stranger):
    draft = make.make_referral(service_user, referrer=pp, status=Status.DRAFT, tier=3)
    with pytest.raises(NotAllowed, match="nobody reads a draft"):
        write(draft, pp)
    with pytest.raises(Referral.DoesNotExist):
        write(sent, stranger)


@pytest.mark.parametrize("model", [Message, PanelNote, Amendment])
def test_what_was_written_stays(sent, pp, lead, model):
    write(sent, pp)
    actions.write_panel_note(referral_id=sent.pk, words="Tier 3?", by=lead, at=NOW)
    put_right(sent, pp)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()


def test_no_audit_no_message(sent, pp, trail_closed):
    with trail_closed():
        write(sent, pp)
    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_the_thread_is_read_and_written_on_one_page(as_user, sent, pp, lead):
    write(sent, pp, "Side door, please.")
    client = as_user(lead)
    detail = client.get(sent.get_absolute_url()).content.decode()
    assert "1 message between PP and team" in detail
    assert "1 new" in detail

    page = client.get(address("referral_messages", sent))
    assert "Side door, please." in page.content.decode()
    client.post(address("messages_read", sent), {"up_to": page.context["up_to"]})
    assert unread(lead) == 0

    kept = client.post(address("referral_messages", sent), {"words": ""}).content.decode()
    assert "Enter your message" in kept
    assert client.post(address("referral_messages", sent), {"words": "Yes."}).status_code == 302
    assert Message.objects.last().words == "Yes."


@pytest.mark.parametrize("name", ["referral_messages", "panel_note_new"])
def test_a_stranger_gets_404(as_user, sent, stranger, name):
    assert as_user(stranger).get(address(name, sent)).status_code == 404
    assert as_user(stranger).post(address("messages_read", sent), {"up_to": 1}).status_code == 404


def test_the_thread_costs_the_same_for_three_as_for_one(as_user, sent, pp, lead, get_statements):
    client = as_user(lead)
    write(sent, pp)
    _page, one = get_statements(client, address("referral_messages", sent))
    write(sent, pp)
    write(sent, pp)
    _page, three = get_statements(client, address("referral_messages", sent))

    assert len(one) == len(three) <= 12


@pytest.mark.parametrize(
    ("who", "status", "listed"),
    [
        ("lead", Status.SUBMITTED, "referral_incoming"),
        ("lead", Status.WAITING, "waiting_list"),
        ("pp", Status.SUBMITTED, "referral_list"),
    ],
)
def test_what_is_new_stands_in_the_list_until_it_is_read(
    request, as_user, service_user, pp, lead, psychologist, get_statements, who, status, listed
):
    reader = request.getfixturevalue(who)
    referral = make.make_referral(service_user, referrer=pp, status=status)
    client, page = as_user(reader), reverse(f"referrals:{listed}")
    _none, quiet = get_statements(client, page)
    write(referral, psychologist)
    last = write(referral, psychologist, "Or on Fridays?")

    found, loud = get_statements(client, page)
    assert "2 new messages" in found.content.decode()
    assert len(quiet) == len(loud) <= 12

    actions.mark_thread_read(referral_id=referral.pk, up_to=last.pk, by=reader, at=NOW)
    assert "new message" not in client.get(page).content.decode()


# --- Notes of those who decide --------------------------------------------------------------------


def test_the_pp_never_reads_what_the_panel_noted(as_user, sent, pp, lead, psychologist, colleague):
    actions.write_panel_note(referral_id=sent.pk, words=CANARY, by=lead, at=NOW)

    for reader, reads in ((lead, True), (psychologist, True), (colleague, False), (pp, False)):
        page = as_user(reader).get(sent.get_absolute_url()).content.decode()
        assert (CANARY in page) is reads, reader
    assert not PanelNote.objects.visible_to(pp).exists()
    assert CANARY not in str(list(AuditEvent.objects.values()))


def test_nobody_sits_on_the_panel_of_their_own_referral(as_user, service_user, lead):
    own = make.make_referral(service_user, referrer=lead, status=Status.SUBMITTED)
    with pytest.raises(NotAllowed, match="your own referral"):
        actions.write_panel_note(referral_id=own.pk, words="Fine", by=lead, at=NOW)
    assert as_user(lead).get(address("panel_note_new", own)).status_code == 404


def test_only_those_who_decide_note(as_user, sent, pp, colleague, lead):
    for user in (pp, colleague):
        with pytest.raises(NotAllowed):
            actions.write_panel_note(referral_id=sent.pk, words="Hm", by=user, at=NOW)
        assert as_user(user).get(address("panel_note_new", sent)).status_code == 404
    sent_note = as_user(lead).post(address("panel_note_new", sent), {"words": "Tier 3 first?"})
    assert sent_note.status_code == 302
    assert PanelNote.objects.get().by == lead


# --- Put right ------------------------------------------------------------------------------------


def put_right(referral, by, **more):
    given = {"field": "hope_risk", "after": "To walk away", "reason": "I mistyped"} | more
    return actions.amend(referral_id=referral.pk, by=by, at=NOW, **given)


def test_before_and_after_are_kept_with_the_reason(as_user, sent, pp, lead):
    before = sent.hope_risk
    put_right(sent, pp)

    sent.refresh_from_db()
    kept = Amendment.objects.get()
    assert (kept.before, kept.after, sent.hope_risk) == (before, "To walk away", "To walk away")
    page = as_user(lead).get(sent.get_absolute_url()).content.decode()
    for words in (before, "To walk away", "I mistyped"):
        assert words in page
    assert Notice.objects.get(user=lead).kind == NoticeKind.REFERRAL_AMENDED


@pytest.mark.parametrize(
    "change",
    [
        {"after": " "},
        {"after": "To leave an argument before it turns"},
        {"reason": ""},
    ],
)
def test_a_change_must_change_and_say_why(sent, pp, change):
    with pytest.raises(NotAllowed):
        put_right(sent, pp, **change)
    assert not Amendment.objects.exists()


def test_who_may_not_put_right(sent, colleague, stranger):
    with pytest.raises(NotAllowed):
        put_right(sent, colleague)
    with pytest.raises(Referral.DoesNotExist):
        put_right(sent, stranger)
    with pytest.raises(TypeError):
        put_right(sent, sent.referrer, field="status")


def test_what_is_over_stays_as_it_was_decided_on(as_user, team, pp):
    person = make.make_service_user(team, added_by=pp)
    over = make.make_referral(person, referrer=pp, status=Status.DECLINED)
    with pytest.raises(NotAllowed, match="This one is over"):
        put_right(over, pp)
    assert as_user(pp).get(address("referral_amend", over, "hope_risk")).status_code == 404


def test_an_old_page_is_told_and_keeps_what_was_typed(as_user, sent, pp, lead):
    put_right(sent, lead)
    with pytest.raises(Stale):
        put_right(sent, pp, after="Else", version=1)
    page = as_user(pp).post(
        address("referral_amend", sent, "hope_risk"),
        {"after": "My other words", "reason": "Late", "version": 1},
    )
    assert "My other words" in page.content.decode()
    assert Amendment.objects.count() == 1


def test_it_is_put_right_on_a_page_that_offers_nothing_else(as_user, sent, pp):
    client = as_user(pp)
    assert (
        address("referral_amend", sent, "hope_risk")
        in client.get(sent.get_absolute_url()).content.decode()
    )
    for field in ("status", "referrer", "nothing"):
        assert client.get(address("referral_amend", sent, field)).status_code == 404
    client.post(
        address("referral_amend", sent, "hope_risk"),
        {"after": "To walk away", "reason": "I mistyped", "version": 1},
    )
    assert Amendment.objects.get().by == pp

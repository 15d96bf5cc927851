"""News: kept with the change it tells of, read by its owner only, mailed without a word of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from flags import actions as flag_actions
from flags import schedule
from notices import actions, tasks
from notices.models import Notice
from notices.rules import KEPT_DAYS, LEADS_TO, URGENT, NoticeKind
from people.models import AccessLimit, ServiceUser, User
from people.rules import NotAllowed
from referrals import actions as referrals
from referrals.rules import Status
from tests import factories as make
from tiers import actions as work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW = make.NOW
MISSED = {"outcome": "MISSED", "missed_by": "PERSON_TOLD"}
DAY = timedelta(days=1)


@pytest.fixture
def sent(service_user, pp):
    return make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)


@pytest.fixture
def news(sent, lead, pp):
    """The PP's referral was accepted."""
    referrals.accept(referral_id=sent.pk, by=lead, at=NOW)
    return Notice.objects.get(user=pp)


def kinds(user):
    return sorted(Notice.objects.visible_to(user).values_list("kind", flat=True))


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_says_a_sentence_and_leads_somewhere(kind):
    assert kind.label % {"about": "KT47295"}
    assert LEADS_TO[kind]


# --- Who is told what -----------------------------------------------------------------------------


def test_the_referrer_and_the_pp_of_today_are_told_and_nobody_else(sent, lead, team, colleague):
    new_pp = make.make_pp(team, name="Nesta Newly")
    ServiceUser.objects.filter(pk=sent.service_user_id).update(pp=new_pp)

    referrals.accept(referral_id=sent.pk, by=lead, at=NOW)

    told = Notice.objects.filter(kind=NoticeKind.REFERRAL_WAITING)
    assert {notice.user for notice in told} == {sent.referrer, new_pp}
    assert {notice.about for notice in told} == {sent.reference}
    assert kinds(colleague) == kinds(lead) == []


def test_nobody_is_told_of_what_they_did_themselves(sent, pp):
    referrals.withdraw(referral_id=sent.pk, reason="MOVED", by=pp, at=NOW)

    assert kinds(pp) == []


def test_leads_hear_of_what_comes_in_and_what_is_taken_back(sent, pp, lead, stranger):
    referrals.withdraw(referral_id=sent.pk, reason="MOVED", by=pp, at=NOW)

    assert kinds(lead) == [NoticeKind.REFERRAL_WITHDRAWN]
    assert kinds(stranger) == []


def test_who_asked_hears_the_answer(sent, psychologist, pp):
    referrals.ask(referral_id=sent.pk, question="Since when?", by=psychologist, at=NOW)
    referrals.answer(referral_id=sent.pk, words="Since May.", by=pp, at=NOW + DAY)

    assert kinds(pp) == [NoticeKind.REFERRAL_ASKED]
    assert kinds(psychologist) == [NoticeKind.REFERRAL_ANSWERED]


def test_the_practitioner_hears_whom_they_work_with(service_user, pp, lead, practitioner):
    waiting = make.make_referral(service_user, referrer=pp, status=Status.WAITING)
    case = work.allocate(
        referral_id=waiting.pk, practitioner_id=practitioner.pk, reason="Area", by=lead, at=NOW
    )

    [notice] = Notice.objects.visible_to(practitioner)
    assert (notice.kind, notice.subject_id) == (NoticeKind.CASE_GIVEN, case.pk)
    assert kinds(pp) == [NoticeKind.REFERRAL_ALLOCATED]


def test_told_about_risk_the_pp_has_it_at_once(service_user, pp, lead, practitioner):
    case = make.make_case(service_user, practitioner=practitioner, lead=lead)
    session = make.make_session(case, when=NOW - timedelta(hours=1))
    work.record_session(
        session_id=session.pk,
        outcome="HELD",
        minutes=50,
        tell_pp=True,
        shared_with_pp="He has been drinking again",
        by=practitioner,
        at=NOW,
    )

    [notice] = Notice.objects.visible_to(pp)
    assert (notice.kind, notice.subject_id) == (NoticeKind.RISK_TOLD, service_user.pk)
    assert notice.kind in URGENT


def test_what_is_added_about_risk_the_same_day_is_told_once(service_user, pp, lead, practitioner):
    case = make.make_case(service_user, practitioner=practitioner, lead=lead)
    session = make.make_session(case, when=NOW - timedelta(hours=1))
    work.record_session(session_id=session.pk, outcome="HELD", minutes=50, by=practitioner, at=NOW)
    assert not Notice.objects.visible_to(pp).exists()

    for words in ("He has been drinking again", "He has been drinking again, since Friday"):
        work.amend_session(
            session_id=session.pk, tell_pp=True, shared_with_pp=words, by=practitioner, at=NOW
        )

    assert kinds(pp) == [NoticeKind.RISK_TOLD]


@pytest.mark.parametrize("outcome", [{"outcome": "HELD", "minutes": 50}, MISSED])
def test_nobody_is_told_about_risk_without_a_word_to_read(
    service_user, pp, lead, practitioner, outcome
):
    case = make.make_case(service_user, practitioner=practitioner, lead=lead)
    session = make.make_session(case, when=NOW - timedelta(hours=1))

    with pytest.raises(NotAllowed) as refusal:
        work.record_session(
            session_id=session.pk,
            tell_pp=True,
            shared_with_pp=" ",
            by=practitioner,
            at=NOW,
            **outcome,
        )

    assert refusal.value.field == "shared_with_pp"
    assert not Notice.objects.exists()


def test_a_lead_is_asked_about_an_ending_and_the_answer_comes_back(
    service_user, lead, practitioner
):
    case = make.make_case(service_user, practitioner=practitioner, lead=lead)
    asked = work.ask_to_end(
        case_id=case.pk, reason="RECALL", note="Recalled on Friday", by=practitioner, at=NOW
    )
    assert kinds(lead) == [NoticeKind.ENDING_ASKED]

    work.answer_ending_request(
        request_id=asked.pk, confirmed=False, answer="Recall pauses.", by=lead, at=NOW
    )
    assert kinds(practitioner) == [NoticeKind.ENDING_ANSWERED]


def test_news_goes_when_the_change_does(sent, lead, pp, trail_closed):
    """The audit fails: no move, no row, no news."""

    with trail_closed():
        referrals.accept(referral_id=sent.pk, by=lead, at=NOW)

    assert not Notice.objects.exists()


def test_who_has_left_is_told_nothing(sent, lead, pp):
    User.objects.filter(pk=pp.pk).update(is_active=False)
    referrals.accept(referral_id=sent.pk, by=lead, at=NOW)

    assert not Notice.objects.exists()


# --- The inbox ------------------------------------------------------------------------------------


def test_the_inbox_shows_ones_own_news_only(client, news, pp, colleague):
    client.force_login(pp)
    assert news.about in client.get("/inbox/").content.decode()

    client.force_login(colleague)
    assert news.about not in client.get("/inbox/").content.decode()
    assert client.post(f"/inbox/{news.pk}/").status_code == 404


def test_opening_marks_it_read_once_and_goes_there(client, news, pp, now):
    client.force_login(pp)
    answer = client.post(f"/inbox/{news.pk}/")
    assert answer["Location"] == f"/referrals/{news.subject_id}/"
    news.refresh_from_db()
    assert news.read_at == NOW

    again = actions.mark_read(notice_id=news.pk, by=pp, at=NOW + DAY)
    assert again.read_at == NOW


def test_marking_all_read_leaves_what_came_since(client, news, pp, lead):
    later = Notice.objects.create(
        user=pp, kind=NoticeKind.REFERRAL_CLOSED, subject_id=news.subject_id, at=NOW
    )
    client.force_login(pp)
    client.post("/inbox/read/", {"shown": [str(news.pk)]})

    assert list(Notice.objects.unread()) == [later]


def many(pp, referral, *, count, first=NOW, read=None):
    """News of one minute after the other. `read`: given its moment, when it was read."""
    return Notice.objects.bulk_create(
        Notice(
            user=pp,
            kind=NoticeKind.REFERRAL_CLOSED,
            subject_id=referral.pk,
            at=first + timedelta(minutes=number),
            read_at=read and read(number),
        )
        for number in range(count)
    )


def test_what_had_no_room_on_the_page_stays_unread(client, sent, pp):
    everything = many(pp, sent, count=60)
    client.force_login(pp)

    page = client.get("/inbox/")
    shown = re.findall(r'name="shown" value="([0-9]+)"', page.content.decode())
    client.post("/inbox/read/", {"shown": shown})

    assert set(Notice.objects.unread()) == set(everything[:10])
    assert client.get("/inbox/").context["unread"] == everything[9::-1]


def test_unread_comes_first_and_of_what_was_read_the_newest(client, sent, pp):
    """Read in the order it came: the oldest read of it is not what one looks for."""
    old = many(pp, sent, count=60, read=lambda number: NOW + number * DAY)
    [unread] = many(pp, sent, count=1, first=NOW - DAY)
    client.force_login(pp)

    page = client.get("/inbox/").context

    assert page["unread"] == [unread]
    assert page["read"] == old[:10:-1]


def test_nobody_marks_what_is_anothers(client, news, lead):
    client.force_login(lead)
    client.post("/inbox/read/", {"shown": [str(news.pk)]})

    assert list(Notice.objects.unread()) == [news]


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 30, "١"])
def test_a_strange_number_marks_nothing(client, news, pp, shown):
    client.force_login(pp)
    assert client.post("/inbox/read/", {"shown": shown}).status_code == 302
    assert Notice.objects.unread().count() == 1


def test_barred_since_one_reads_no_more_about_them(news, pp):
    person = ServiceUser.objects.get(pk=news.service_user_id)
    ServiceUser.objects.filter(pk=person.pk).update(has_exclusions=True)
    AccessLimit.objects.create(service_user=person, user=pp, kind="EXCLUDED")

    assert not Notice.objects.visible_to(pp).exists()


def test_every_page_says_how_many_are_unread(client, news, pp):
    client.force_login(pp)
    page = client.get("/").content.decode()

    assert 'iirms-header__count">1<' in page


def test_the_inbox_costs_the_same_for_three_as_for_one(client, news, pp, get_statements):
    client.force_login(pp)
    _page, one = get_statements(client, "/inbox/")
    for _more in range(2):
        Notice.objects.create(
            user=pp,
            kind=NoticeKind.REFERRAL_CLOSED,
            subject_id=news.subject_id,
            service_user_id=news.service_user_id,
            at=NOW,
        )
    _page, three = get_statements(client, "/inbox/")

    assert len(one) == len(three) <= 12


# --- Mail -----------------------------------------------------------------------------------------


def test_one_message_a_day_says_how_many_and_names_nobody(news, pp, lead):
    assert pp.pk in schedule.who_gets_a_digest(NOW)
    assert flag_actions.send_digest(user_id=pp.pk, at=NOW)
    assert not flag_actions.send_digest(user_id=pp.pk, at=NOW)
    assert schedule.who_gets_a_digest(NOW + DAY) == []

    [letter] = mail.outbox
    assert "1 new notice is in your inbox." in letter.body
    for word in ("Rhys", "Private", news.about):
        assert word not in letter.subject + letter.body


def test_a_message_that_did_not_leave_is_counted_again(news, pp, settings):
    settings.EMAIL_BACKEND = "tests.flags.broken_mail.Backend"
    with pytest.raises(OSError, match="no route"):
        flag_actions.send_digest(user_id=pp.pk, at=NOW)

    news.refresh_from_db()
    assert news.mailed_at is None


def test_weekly_means_mondays(news, pp):
    User.objects.filter(pk=pp.pk).update(digest="WEEKLY")

    assert schedule.who_gets_a_digest(NOW) == [pp.pk]  # Monday 23 November
    assert schedule.who_gets_a_digest(NOW + DAY) == []


def test_a_question_leaves_at_once_and_is_not_counted_again(sent, lead, pp):
    referrals.ask(referral_id=sent.pk, question="Since when?", by=lead, at=NOW)
    [notice] = Notice.objects.visible_to(pp)

    assert tasks.mail_urgent(notice_id=notice.pk)
    assert schedule.who_gets_a_digest(NOW) == []
    [letter] = mail.outbox
    assert letter.to == [pp.email]
    for word in ("Rhys", "Private", notice.about, "Since when"):
        assert word not in letter.subject + letter.body


def test_no_urgent_mail_for_what_was_read_meanwhile(sent, lead, pp):
    referrals.ask(referral_id=sent.pk, question="Since when?", by=lead, at=NOW)
    [notice] = Notice.objects.visible_to(pp)
    actions.mark_read(notice_id=notice.pk, by=pp, at=NOW)

    assert not tasks.mail_urgent(notice_id=notice.pk)
    assert mail.outbox == []


def test_read_long_ago_it_goes_and_unread_it_stays(news, pp):
    assert actions.forget_old(NOW + timedelta(days=KEPT_DAYS * 2)) == 0
    actions.mark_read(notice_id=news.pk, by=pp, at=NOW)

    assert actions.forget_old(NOW + timedelta(days=KEPT_DAYS)) == 0
    assert actions.forget_old(NOW + timedelta(days=KEPT_DAYS, seconds=1)) == 1

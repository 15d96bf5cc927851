"""Limited joint work, agreed, met and ended; and what PPs learn with us."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from people.models import AccessLimit, ServiceUser
from people.rules import NotAllowed, Stale
from tests import factories as make
from tests.races import together
from tiers import actions
from tiers.models import Consultation, JointMeeting, JointWork, Upskilling

pytestmark = pytest.mark.django_db
NOW = make.NOW
MOST = 12


@pytest.fixture
def asked(pp, service_user):
    return actions.ask_consultation(
        by=pp, at=NOW, service_user_id=service_user.pk, wanted="JOINT", question="Together?"
    )


@pytest.fixture
def work(asked, practitioner):
    return agree(asked, practitioner)


def agree(asked, by, meetings_agreed=2, purpose="To plan the release together"):
    return actions.agree_joint_work(
        consultation_id=asked.pk,
        meetings_agreed=meetings_agreed,
        purpose=purpose,
        by=by,
        at=NOW,
    )


def meet(work, by, **more):
    values = {"met_on": make.TODAY, "minutes": 50, "with_person": True, "summary": "We planned"}
    return actions.record_joint_meeting(joint_work_id=work.pk, by=by, at=NOW, **values | more)


def end(work, by, words="The plan stands; I ring in March"):
    return actions.end_joint_work(joint_work_id=work.pk, words=words, by=by, at=NOW)


def log(team, by, **more):
    values = {
        "kind": "REFLECTIVE",
        "held_on": make.TODAY,
        "minutes": 60,
        "topic": "When we feel pulled in",
        "who": "Pontypridd office",
        "people_count": 7,
    }
    return actions.log_upskilling(team_id=team.pk, by=by, at=NOW, **values | more)


# --- Joint work ---------------------------------------------------------------------------------------


def test_a_nurse_and_the_pp_agree_on_a_number_of_meetings(work, pp, practitioner):
    assert (work.worker, work.pp, work.meetings_agreed) == (practitioner, pp, 2)
    assert AuditEvent.objects.filter(action="joint_work_agreed").exists()


@pytest.mark.parametrize("number", [0, 7])
def test_it_is_limited(number, asked, practitioner):
    with pytest.raises(NotAllowed) as refused:
        agree(asked, practitioner, meetings_agreed=number)
    assert refused.value.field == "meetings_agreed"


def test_it_says_what_it_is_for_and_names_somebody(asked, pp, practitioner):
    with pytest.raises(NotAllowed):
        agree(asked, practitioner, purpose=" ")
    nobody = actions.ask_consultation(by=pp, at=NOW, wanted="TALK", question="What is grounding?")
    with pytest.raises(NotAllowed, match="names nobody"):
        agree(nobody, practitioner)


def test_only_the_team_agrees_meets_and_ends(asked, work, pp, stranger):
    for refused in (
        lambda: agree(asked, pp),
        lambda: meet(work, pp),
        lambda: end(work, pp),
        lambda: actions.agree_more_meetings(
            joint_work_id=work.pk, meetings_agreed=4, by=pp, at=NOW
        ),
    ):
        with pytest.raises(NotAllowed, match="team"):
            refused()
    with pytest.raises(Consultation.DoesNotExist):
        agree(asked, stranger)


def test_no_more_meetings_than_agreed_unless_agreed_anew(work, practitioner):
    meet(work, practitioner)
    meet(work, practitioner, with_person=False)
    with pytest.raises(NotAllowed, match="all are recorded"):
        meet(work, practitioner)
    with pytest.raises(NotAllowed, match="2 times already"):
        actions.agree_more_meetings(
            joint_work_id=work.pk, meetings_agreed=2, by=practitioner, at=NOW
        )
    actions.agree_more_meetings(joint_work_id=work.pk, meetings_agreed=3, by=practitioner, at=NOW)
    meet(work, practitioner)
    assert work.meetings.count() == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("met_on", make.TODAY + timedelta(days=1)),
        ("met_on", make.TODAY - timedelta(days=1)),
        ("summary", " "),
    ],
)
def test_a_meeting_has_happened_and_has_words(field, value, work, practitioner):
    with pytest.raises(NotAllowed) as refused:
        meet(work, practitioner, **{field: value})
    assert refused.value.field == field


def test_it_ends_in_words_once(work, practitioner):
    with pytest.raises(NotAllowed):
        end(work, practitioner, words=" ")
    assert end(work, practitioner).ended_by == practitioner
    for refused in (
        lambda: end(work, practitioner),
        lambda: meet(work, practitioner),
        lambda: actions.agree_more_meetings(
            joint_work_id=work.pk, meetings_agreed=4, by=practitioner, at=NOW
        ),
    ):
        with pytest.raises(NotAllowed, match="has ended"):
            refused()


def test_one_at_a_time_for_each_consultation(asked, work, practitioner):
    with pytest.raises(NotAllowed, match="under way"):
        agree(asked, practitioner)
    end(work, practitioner)
    assert agree(asked, practitioner) != work


def test_a_stale_page_is_refused(work, practitioner):
    meet(work, practitioner, version=1)
    with pytest.raises(Stale):
        meet(work, practitioner, version=1)


def test_no_meeting_is_kept_when_the_trail_cannot_be_written(work, practitioner, trail_closed):
    with trail_closed():
        meet(work, practitioner)
    assert not JointMeeting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_record_the_last_meeting_at_once_one_does(asked, practitioner, colleague):
    work = agree(asked, practitioner, meetings_agreed=1)

    results = together(*(partial(meet, work, user) for user in (practitioner, colleague)))

    assert sorted(type(one).__name__ for one in results) == ["JointMeeting", "NotAllowed"]
    assert JointMeeting.objects.count() == 1


def test_one_barred_from_the_record_sees_none_of_it(work, practitioner, colleague, service_user):
    meet(work, practitioner)
    AccessLimit.objects.create(service_user=service_user, user=colleague, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)
    for model in (JointWork, JointMeeting):
        assert not model.objects.visible_to(colleague).exists()
        assert model.objects.visible_to(practitioner).exists()


# --- What PPs learn with us ---------------------------------------------------------------------------------


def test_teaching_is_logged_with_who_and_how_long(team, practitioner):
    row = log(team, practitioner)
    assert (row.minutes, row.people_count) == (60, 7)
    assert AuditEvent.objects.get(action="upskilling_logged").service_user_id is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("held_on", make.TODAY + timedelta(days=1)),
        ("held_on", make.TODAY - timedelta(days=400)),
        ("topic", " "),
        ("who", " "),
    ],
)
def test_teaching_has_happened_and_says_what_and_to_whom(field, value, team, practitioner):
    with pytest.raises(NotAllowed) as refused:
        log(team, practitioner, **{field: value})
    assert refused.value.field == field


def test_only_the_team_logs_and_reads_it(team, pp, stranger, practitioner):
    for user in (pp, stranger):
        with pytest.raises(NotAllowed):
            log(team, user)
    log(team, practitioner)
    assert Upskilling.objects.visible_to(practitioner).exists()
    for user in (pp, stranger):
        assert not Upskilling.objects.visible_to(user).exists()


# --- The pages ----------------------------------------------------------------------------------------------


def url(name, *args):
    return reverse(f"tiers:{name}", args=args)


CHANGING = ["joint_meeting_record", "joint_work_more", "joint_work_end"]


def test_the_pp_reads_it_the_team_changes_it_nobody_else_finds_it(
    work, pp, practitioner, stranger, other_pp, as_user
):
    for user in (pp, practitioner):
        assert as_user(user).get(url("joint_work_detail", work.pk)).status_code == 200
    for user in (stranger, other_pp):
        assert as_user(user).get(url("joint_work_detail", work.pk)).status_code == 404
    for name in CHANGING:
        assert as_user(practitioner).get(url(name, work.pk)).status_code == 200
        assert as_user(pp).get(url(name, work.pk)).status_code == 403
        assert as_user(stranger).get(url(name, work.pk)).status_code == 404


def test_it_is_agreed_from_the_consultation(asked, practitioner, pp, stranger, as_user):
    address = url("joint_work_new", asked.pk)
    assert as_user(pp).get(address).status_code == 403
    assert as_user(stranger).get(address).status_code == 404
    as_user(practitioner).post(address, {"meetings_agreed": 3, "purpose": "To say goodbye"})
    work = JointWork.objects.get()
    page = as_user(pp).get(url("consultation_detail", asked.pk)).content.decode()
    assert work.get_absolute_url() in page


def test_the_pp_reads_each_meeting_and_how_it_ended(work, practitioner, pp, as_user, now):
    as_user(practitioner).post(
        url("joint_meeting_record", work.pk),
        {
            "version": 1,
            "met_on": "2026-11-23",
            "minutes": 50,
            "with_person": "yes",
            "summary": "We walked to the new office",
        },
    )
    as_user(practitioner).post(
        url("joint_work_more", work.pk), {"version": 2, "meetings_agreed": 4}
    )
    as_user(practitioner).post(
        url("joint_work_end", work.pk), {"version": 3, "words": "She goes there alone now"}
    )
    page = as_user(pp).get(url("joint_work_detail", work.pk)).content.decode()
    for words in ("We walked to the new office", "1 of 4 meetings", "She goes there alone now"):
        assert words in page


def test_the_pages_cost_little_and_the_same_with_three(
    work, team, practitioner, as_user, get_statements
):
    client = as_user(practitioner)
    meet(work, practitioner)
    log(team, practitioner)
    addresses = [url("joint_work_detail", work.pk), url("upskilling_list")]
    first = [len(get_statements(client, address)[1]) for address in addresses]
    actions.agree_more_meetings(joint_work_id=work.pk, meetings_agreed=4, by=practitioner, at=NOW)
    for _more in range(2):
        meet(work, practitioner)
        log(team, practitioner)
    assert [len(get_statements(client, address)[1]) for address in addresses] == first
    others = [url(name, work.pk) for name in CHANGING] + [url("upskilling_new")]
    others.append(url("joint_work_new", work.consultation_id))
    assert max(first + [len(get_statements(client, one)[1]) for one in others]) <= MOST


def test_teaching_is_logged_from_its_page(practitioner, pp, stranger, team, as_user, now):
    for name in ("upskilling_list", "upskilling_new"):
        assert as_user(pp).get(url(name)).status_code == 403
        assert as_user(stranger).get(url(name) + f"?team={team.pk}").status_code == 403
    as_user(practitioner).post(
        url("upskilling_new"),
        {
            "kind": "TEACHING",
            "held_on": "2026-11-20",
            "minutes": 90,
            "topic": "Endings",
            "who": "Swansea office",
            "people_count": 12,
        },
    )
    page = as_user(practitioner).get(url("upskilling_list")).content.decode()
    assert "Swansea office" in page
    assert "1 hour 30 minutes" in page

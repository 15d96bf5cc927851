"""Somebody cannot go on: the leads know, the draft is not lost, somebody else is chosen (N23)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from notices.models import Notice
from people.models import Absence
from people.rules import NotAllowed
from tests import factories as make
from tiers import actions
from tiers.models import HandoverRequest

pytestmark = pytest.mark.django_db

SAID = {
    "reason": "It is too close to home",
    "what_matters": "Quiet rooms",
    "what_was_agreed": "Weekly until spring",
}


@pytest.fixture
def case(now, service_user, practitioner, lead):
    return make.make_case(service_user, practitioner=practitioner, lead=lead)


def ask(case, by):
    return actions.ask_to_hand_over(case_id=case.pk, by=by, at=make.NOW, **SAID)


def test_it_is_said_on_one_page_and_stands_with_the_leads(case, practitioner, lead, as_user):
    client = as_user(practitioner)
    url = reverse("tiers:case_cannot_go_on", args=[case.pk])
    assert url in client.get(case.get_absolute_url()).text
    page = client.post(url, SAID, follow=True)
    assert "The leads have been told." in page.text
    assert url not in page.text

    notice = Notice.objects.get(user=lead)
    choose = reverse("tiers:case_reallocate", args=[case.pk])
    assert (notice.kind, notice.subject_id) == ("HANDOVER_ASKED", case.pk)
    page = as_user(lead).get(reverse("reports:team")).text
    assert "Nia Nurse: It is too close to home" in page
    assert choose in page


def test_the_lead_begins_with_the_draft_and_choosing_answers_it(
    case, practitioner, colleague, lead, as_user
):
    ask(case, practitioner)
    client, url = as_user(lead), reverse("tiers:case_reallocate", args=[case.pk])
    page = client.get(url)
    assert page.context["form"].initial["what_matters"] == "Quiet rooms"
    assert "It is too close to home" in page.text
    given = SAID | {"practitioner": colleague.pk, "reason": "Has room", "version": 1}
    assert client.post(url, given | {"next": "/team/"}).url == "/team/"
    request = HandoverRequest.objects.get()
    assert (request.answered_by, request.withdrawn_at) == (lead, None)
    assert "too close to home" not in client.get(reverse("reports:team")).text


def test_it_is_taken_back_and_may_be_said_again(case, practitioner, lead, as_user):
    asked = ask(case, practitioner)
    with pytest.raises(NotAllowed, match="told already"):
        ask(case, practitioner)
    as_user(practitioner).post(reverse("tiers:handover_take_back", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.withdrawn_by == practitioner
    assert "too close to home" not in as_user(lead).get(reverse("reports:team")).text
    assert ask(case, practitioner)


def test_only_whoever_works_with_the_person_says_it(case, colleague, stranger):
    with pytest.raises(NotAllowed, match="Only Nia Nurse"):
        ask(case, colleague)
    with pytest.raises(type(case).DoesNotExist):
        ask(case, stranger)


def test_a_reason_is_needed(case, practitioner):
    with pytest.raises(NotAllowed) as refused:
        actions.ask_to_hand_over(case_id=case.pk, reason=" ", by=practitioner, at=make.NOW)
    assert refused.value.field == "reason"


def test_nothing_waits_for_a_lead_after_the_end(case, practitioner, lead):
    asked = ask(case, practitioner)
    actions.end_case(case_id=case.pk, reason="MOVED", note="Leeds", by=lead, at=make.NOW)
    asked.refresh_from_db()
    assert asked.withdrawn_by == lead


def test_the_database_holds_one_open_request_a_case(case, practitioner):
    ask(case, practitioner)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverRequest.objects.create(
            case=case, reason="Again", asked_at=make.NOW, asked_by=practitioner
        )


def test_who_only_covers_is_not_told_that_the_work_is_theirs_and_the_lead_chooses_other_cover(
    case, practitioner, colleague, lead, as_user
):
    absence = Absence.objects.create(
        user=practitioner,
        kind="LEAVE",
        starts_on=make.TODAY,
        ends_on=make.TODAY + timedelta(days=7),
        cover=colleague,
    )
    client, url = as_user(colleague), reverse("tiers:case_cannot_go_on", args=[case.pk])
    assert "Nia Nurse holds this work, and you cover." in client.get(url).text
    assert "You cover for Nia Nurse until others do." in client.post(url, SAID, follow=True).text
    assert Notice.objects.get(user=lead).kind == "COVER_ASKED"
    page = as_user(lead).get(reverse("reports:team")).text
    assert "Cai Colleague covers for Nia Nurse until 30 November 2026: It is too close" in page
    assert reverse("people:absence_edit", args=[absence.pk]) in page

    Absence.objects.update(cover=lead)
    assert "too close to home" not in as_user(lead).get(reverse("reports:team")).text
    assert ask(case, practitioner)
    assert HandoverRequest.objects.filter(withdrawn_by=practitioner).count() == 1

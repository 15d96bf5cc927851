"""Two write about the same supervision: whoever sends second compares, sends again, and is kept."""

import pytest
from django.urls import reverse

from supervision import actions
from supervision.actions import Said
from supervision.models import Agreement, SupervisionRecord
from supervision.rules import RecordStatus
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW = make.NOW


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def as_shown(response, typed):
    """What the browser sends when the page that came back is sent again."""
    return typed | {"version": response.context["form"]["version"].value()}


def test_a_stale_record_says_how_it_stands_and_is_saved_when_sent_again(
    as_user, practitioner, psychologist, held
):
    actions.amend_supervision(
        record_id=held.pk,
        said=Said(minutes=50, themes=["RISK"], summary="Hers", feelings="SECRET-FEELINGS"),
        by=psychologist,
        at=NOW,
    )
    client, page = as_user(practitioner), url("supervision_record", held.pk)
    typed = {"version": "1", "minutes": "60", "summary": "Mine", "feelings": "", "what_1": ""}

    stale = client.post(page, typed)

    text = text_of(stale)
    assert "Somebody changed this while you were writing" in text
    told = text[text.index("This is what the record says now") : text.index("Compare the two")]
    for words in ("Hers", "50", "Risk and safety", "SECRET-FEELINGS"):
        assert words in told
    assert "Action 1" not in told
    assert "Mine" in text

    assert client.post(page, as_shown(stale, typed)).url == held.get_absolute_url()
    held.refresh_from_db()
    assert (held.summary, held.minutes, held.version) == ("Mine", 60, 3)


def test_a_record_written_while_the_other_wrote_it_too_is_not_written_over_unseen(
    as_user, practitioner, psychologist, planned
):
    """Both opened the page of what was booked; the second is shown what the first kept."""
    page = url("supervision_record", planned.pk)
    as_user(psychologist).post(page, {"version": "1", "minutes": "50", "summary": "Hers"})

    typed = {"version": "1", "minutes": "50", "summary": "Mine"}
    stale = as_user(practitioner).post(page, typed)

    assert "Hers" in text_of(stale)
    planned.refresh_from_db()
    assert (planned.status, planned.summary) == (RecordStatus.HELD, "Hers")
    assert as_user(practitioner).post(page, as_shown(stale, typed)).status_code == 302


@pytest.mark.parametrize(
    ("view", "typed"),
    [
        ("agreement_edit", {"interval_days": "21", "minutes": "45", "place": "Room 2"}),
        ("agreement_end", {"reason": "New job"}),
    ],
)
def test_a_stale_page_of_an_agreement_is_saved_when_sent_again(
    as_user, lead, agreement, view, typed
):
    Agreement.objects.update(version=2, minutes=90)
    client, page = as_user(lead), url(view, agreement.pk)

    stale = client.post(page, typed | {"version": "1"})

    text = text_of(stale)
    assert "Somebody changed this while you were writing" in text
    assert ("This is what the record says now" in text) is (view == "agreement_edit")
    assert client.post(page, as_shown(stale, typed)).status_code == 302
    agreement.refresh_from_db()
    assert agreement.version == 3


def test_a_stale_cancellation_is_saved_when_sent_again(as_user, practitioner, planned):
    SupervisionRecord.objects.filter(pk=planned.pk).update(version=2)
    client, page = as_user(practitioner), url("supervision_cancel", planned.pk)

    stale = client.post(page, {"reason": "Both ill", "version": "1"})

    assert "Both ill" in text_of(stale)
    assert client.post(page, as_shown(stale, {"reason": "Both ill"})).status_code == 302
    planned.refresh_from_db()
    assert planned.status == RecordStatus.CANCELLED

"""The pages of supervision: own, colleague, lead, stranger; and what a form does with bad input."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from people.permissions import Role
from supervision.models import AgreedAction, Agreement, SupervisionRecord
from supervision.rules import RecordStatus
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)


def url(name, *args):
    return reverse(f"supervision:{name}", args=args)


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


# --- Who sees what -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["practitioner", "psychologist"])
def test_the_two_read_what_was_said(as_user, held, who, request):
    text = text_of(as_user(request.getfixturevalue(who)).get(url("supervision_detail", held.pk)))

    assert "SECRET-SUMMARY" in text
    assert "SECRET-FEELINGS" in text


@pytest.mark.parametrize(
    "who", ["lead", "colleague", "supervisor", "stranger", "administrator", "pp"]
)
@pytest.mark.parametrize("view", ["supervision_detail", "supervision_record", "supervision_cancel"])
def test_to_anybody_else_the_page_does_not_exist(as_user, held, who, view, request):
    client = as_user(request.getfixturevalue(who))

    assert client.get(url(view, held.pk)).status_code == 404
    assert client.post(url(view, held.pk), {}).status_code in (404, 405)


@pytest.mark.parametrize(
    ("who", "status"),
    [("practitioner", 200), ("psychologist", 200), ("lead", 200), ("colleague", 404),
     ("supervisor", 404), ("stranger", 404), ("administrator", 404)],
)  # fmt: skip
def test_an_agreement_is_seen_by_the_two_and_the_lead(
    as_user, agreement, held, who, status, request
):
    client = as_user(request.getfixturevalue(who))

    assert client.get(url("agreement_detail", agreement.pk)).status_code == status


def test_a_lead_reads_dates_without_a_way_in(as_user, lead, agreement, held):
    text = text_of(as_user(lead).get(url("agreement_detail", agreement.pk)))

    assert "13 November 2026" in text
    assert "1 hour" in text
    assert "SECRET" not in text
    assert held.get_absolute_url() not in text


def test_a_lead_cannot_book_or_record_for_the_two(as_user, lead, agreement):
    client = as_user(lead)

    assert client.get(url("supervision_plan", agreement.pk)).status_code == 404
    assert client.get(url("supervision_record_now", agreement.pk)).status_code == 404


def test_my_supervision_says_when_the_next_is_due_on_both_sides(
    as_user, practitioner, psychologist, agreement, held
):
    make.make_supervision(agreement, when=NOW + 3 * DAY, status="PLANNED")

    mine = text_of(as_user(practitioner).get(url("my_supervision")))
    assert "Sian Seicolegydd" in mine
    assert "Last held 10 days ago." in mine
    assert "The next is due in 18 days, on 11 December 2026." in mine
    assert "Next: Thu 26 Nov at 10am." in mine
    assert "Prepare" in mine

    given = text_of(as_user(psychologist).get(url("my_supervision")))
    assert "Supervision I give" in given
    assert "Nia Nurse" in given


def test_my_supervision_asks_to_confirm_and_to_record(as_user, psychologist, planned, held):
    SupervisionRecord.objects.filter(pk=held.pk).update(supervisee_confirmed_at=NOW)

    text = text_of(as_user(psychologist).get(url("my_supervision")))

    assert "Read and confirm the record of 13 November 2026" in text
    assert "Record or cancel what was booked for 23 November 2026" in text


def test_overdue_supervision_is_said_in_words(as_user, practitioner, agreement):
    text = text_of(as_user(practitioner).get(url("my_supervision")))

    assert "Overdue" in text
    assert "It was due on 4 June 2026." in text


def test_the_leads_table_has_everybody_and_their_dates(
    as_user, lead, agreement, held, colleague, stranger
):
    text = text_of(as_user(lead).get(url("supervision_team")))

    assert "Nia Nurse" in text
    assert "10 days since last held, every 28" in text
    assert "Up to date" in text
    assert f'href="{url("agreement_new_for", colleague.pk)}"' in text
    assert "Sam Stranger" not in text


def test_the_leads_table_begins_with_who_is_overdue_then_due_soon(
    as_user, lead, team, psychologist
):
    for name, days in (("Ann Fine", 3), ("Bea Over", 40), ("Cath Soon", 25), ("Dee Over", 90)):
        supervisee = make.make_user(team, Role.PRACTITIONER, name=name)
        agreed = make.make_agreement(supervisee, psychologist, team=team)
        make.make_supervision(agreed, when=NOW - days * DAY)

    text = text_of(as_user(lead).get(url("supervision_team"))).split("<tbody", 1)[1]

    names = re.findall(r"(?:Ann|Bea|Cath|Dee) (?:Fine|Over|Soon)", text)
    assert names == ["Bea Over", "Dee Over", "Cath Soon", "Ann Fine"]


def test_supervision_booked_after_it_is_due_is_not_called_up_to_date(
    as_user, lead, practitioner, agreement, held
):
    make.make_supervision(agreement, when=NOW + 23 * DAY, status="PLANNED")

    mine = text_of(as_user(practitioner).get(url("my_supervision")))
    assert "Booked after it is due" in mine
    assert "That is 5 days after it is due." in mine
    table = text_of(as_user(lead).get(url("supervision_team")))
    assert "5 days after it is due" in table
    assert "Up to date" not in mine + table
    assert "booked after it is due" in as_user(practitioner).get("/").content.decode()


@pytest.mark.parametrize("who", ["practitioner", "psychologist", "stranger", "administrator"])
def test_the_leads_table_is_the_leads(as_user, who, request):
    assert as_user(request.getfixturevalue(who)).get(url("supervision_team")).status_code == 404


def test_preparing_shows_what_is_left_to_do_and_who_was_not_talked_about(
    as_user, practitioner, psychologist, agreement, held, service_user, team, pp
):
    talked_about = make.make_case(service_user, practitioner=practitioner)
    held.cases_discussed.add(talked_about)
    quiet = make.make_service_user(team, added_by=pp, given_name="Mair", family_name="Quiet")
    make.make_case(quiet, practitioner=practitioner)
    new = make.make_service_user(team, added_by=pp, given_name="Nest", family_name="Newcome")
    make.make_case(new, practitioner=practitioner, opened_at=NOW - DAY)
    AgreedAction.objects.create(record=held, what="Ring the GP", owner=practitioner)
    booked = make.make_supervision(agreement, when=NOW + DAY, status="PLANNED")

    text = text_of(as_user(psychologist).get(url("supervision_detail", booked.pk)))

    assert "Ring the GP" in text
    assert "Mair Quiet" in text
    assert "Rhys Private" not in text
    assert "Nest Newcome" not in text
    assert "Prepare for 24 November 2026 at 10am" in text
    cancel = text.index(url("supervision_cancel", booked.pk))
    assert text.index("Ring the GP") < text.index("Mair Quiet") < cancel


@pytest.mark.parametrize(("who", "told"), [("practitioner", True), ("psychologist", False)])
def test_a_record_to_confirm_stands_on_the_first_page_of_whoever_has_not(
    request, as_user, held, who, told
):
    SupervisionRecord.objects.filter(pk=held.pk).update(
        supervisee_confirmed_at=None, supervisor_confirmed_at=make.NOW
    )
    found = as_user(request.getfixturevalue(who)).get("/").content.decode()
    assert ("1 record to read and confirm" in found) is told


# --- Forms -----------------------------------------------------------------------------------------


def test_an_agreement_is_made_in_the_browser(as_user, practitioner, psychologist):
    response = as_user(practitioner).post(
        url("agreement_new"),
        {
            "supervisee": practitioner.pk,
            "supervisor": psychologist.pk,
            "kind": "CLINICAL",
            "interval_days": "",
            "minutes": "60",
            "place": "Room 2",
            "agreed_on": "2026-11-20",
        },
    )

    agreement = Agreement.objects.get()
    assert response.url == agreement.get_absolute_url()
    assert (agreement.interval_days, str(agreement.agreed_on)) == (28, "2026-11-20")


def test_a_lead_makes_one_for_somebody_without(as_user, lead, practitioner, psychologist):
    as_user(lead).post(
        url("agreement_new_for", practitioner.pk),
        {
            "supervisor": psychologist.pk,
            "kind": "CLINICAL",
            "minutes": "60",
            "agreed_on": "2026-11-20",
        },
    )

    assert Agreement.objects.get().supervisee == practitioner


def test_a_refused_agreement_keeps_what_was_typed(as_user, practitioner, colleague):
    response = as_user(practitioner).post(
        url("agreement_new"),
        {
            "supervisee": practitioner.pk,
            "supervisor": colleague.pk,
            "kind": "CLINICAL",
            "minutes": "60",
            "place": "The quiet room",
            "agreed_on": "2026-11-20",
        },
    )

    text = text_of(response)
    assert "The quiet room" in text
    assert response.context["form"].errors.keys() == {"supervisor"}


@pytest.mark.parametrize("who", ["stranger", "pp", "administrator"])
def test_nobody_makes_an_agreement_for_a_stranger(as_user, practitioner, who, request):
    client = as_user(request.getfixturevalue(who))

    assert client.get(url("agreement_new_for", practitioner.pk)).status_code == 404


def test_an_agreement_is_changed_and_ended_in_the_browser(as_user, lead, agreement):
    client = as_user(lead)
    client.post(
        url("agreement_edit", agreement.pk),
        {"interval_days": "14", "minutes": "45", "place": "", "version": "1"},
    )
    agreement.refresh_from_db()
    assert agreement.interval_days == 14

    client.post(url("agreement_end", agreement.pk), {"reason": "New job", "version": "2"})
    agreement.refresh_from_db()
    assert agreement.ended_reason == "New job"
    assert "New job" in text_of(client.get(url("agreement_detail", agreement.pk)))
    assert client.get(url("agreement_edit", agreement.pk)).status_code == 404


def test_a_stale_change_of_an_agreement_is_told_and_keeps_what_was_typed(as_user, lead, agreement):
    Agreement.objects.update(version=2)

    response = as_user(lead).post(
        url("agreement_edit", agreement.pk),
        {"interval_days": "21", "minutes": "45", "place": "", "version": "1"},
    )

    assert "Somebody changed this while you were writing" in text_of(response)
    assert 'value="21"' in response.content.decode()


def test_supervision_is_booked_recorded_confirmed_and_then_stands(
    as_user, practitioner, psychologist, agreement, service_user
):
    case = make.make_case(service_user, practitioner=practitioner)
    client = as_user(practitioner)
    client.post(url("supervision_plan", agreement.pk), {"day": "2026-11-23", "time": "10:30am"})
    record = SupervisionRecord.objects.get()

    client.post(
        url("supervision_record", record.pk),
        {
            "version": "1",
            "minutes": "50",
            "themes": ["CASES", "ENDINGS"],
            "other_theme": "Snow",
            "summary": "What we said",
            "feelings": "Tired",
            "cases": [case.pk],
            "what_1": "Ring the GP",
            "owner_1": psychologist.pk,
            "due_1": "2026-11-30",
        },
    )
    record.refresh_from_db()
    assert (record.status, record.themes) == (RecordStatus.HELD, ["CASES", "ENDINGS", "Snow"])

    client = as_user(psychologist)
    text = text_of(client.get(record.get_absolute_url()))
    assert "Rhys Private" in text
    assert "Ring the GP" in text
    assert "Confirm this record" in text
    client.post(url("supervision_confirm", record.pk), {"version": record.version})
    record.refresh_from_db()
    assert record.confirmed_by_both

    assert "Change it" not in text_of(client.get(record.get_absolute_url()))
    response = client.get(url("supervision_record", record.pk))
    assert response.url == record.get_absolute_url()

    client.post(url("action_done", AgreedAction.objects.get().pk), {"mine": "1"})
    assert AgreedAction.objects.get().done_by == psychologist


def test_informal_supervision_is_recorded_without_a_plan(as_user, psychologist, agreement):
    as_user(psychologist).post(
        url("supervision_record_now", agreement.pk),
        {
            "day": "2026-11-23",
            "time": "9am",
            "minutes": "15",
            "is_informal": "on",
            "summary": "Words",
        },
    )

    record = SupervisionRecord.objects.get()
    assert (record.is_informal, record.minutes) == (True, 15)


def test_a_record_can_be_changed_until_both_have_confirmed(as_user, practitioner, held):
    client = as_user(practitioner)
    text = text_of(client.get(url("supervision_record", held.pk)))
    assert "SECRET-SUMMARY" in text

    client.post(
        url("supervision_record", held.pk),
        {"version": "1", "minutes": "45", "summary": "Other words", "feelings": ""},
    )

    held.refresh_from_db()
    assert (held.summary, held.minutes, held.version) == ("Other words", 45, 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": ""}, "minutes"),
        ({"minutes": "481"}, "minutes"),
        ({"day": "2026-11-24"}, "day"),
        ({"day": "31 2 2026"}, "day"),
        ({"time": "25:00"}, "time"),
        ({"what_1": "Ring the GP", "owner_1": ""}, "owner_1"),
        ({"summary": "x" * 20_001}, "summary"),
        ({"other_theme": "x" * 61}, "other_theme"),
    ],
)
def test_bad_input_is_named_at_its_box_and_nothing_typed_is_lost(
    as_user, practitioner, agreement, changes, field
):
    given = {
        "day": "2026-11-23",
        "time": "9am",
        "minutes": "15",
        "feelings": "Tired and sad",
    } | changes

    response = as_user(practitioner).post(url("supervision_record_now", agreement.pk), given)

    assert field in response.context["form"].errors
    assert "Tired and sad" in text_of(response)
    assert not SupervisionRecord.objects.exists()


def test_a_case_one_may_not_read_cannot_be_slipped_in(
    as_user, practitioner, agreement, other_team, stranger
):
    person = make.make_service_user(other_team, added_by=stranger)
    case = make.make_case(person, practitioner=stranger)

    as_user(practitioner).post(
        url("supervision_record_now", agreement.pk),
        {"day": "2026-11-23", "time": "9am", "minutes": "15", "cases": [case.pk]},
    )

    assert not SupervisionRecord.objects.filter(cases_discussed=case).exists()


def test_what_is_booked_is_moved_and_one_is_back_where_one_came_from(
    as_user, practitioner, agreement
):
    booked = make.make_supervision(agreement, when=NOW + DAY, status="PLANNED")
    move, here = url("supervision_move", booked.pk), url("my_supervision")
    client = as_user(practitioner)

    page = text_of(client.get(f"{move}?next={here}"))
    assert f'href="{here}" class="govuk-back-link"' in page
    response = client.post(
        move,
        {
            "day_day": "26",
            "day_month": "11",
            "day_year": "2026",
            "time": "2pm",
            "version": "1",
            "next": here,
        },
    )

    assert response.url == here
    booked.refresh_from_db()
    assert booked.planned_for == (NOW + 3 * DAY).replace(hour=14)


@pytest.mark.parametrize("view", ["supervision_record", "supervision_cancel", "supervision_detail"])
def test_back_leads_where_one_came_from_and_to_the_agreement_otherwise(
    as_user, practitioner, agreement, planned, view
):
    client, here = as_user(practitioner), url("my_supervision")
    there = planned if view == "supervision_cancel" else agreement
    for asked, back in (
        (f"?next={here}", here),
        ("", there.get_absolute_url()),
        ("?next=https://elsewhere.example/", there.get_absolute_url()),
    ):
        page = text_of(client.get(url(view, planned.pk) + asked))
        assert f'href="{back}" class="govuk-back-link"' in page


def test_a_cancelled_supervision_offers_to_book_another(as_user, practitioner, agreement, planned):
    response = as_user(practitioner).post(
        url("supervision_cancel", planned.pk), {"reason": "Both ill", "version": "1"}
    )

    assert response.url == url("supervision_plan", agreement.pk)
    planned.refresh_from_db()
    assert planned.status == RecordStatus.CANCELLED
    assert "Both ill" in text_of(as_user(practitioner).get(planned.get_absolute_url()))


def test_confirming_what_changed_meanwhile_is_told(as_user, psychologist, held):
    SupervisionRecord.objects.filter(pk=held.pk).update(version=2)

    response = as_user(psychologist).post(
        url("supervision_confirm", held.pk), {"version": "1"}, follow=True
    )

    assert "Somebody changed this while you were writing" in text_of(response)


# --- What a page costs, and that reading writes nothing ------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("view", "who", "most"),
    [("my_supervision", "psychologist", 7), ("supervision_team", "lead", 6)],
)
def test_lists_cost_the_same_with_one_row_and_three(
    as_user, psychologist, lead, team, get_statements, rows, view, who, most, request
):
    for _number in range(rows):
        supervisee = make.make_user(team, Role.PRACTITIONER)
        agreement = make.make_agreement(supervisee, psychologist, team=team)
        record = make.make_supervision(agreement)
        make.make_supervision(agreement, when=NOW + DAY, status="PLANNED")
        AgreedAction.objects.create(record=record, what="Ring", owner=psychologist)

    _page, statements = get_statements(as_user(request.getfixturevalue(who)), url(view))

    assert len(statements) == most


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("status", ["HELD", "PLANNED"])
def test_a_record_costs_the_same_with_one_row_and_three(
    as_user, practitioner, agreement, held, team, pp, get_statements, rows, status
):
    record = make.make_supervision(agreement, when=NOW + DAY, status="PLANNED")
    shown = held if status == "HELD" else record
    for _number in range(rows):
        person = make.make_service_user(team, added_by=pp)
        case = make.make_case(person, practitioner=practitioner)
        AgreedAction.objects.create(record=held, what="Ring", owner=practitioner)
        if status == "HELD":
            held.cases_discussed.add(case)

    _page, statements = get_statements(as_user(practitioner), shown.get_absolute_url())

    assert len(statements) == {"HELD": 7, "PLANNED": 9}[status]


@pytest.mark.parametrize(
    "view",
    [
        "agreement_detail",
        "agreement_edit",
        "agreement_end",
        "supervision_plan",
        "supervision_record_now",
    ],
)
def test_every_other_page_is_cheap_and_writes_nothing(
    as_user, practitioner, agreement, held, get_statements, view
):
    _page, statements = get_statements(as_user(practitioner), url(view, agreement.pk))

    assert len(statements) <= 12

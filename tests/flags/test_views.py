"""The list of what needs somebody, putting a flag off, and the same over REST."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import AccessRecord
from flags import views
from flags.models import Flag
from flags.rules import FlagKind
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NOW, TODAY = make.NOW, make.TODAY
DAY = timedelta(days=1)
LIST = "/flags/"


def raise_flag(owner, team, *, person=None, kind=FlagKind.NO_CONTACT, days=5, **fields):
    return Flag.objects.create(
        kind=kind,
        subject_id=fields.pop("subject_id", Flag.objects.count() + 1),
        team=team,
        owner=owner,
        service_user=person,
        since_on=TODAY - days * DAY,
        raised_at=NOW,
        **fields,
    )


@pytest.fixture
def flag(practitioner, team, service_user):
    return raise_flag(practitioner, team, person=service_user)


def test_my_flags_say_why_since_when_and_lead_to_the_page_that_resolves_them(
    as_user, practitioner, flag
):
    text = as_user(practitioner).get(LIST).content.decode()

    assert "No contact" in text
    assert "Nobody has met or reached the person." in text
    assert "Rhys Private" in text
    assert "Since 18 November 2026" in text
    assert f'href="{flag.get_absolute_url()}?next={LIST}"' in text
    assert f'href="{reverse("flags:flag_snooze", args=[flag.pk])}?next={LIST}"' in text


@pytest.mark.parametrize("page", [LIST, "/team/", "/team/{team}/flags/SUPERVISION_NO_AGREEMENT/"])
def test_a_flag_about_a_colleague_names_them(as_user, lead, team, colleague, page):
    raise_flag(lead, team, kind=FlagKind.SUPERVISION_NO_AGREEMENT, subject_id=colleague.pk)

    text = as_user(lead).get(page.format(team=team.pk)).content.decode()

    about = text[text.index("No supervision agreement") :]
    assert str(colleague) in about.split("Make an agreement")[0].split("</table>")[0]


@pytest.mark.parametrize("who", ["colleague", "stranger", "pp", "administrator"])
def test_nobody_else_sees_my_flag(as_user, flag, who, request):
    client = as_user(request.getfixturevalue(who))

    assert "Private" not in client.get(LIST).content.decode()
    assert "Private" not in client.get(LIST, {"whose": "team"}).content.decode()
    assert client.get(reverse("flags:flag_snooze", args=[flag.pk])).status_code == 404


def test_a_lead_sees_the_teams_flags_and_can_choose_whose_what_and_how_old(
    as_user, lead, practitioner, colleague, team, service_user, other_person, stranger, other_team
):
    raise_flag(practitioner, team, person=service_user)
    raise_flag(colleague, team, kind=FlagKind.REVIEW_DUE, days=30)
    raise_flag(stranger, other_team, person=other_person)
    client = as_user(lead)

    def shown(**asked):
        return [entry["flag"].owner for entry in client.get(LIST, asked).context["entries"]]

    assert shown() == []
    assert shown(whose="team") == [practitioner, colleague]  # to do now, before what is soon
    assert shown(whose=colleague.pk) == [colleague]
    assert shown(whose="team", kind="NO_CONTACT") == [practitioner]
    assert shown(whose="team", age="28") == [colleague]
    assert shown(whose=stranger.pk) == []


def test_a_lead_who_is_no_owner_reads_for_whom_it_is(as_user, lead, flag):
    assert "For Nia Nurse." in as_user(lead).get(LIST, {"whose": "team"}).content.decode()


def test_what_was_put_off_has_a_list_of_its_own(as_user, practitioner, flag):
    Flag.objects.update(
        snoozed_until=TODAY + DAY, snooze_reason="In court", snoozed_at=NOW, snoozed_by=practitioner
    )
    client = as_user(practitioner)

    assert "No flag is open." in client.get(LIST).content.decode()
    text = client.get(LIST, {"show": "put_off"}).content.decode()
    assert "Put off until 24 November 2026: In court" in text


def test_pages_follow_each_other_and_show_each_flag_once(as_user, practitioner, team, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    flags = [raise_flag(practitioner, team, days=days) for days in (5, 9, 5, 1, 5)]
    client, url, seen = as_user(practitioner), LIST, []

    while url:
        page = client.get(url).context
        seen += [entry["flag"] for entry in page["entries"]]
        url = page["older_url"]

    assert seen == [flags[1], flags[0], flags[2], flags[4], flags[3]]


def test_what_presses_stands_before_what_is_soon_on_every_page(
    as_user, practitioner, team, monkeypatch
):
    monkeypatch.setattr(views, "PAGE", 2)
    soon = [raise_flag(practitioner, team, days=days, kind="REVIEW_DUE") for days in (30, 9)]
    now = [raise_flag(practitioner, team, days=days) for days in (3, 12, 3)]
    client, url, seen = as_user(practitioner), LIST, []

    while url:
        page = client.get(url).context
        seen += [entry["flag"] for entry in page["entries"]]
        url = page["older_url"]

    assert seen == [now[1], now[0], now[2], soon[0], soon[1]]


@pytest.mark.parametrize(
    "nonsense", ["x", "0.2026-11-18", "0.2026-11-18.x", "..", "0.2026-99-99.1"]
)
def test_a_nonsense_page_key_starts_at_the_top(as_user, practitioner, flag, nonsense):
    response = as_user(practitioner).get(LIST, {"after": nonsense})

    assert [entry["flag"] for entry in response.context["entries"]] == [flag]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("whose", ["", "team"])
def test_the_list_costs_the_same_with_one_row_and_three(
    as_user, lead, team, pp, get_statements, rows, whose
):
    for _number in range(rows):
        raise_flag(lead, team, person=make.make_service_user(team, added_by=pp))

    response, statements = get_statements(as_user(lead), LIST, data={"whose": whose})

    assert len(response.context["entries"]) == rows
    assert len(statements) == 7  # one of them notes who looked


# --- Putting off -----------------------------------------------------------------------------------


def test_a_flag_is_put_off_in_the_browser(as_user, practitioner, flag):
    url = reverse("flags:flag_snooze", args=[flag.pk])
    client = as_user(practitioner)

    response = client.post(url, {"until": "2026-11-30", "reason": "He is in hospital"}, follow=True)

    assert "will come back on that day" in response.content.decode()
    flag.refresh_from_db()
    assert (str(flag.snoozed_until), flag.snoozed_by) == ("2026-11-30", practitioner)


def test_whoever_came_from_today_is_back_there_after_putting_off(as_user, practitioner, flag):
    url = reverse("flags:flag_snooze", args=[flag.pk])
    client = as_user(practitioner)
    assert f'href="{url}?next=/"' in client.get("/").content.decode()
    assert 'href="/" class="govuk-back-link"' in client.get(f"{url}?next=/").content.decode()

    response = client.post(url, {"until": "2026-11-30", "reason": "In hospital", "next": "/"})

    assert response.url == "/"


def test_a_refusal_names_the_box_and_keeps_what_was_typed(as_user, practitioner, flag):
    url = reverse("flags:flag_snooze", args=[flag.pk])

    response = as_user(practitioner).post(url, {"until": "2027-03-01", "reason": "He is away"})

    text = response.content.decode()
    assert "A flag can be put off for 28 days at most." in text
    assert "He is away" in text
    assert response.context["form"].errors.keys() == {"until"}


def test_the_page_about_a_person_leaves_a_trace(as_user, practitioner, flag, get_statements):
    _page, statements = get_statements(
        as_user(practitioner), reverse("flags:flag_snooze", args=[flag.pk])
    )

    assert AccessRecord.objects.get(kind="VIEW").service_user_id == flag.service_user_id
    assert len(statements) <= 12


def test_a_flag_about_no_person_can_be_put_off_too(as_user, practitioner, team):
    flag = raise_flag(practitioner, team, kind=FlagKind.SUPERVISION_OVERDUE)

    assert (
        as_user(practitioner).get(reverse("flags:flag_snooze", args=[flag.pk])).status_code == 200
    )
    assert not AccessRecord.objects.filter(kind="VIEW").exists()

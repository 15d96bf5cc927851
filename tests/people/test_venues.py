"""Places where people are met: on the map, and what those who go there know of them (N31)."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.models import AuditEvent
from people import actions
from people.models import Unit, User, Venue
from people.rules import NotAllowed, Stale
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PLACE = {"name": "Hub", "kind": "COMMUNITY", "latitude": "51.48158", "longitude": "-3.17909"}
KNOWN = {
    "team_days": ["1", "3"],
    "contact_name": "Meg at reception",
    "telephone": "029 2018 0000",
    "here_too": "A food bank",
    "quiet_wait": "on",
    "notes": "Nobody can tell why you are there",
    "version": "1",
}


@pytest.fixture
def venue(db):
    return Venue.objects.create(name="Hub", kind="COMMUNITY")


def test_an_administrator_puts_a_place_on_the_map(administrator, lead, pp, as_user):
    for user in (lead, pp):
        assert as_user(user).get(reverse("people:venue_new")).status_code == 403
    client = as_user(administrator)
    half = client.post(reverse("people:venue_new"), PLACE | {"longitude": ""})
    assert "Enter both the latitude and the longitude" in half.text
    assert client.post(reverse("people:venue_new"), PLACE).status_code == 302
    assert "already a place of this name" in client.post(reverse("people:venue_new"), PLACE).text
    venue = Venue.objects.get()
    edit = reverse("people:venue_edit", args=[venue.pk])
    client.post(edit, PLACE | {"latitude": "51.5", "version": "1"})
    venue.refresh_from_db()
    assert venue.latitude == Decimal("51.5")
    assert "51.50000" in client.get(reverse("people:venue_list")).text


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("51.48158", "-3.17909"),
        ("51.481581234567", "-3.1790904321"),
        ("51.48158", "\u22123.17909"),
    ],
)
def test_what_a_map_shows_is_taken_to_the_metre(administrator, as_user, latitude, longitude):
    place = PLACE | {"latitude": latitude, "longitude": longitude}
    assert as_user(administrator).post(reverse("people:venue_new"), place).status_code == 302
    venue = Venue.objects.get()
    assert (venue.latitude, venue.longitude) == (Decimal("51.48158"), Decimal("-3.17909"))


def test_the_examples_beside_the_boxes_are_taken(administrator, as_user):
    page = as_user(administrator).get(reverse("people:venue_new"))
    fields = page.context["form"].fields
    assert "right-click on the entrance" in fields["latitude"].help_text
    shown = {name: str(fields[name].help_text).split()[-1] for name in ("latitude", "longitude")}
    assert (
        as_user(administrator).post(reverse("people:venue_new"), PLACE | shown).status_code == 302
    )


@pytest.mark.parametrize("typed", ["north", "91", "5148158", "NaN", "1e400"])
def test_what_is_no_latitude_is_refused_at_its_box(administrator, as_user, typed):
    sent = as_user(administrator).post(reverse("people:venue_new"), PLACE | {"latitude": typed})
    assert sent.context["form"].errors.keys() == {"latitude"}


def test_who_works_there_says_what_it_is_like_and_every_reader_is_told(
    venue, practitioner, pp, stranger, as_user
):
    as_user(practitioner).post(reverse("people:venue_note", args=[venue.pk]), KNOWN)

    for reader in (practitioner, pp, stranger):
        page = as_user(reader).get(venue.get_absolute_url()).text
        for words in ("Tuesday and Thursday", "Meg at reception", "A food bank", "Nia Nurse"):
            assert words in page, (reader, words)
        listed = as_user(reader).get(reverse("people:venue_list")).text
        assert "Tuesday and Thursday" in listed
        assert "On the map" not in listed
    event = AuditEvent.objects.get(action="venue_noted")
    assert event.detail["fields"] == [
        "contact_name",
        "here_too",
        "notes",
        "quiet_wait",
        "team_days",
        "telephone",
    ]


@pytest.mark.parametrize("who", ["pp", "administrator"])
def test_who_does_not_work_with_people_changes_nothing_of_it(venue, who, request, as_user):
    user = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        actions.note_place(venue_id=venue.pk, by=user, at=make.NOW, notes="Mine")
    url = reverse("people:venue_note", args=[venue.pk])
    assert as_user(user).post(url, KNOWN).status_code == 403
    venue.refresh_from_db()
    assert (venue.notes, venue.noted_at) == ("", None)


def test_who_has_no_part_in_the_work_reads_no_place(venue, team, as_user):
    nobody = make.make_user(team)
    for url in (venue.get_absolute_url(), reverse("people:venue_list")):
        assert as_user(nobody).get(url).status_code == 403


def test_a_stale_note_keeps_what_was_typed_and_shows_how_it_is_now(
    venue, practitioner, colleague, as_user
):
    actions.note_place(venue_id=venue.pk, by=colleague, at=make.NOW, notes="Loud", version=1)
    with pytest.raises(Stale):
        actions.note_place(venue_id=venue.pk, by=practitioner, at=make.NOW, notes="X", version=1)

    page = as_user(practitioner).post(
        reverse("people:venue_note", args=[venue.pk]), KNOWN | {"notes": "Calm"}
    )

    assert "Calm" in page.text
    assert "Loud" in page.text
    again = as_user(practitioner).post(
        reverse("people:venue_note", args=[venue.pk]), KNOWN | {"notes": "Calm", "version": "2"}
    )
    assert again.status_code == 302
    venue.refresh_from_db()
    assert venue.notes == "Calm"


def test_an_administrators_change_leaves_what_was_noted_there(
    venue, practitioner, administrator, as_user
):
    """They had opened the page before the note was written, and send what their boxes say."""
    client, edit = as_user(administrator), reverse("people:venue_edit", args=[venue.pk])
    page = client.get(edit).context["form"]
    assert not {"notes", "private_entrance", "quiet_wait", "step_free"} & page.fields.keys()
    known = {"notes": "Loud", "quiet_wait": True}
    actions.note_place(venue_id=venue.pk, by=practitioner, at=make.NOW, **known)

    typed = PLACE | {"name": "The Hub", "notes": "", "quiet_wait": ""}
    stale = client.post(edit, typed | {"version": "1"})
    assert "Somebody changed this while you were writing" in stale.text
    again = stale.context["form"]["version"].value()
    assert client.post(edit, typed | {"version": again}).status_code == 302
    venue.refresh_from_db()
    assert (venue.name, venue.notes, venue.quiet_wait) == ("The Hub", "Loud", True)


def test_what_a_place_is_like_is_no_detail_of_the_offices(venue, administrator):
    with pytest.raises(TypeError, match="notes"):
        actions.change_venue(venue_id=venue.pk, by=administrator, at=make.NOW, notes="Mine")


@pytest.mark.parametrize(
    ("field", "value"), [("telephone", "abc"), ("notes", "x" * 301), ("team_days", ["9"])]
)
def test_a_wrong_answer_is_named(venue, practitioner, as_user, field, value):
    page = as_user(practitioner).post(
        reverse("people:venue_note", args=[venue.pk]), KNOWN | {field: value}
    )
    assert list(page.context["form"].errors) == [field]


def test_a_day_that_is_none_is_refused_by_the_action(venue, practitioner):
    with pytest.raises(NotAllowed) as refusal:
        actions.note_place(venue_id=venue.pk, by=practitioner, at=make.NOW, team_days=[7])
    assert refusal.value.field == "team_days"


def test_a_note_whose_trail_cannot_be_written_is_not_kept(venue, practitioner):
    by = User.objects.get(pk=practitioner.pk)
    by.given_name = "N" * 300
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.note_place(venue_id=venue.pk, by=by, at=make.NOW, notes="Loud")
    venue.refresh_from_db()
    assert venue.notes == ""


def test_the_list_is_narrowed_by_unit_and_costs_the_same(team, pp, as_user, get_statements):
    unit = Unit.objects.create(team=team, region=team.region, name="Barry")
    Venue.objects.create(name="Rooms in Barry", kind="PROBATION_OFFICE", unit=unit)
    client, url = as_user(pp), reverse("people:venue_list")
    one = len(get_statements(client, url)[1])
    for number in range(3):
        Venue.objects.create(name=f"Hub {number}", kind="COMMUNITY")

    assert len(get_statements(client, url)[1]) == one <= 12
    narrowed = client.get(url, {"unit": unit.pk}).text
    assert "Rooms in Barry" in narrowed
    assert "Hub 1" not in narrowed

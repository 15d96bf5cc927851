"""The pages of onward referrals: who sees them, what they cost, what a PP is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from referrals import actions
from referrals.models import OnwardChase, OnwardReferral
from referrals.rules import OnwardStatus
from tests import factories as make

from .onward_rows import make_onward, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
S, TODAY, DAY = OnwardStatus, make.TODAY, timedelta(days=1)


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


def words(response):
    return response.content.decode()


POSTED = {
    "need": "HOUSING",
    "service": "",
    "service_name": "Tide Housing",
    "service_address": "2 Quay Street",
    "words": "He would like a place of his own",
    "agreed_on": "2026-11-20",
    "why": "ONLY-FOR-US",
}


def test_somebody_is_referred_on_and_followed_up(as_user, practitioner, service_user):
    client = as_user(practitioner)
    client.post(url("onward_new", service_user.pk), POSTED)
    onward = OnwardReferral.objects.get()
    assert (onward.status, onward.owner) == (S.DRAFT, practitioner)

    for to, values in (
        ("sent", {"on": "2026-11-20", "agreed_on": "2026-11-20"}),
        ("waiting", {"on": "2026-11-22", "words": "Ten weeks", "next_on": "2027-01-11"}),
        ("refused", {"on": "2026-11-23", "reason": "INSTABILITY", "words": "Too chaotic"}),
        ("appealed", {"on": "2026-11-23", "words": "He kept every appointment since May"}),
        ("accepted", {"on": "2026-11-23", "words": "", "next_on": ""}),
        ("started", {"on": "2026-11-23"}),
        ("ended", {"on": "2026-11-23"}),
    ):
        version = client.get(url("onward_move", onward.pk, to)).context["form"].initial["version"]
        response = client.post(url("onward_move", onward.pk, to), values | {"version": version})
        assert response.status_code == 302, response.context["form"].errors

    onward.refresh_from_db()
    assert (onward.status, onward.chase_on) == (S.ENDED, None)
    page = words(client.get(onward.get_absolute_url()))
    assert "“Too unstable” or “too chaotic”" in page
    assert "He kept every appointment since May" in page


def test_a_chase_is_logged_from_its_page(as_user, practitioner, service_user):
    onward = make_onward(service_user, by=practitioner, chase_on=TODAY - DAY)
    client = as_user(practitioner)
    assert "To chase since 22 November 2026" in words(client.get(onward.get_absolute_url()))

    client.post(
        url("onward_chase", onward.pk),
        {"how": "PHONE", "on": "2026-11-23", "said": "Two more weeks", "version": 1},
    )

    page = words(client.get(onward.get_absolute_url()))
    assert "Two more weeks" in page
    assert "To chase since" not in page


def test_the_page_offers_what_the_rule_allows_and_no_more(as_user, practitioner, service_user):
    onward = make_onward(service_user, by=practitioner, status=S.REFUSED)
    client = as_user(practitioner)

    offered = [
        button["words"] for button in client.get(onward.get_absolute_url()).context["buttons"]
    ]
    assert offered == ["Appeal"]
    assert client.get(url("onward_move", onward.pk, "ended")).url == onward.get_absolute_url()
    assert client.get(url("onward_chase", onward.pk)).url == onward.get_absolute_url()
    assert client.get(url("onward_edit", onward.pk)).url == onward.get_absolute_url()
    assert client.get(url("onward_move", onward.pk, "nonsense")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"service_name": ""}, "service_name"),
        ({"service": "999999"}, "service"),
        ({"need": ""}, "need"),
        ({"words": "a\x00b"}, "words"),
        ({"words": "x" * 6001}, "words"),
        ({"agreed_on": "31/2/2026"}, "agreed_on"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(
    as_user, practitioner, service_user, wrong, field
):
    response = as_user(practitioner).post(url("onward_new", service_user.pk), POSTED | wrong)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "ONLY-FOR-US" in words(response)
    assert not OnwardReferral.objects.exists()


def test_a_stale_move_is_told_and_then_goes_through(as_user, practitioner, colleague, service_user):
    onward = make_onward(service_user, by=practitioner)
    actions.chase_onward(
        onward_id=onward.pk, how="PHONE", said="x", on=TODAY, by=colleague, at=make.NOW
    )
    client = as_user(practitioner)
    given = {"on": "2026-11-23", "words": "TYPED-AND-KEPT", "version": 1}

    told = client.post(url("onward_move", onward.pk, "waiting"), given)
    assert "TYPED-AND-KEPT" in words(told)
    assert OnwardReferral.objects.get().status == S.SENT

    version = told.context["form"].data["version"]
    client.post(url("onward_move", onward.pk, "waiting"), given | {"version": version})
    assert OnwardReferral.objects.get().status == S.WAITING


def test_a_draft_is_changed(as_user, practitioner, service_user, team):
    listed = make_service(team, by=practitioner)
    onward = make_onward(service_user, by=practitioner, status=S.DRAFT, service_name="Typed")
    client = as_user(practitioner)
    assert (
        client.get(url("onward_edit", onward.pk)).context["form"].initial["service_name"] == "Typed"
    )

    client.post(
        url("onward_edit", onward.pk),
        POSTED | {"service": listed.pk, "service_name": "", "version": 1},
    )

    onward.refresh_from_db()
    assert (onward.service, onward.service_name) == (listed, listed.name)


# --- Who ---------------------------------------------------------------------------------------------

READERS = [
    ("onward_detail", "practitioner", 200),
    ("onward_detail", "colleague", 200),
    ("onward_detail", "lead", 200),
    ("onward_detail", "pp", 200),
    ("onward_detail", "other_pp", 404),
    ("onward_detail", "stranger", 404),
    ("onward_detail", "administrator", 404),
    ("onward_chase", "colleague", 200),
    ("onward_chase", "pp", 404),
    ("onward_chase", "stranger", 404),
    ("onward_edit", "colleague", 302),
    ("onward_edit", "pp", 404),
    ("onward_edit", "stranger", 404),
    ("onward_list", "colleague", 200),
    ("onward_list", "pp", 403),
    ("onward_list", "stranger", 200),
    ("onward_new", "colleague", 200),
    ("onward_new", "pp", 404),
    ("onward_new", "stranger", 404),
]


@pytest.mark.parametrize(("page", "who", "status"), READERS)
def test_who_opens_which_page(
    request, as_user, get_statements, service_user, practitioner, page, who, status
):
    onward = make_onward(service_user, by=practitioner)
    args = {"onward_list": (), "onward_new": (service_user.pk,)}.get(page, (onward.pk,))

    response, statements = get_statements(as_user(request.getfixturevalue(who)), url(page, *args))

    assert response.status_code == status
    assert len(statements) <= 12


@pytest.mark.parametrize("to", sorted(S))
@pytest.mark.parametrize(
    ("who", "status"), [("colleague", {200, 302}), ("pp", {404}), ("stranger", {404})]
)
def test_who_moves_it(request, as_user, service_user, practitioner, to, who, status):
    onward = make_onward(service_user, by=practitioner)
    reader = as_user(request.getfixturevalue(who))

    answer = reader.get(url("onward_move", onward.pk, to.lower())).status_code

    assert answer in (status if to != S.DRAFT else {404})


def test_a_pp_is_told_that_it_was_sent_and_how_it_stands_and_no_more(
    as_user, pp, practitioner, service_user
):
    onward = make_onward(
        service_user, by=practitioner, status=S.REFUSED, why="ONLY-FOR-US", words="IN-THE-LETTER"
    )
    OnwardChase.objects.create(
        onward=onward, on=TODAY, how="PHONE", said="ON-THE-TELEPHONE", at=make.NOW, by=practitioner
    )
    client = as_user(pp)

    for page in (onward.get_absolute_url(), reverse("reports:person", args=[service_user.pk])):
        said = words(client.get(page))
        assert "Harbour House Talking Space" in said
        assert "Risk" in said
        for kept in ("ONLY-FOR-US", "IN-THE-LETTER", "ON-THE-TELEPHONE", "Chase"):
            assert kept not in said


def test_the_persons_page_tells_the_team_moves_and_chases(as_user, practitioner, service_user):
    onward = make_onward(service_user, by=practitioner, status=S.APPEALED)
    make_onward(service_user, by=practitioner, status=S.DRAFT, service_name="Tide Housing")
    OnwardChase.objects.create(
        onward=onward, on=TODAY, how="PHONE", said="ON-THE-TELEPHONE", at=make.NOW, by=practitioner
    )

    response = as_user(practitioner).get(reverse("reports:person", args=[service_user.pk]))

    titles = [moment["title"] for moment in response.context["timeline"]]
    for said in (
        "Asked Harbour House Talking Space how it stands: telephone",
        "Refusal by Harbour House Talking Space appealed",
        "Refused by Harbour House Talking Space",
        "Referred on to Harbour House Talking Space",
    ):
        assert said in titles
    assert {line["service"] for line in response.context["onward"]} == {
        "Harbour House Talking Space",
        "Tide Housing",
    }
    assert "ON-THE-TELEPHONE" in words(response)
    assert "Refer on to another service" in words(response)


def test_a_pp_is_not_offered_to_refer_on(as_user, pp, service_user):
    page = as_user(pp).get(reverse("reports:person", args=[service_user.pk]))

    assert "Refer on to another service" not in words(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Sent one", "Draft one", "Late one"}),
        ("?status=CHASE", {"Late one"}),
        ("?status=REFUSED", {"Refused one"}),
        ("?whose=mine", {"Draft one"}),
        ("?status=nonsense", {"Sent one", "Draft one", "Late one"}),
    ],
)
def test_the_list_is_narrowed(as_user, practitioner, colleague, service_user, query, found):
    make_onward(service_user, by=colleague, service_name="Sent one")
    make_onward(service_user, by=colleague, service_name="Late one", chase_on=TODAY)
    make_onward(service_user, by=practitioner, service_name="Draft one", status=S.DRAFT)
    make_onward(service_user, by=colleague, service_name="Refused one", status=S.REFUSED)

    page = as_user(practitioner).get(url("onward_list") + query)

    assert {item["onward"].service_name for item in page.context["items"]} == found


def test_the_pages_cost_the_same_with_one_and_with_three(
    as_user, practitioner, service_user, get_statements
):
    onward = make_onward(service_user, by=practitioner, status=S.APPEALED)
    places = (
        url("onward_list"),
        onward.get_absolute_url(),
        reverse("reports:person", args=[service_user.pk]),
    )
    client = as_user(practitioner)
    one = [len(get_statements(client, place)[1]) for place in places]
    for number in range(2):
        make_onward(
            service_user, by=practitioner, status=S.APPEALED, service_name=f"Another {number}"
        )
        OnwardChase.objects.create(
            onward=onward, on=TODAY, how="PHONE", said="x", at=make.NOW, by=practitioner
        )
    assert [len(get_statements(client, place)[1]) for place in places] == one
    assert max(one) <= 12


def test_one_button_is_the_way_on_and_chasing_once_it_is_due(as_user, practitioner, service_user):
    client = as_user(practitioner)
    for number, status in enumerate(S):
        onward = make_onward(
            service_user, by=practitioner, status=status, service_name=f"Service {number}"
        )
        page = client.get(onward.get_absolute_url())
        group = words(page).split('<div class="govuk-button-group">')[1].split("</div>")[0]
        assert group.count('class="govuk-button"') == bool(page.context["buttons"]), status

    due = make_onward(service_user, by=practitioner, chase_on=TODAY, service_name="Due")
    group = words(client.get(due.get_absolute_url()))
    assert group.count('class="govuk-button" href') == 1
    assert f'class="govuk-button" href="{url("onward_chase", due.pk)}"' in group


def test_what_is_late_to_chase_is_marked_in_the_list_with_how_late(
    as_user, practitioner, service_user
):
    make_onward(service_user, by=practitioner, chase_on=TODAY, service_name="Due today")
    make_onward(service_user, by=practitioner, chase_on=TODAY - 3 * DAY, service_name="Late")
    page = as_user(practitioner).get(url("onward_list"))

    assert [item["late"] for item in page.context["items"]] == [True, False]
    assert words(page).count("iirms-table__row--now") == 1
    assert "3 days late" in words(page)


def test_after_a_refusal_the_next_service_is_asked_in_the_same_words(
    as_user, practitioner, service_user, pp, team
):
    refused = make_onward(service_user, by=practitioner, status=S.REFUSED, why="Grief")
    client = as_user(practitioner)
    again = f"{url('onward_new', service_user.pk)}?after={refused.pk}"
    assert again in words(client.get(refused.get_absolute_url()))

    initial = client.get(again).context["form"].initial
    assert initial == {"need": refused.need, "words": refused.words, "why": "Grief"}
    other = make.make_service_user(team, added_by=pp)
    nothing = client.get(f"{url('onward_new', other.pk)}?after={refused.pk}")
    assert nothing.context["form"].initial == {}


@pytest.mark.parametrize("day", ["2026-11-28", "2026-12-25"])
def test_nobody_is_chased_on_a_day_off(as_user, practitioner, service_user, day):
    onward = make_onward(service_user, by=practitioner)
    told = as_user(practitioner).post(
        url("onward_chase", onward.pk),
        {"how": "PHONE", "on": "2026-11-23", "said": "KEPT", "next_on": day, "version": 1},
    )

    assert "next_on" in told.context["form"].errors
    assert "KEPT" in words(told)


def test_the_usual_day_to_chase_is_a_working_day(practitioner, service_user, team):
    team.policy.onward_chase_days = 5
    team.policy.save()
    onward = make_onward(service_user, by=practitioner)
    actions.chase_onward(
        onward_id=onward.pk, how="PHONE", said="x", on=TODAY, by=practitioner, at=make.NOW
    )

    assert OnwardReferral.objects.get().chase_on == TODAY + 7 * DAY

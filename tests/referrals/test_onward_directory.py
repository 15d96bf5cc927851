"""The directory of local services: who keeps it, who reads it, what it refuses, when it is stale."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from audit.models import AuditEvent
from people.models import Region, TeamPolicy
from people.permissions import Role
from people.rules import NotAllowed, Stale
from referrals import actions
from referrals.models import LocalService
from tests import factories as make
from tests.races import together

from .onward_rows import make_service, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AT = make.NOW

DETAILS = {
    "name": "Cwm Kitchen",
    "offers": "A meal and company on Tuesdays",
    "needs": ["PEOPLE_AND_PLACES", "MONEY"],
    "works_in_welsh": True,
    "contact_name": "The kitchen manager",
    "telephone": "029 2018 0001",
    "email": "",
    "website": "",
    "address": "",
    "how_to_refer": "Come along",
    "takes": "",
    "refuses": "",
    "wait_weeks": 0,
    "wait_known_on": make.TODAY,
}


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def service(team, practitioner):
    return make_service(team, by=practitioner)


# --- Actions ---------------------------------------------------------------------------------------


def test_a_practitioner_adds_a_service_and_it_counts_as_checked(team, practitioner):
    unit = make_unit(team)

    made = actions.add_service(team_id=team.pk, by=practitioner, at=AT, units=[unit.pk], **DETAILS)

    assert (made.checked_on, made.checked_by) == (make.TODAY, practitioner)
    assert made.needs == ["MONEY", "PEOPLE_AND_PLACES"]
    assert list(made.units.all()) == [unit]
    assert AuditEvent.objects.filter(action="service_added", subject_id=made.pk).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"offers": ""}, "offers"),
        ({"how_to_refer": ""}, "how_to_refer"),
        ({"needs": []}, "needs"),
        ({"telephone": ""}, "telephone"),
        ({"wait_known_on": None}, "wait_known_on"),
        ({"wait_weeks": None}, "wait_weeks"),
        ({"wait_weeks": 261}, "wait_weeks"),
        ({"wait_known_on": make.TODAY + timedelta(days=1)}, "wait_known_on"),
    ],
)
def test_an_entry_that_would_help_nobody_is_refused(team, practitioner, wrong, field):
    with pytest.raises(NotAllowed) as refused:
        actions.add_service(team_id=team.pk, by=practitioner, at=AT, **DETAILS | wrong)

    assert refused.value.field == field
    assert not LocalService.objects.exists()


def test_an_area_of_another_region_is_refused(team, practitioner, other_team):
    elsewhere = Region.objects.create(name="Elsewhere")
    other_team.region = elsewhere
    other_team.save()
    unit = make_unit(other_team, "Far away")

    with pytest.raises(NotAllowed, match="own region"):
        actions.add_service(team_id=team.pk, by=practitioner, at=AT, units=[unit.pk], **DETAILS)


@pytest.mark.parametrize("who", ["pp", "administrator"])
def test_only_practitioners_and_leads_keep_it(request, service, who):
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowed, match="keep the directory"):
        actions.check_service(service_id=service.pk, by=by, at=AT)
    with pytest.raises(NotAllowed, match="keep the directory"):
        actions.add_service(team_id=service.team_id, by=by, at=AT, **DETAILS)


def test_a_colleague_of_the_region_keeps_it_too_and_another_region_does_not(
    service, stranger, other_team
):
    actions.check_service(service_id=service.pk, by=stranger, at=AT)
    assert LocalService.objects.get().checked_by == stranger

    other_team.region = Region.objects.create(name="Elsewhere")
    other_team.save()
    with pytest.raises(LocalService.DoesNotExist):
        actions.check_service(service_id=service.pk, by=stranger, at=AT)


def test_the_same_service_twice_is_refused_in_words(service, practitioner):
    with pytest.raises(NotAllowed, match="listed already"):
        actions.add_service(
            team_id=service.team_id,
            by=practitioner,
            at=AT,
            **DETAILS | {"name": service.name.upper()},
        )
    assert LocalService.objects.count() == 1


def test_changing_checks_it_and_a_stale_change_is_refused(service, colleague):
    given = {"takes": "Men and women", "version": service.version}
    actions.change_service(service_id=service.pk, by=colleague, at=AT, **given)

    with pytest.raises(Stale):
        actions.change_service(service_id=service.pk, by=colleague, at=AT, **given)
    found = LocalService.objects.get()
    assert (found.takes, found.checked_by, found.checked_on) == (
        "Men and women",
        colleague,
        make.TODAY,
    )


def test_retired_is_kept_and_comes_back(service, practitioner):
    with pytest.raises(NotAllowed, match="why"):
        actions.retire_service(service_id=service.pk, because=" ", by=practitioner, at=AT)
    actions.retire_service(service_id=service.pk, because="Closed", by=practitioner, at=AT)
    with pytest.raises(NotAllowed, match="no longer listed"):
        actions.check_service(service_id=service.pk, by=practitioner, at=AT)

    actions.bring_back_service(service_id=service.pk, by=practitioner, at=AT)

    assert LocalService.objects.open().get().retired_because == ""
    with pytest.raises(NotAllowed, match="already"):
        actions.bring_back_service(service_id=service.pk, by=practitioner, at=AT)


def test_who_does_not_keep_the_directory_is_told_so(as_user, service, practitioner, pp):
    actions.retire_service(service_id=service.pk, because="Closed", by=practitioner, at=AT)

    said = as_user(pp).post(url("service_bring_back", service.pk), follow=True)

    assert "keep the directory" in said.content.decode()
    assert not LocalService.objects.open().exists()


def test_nothing_is_kept_when_the_audit_fails(service, practitioner, trail_closed):
    for act in (
        lambda: actions.retire_service(
            service_id=service.pk, because="Closed", by=practitioner, at=AT
        ),
        lambda: actions.add_service(team_id=service.team_id, by=practitioner, at=AT, **DETAILS),
    ):
        with trail_closed():
            act()
    assert LocalService.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_add_the_same_service_at_once_and_one_is_told(team, practitioner, colleague):
    results = together(
        *(
            lambda by=by: actions.add_service(team_id=team.pk, by=by, at=AT, **DETAILS)
            for by in (practitioner, colleague)
        )
    )
    said = [str(told) for told in results if isinstance(told, NotAllowed)]

    assert LocalService.objects.count() == 1
    assert len(said) == 1
    assert "listed already" in said[0]


def test_the_database_refuses_a_wait_without_its_day(service):
    with pytest.raises(IntegrityError):
        LocalService.objects.filter(pk=service.pk).update(wait_weeks=4)


# --- Freshness -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checked_on", "months", "stale"),
    [
        (date(2026, 5, 23), 6, True),
        (date(2026, 5, 24), 6, False),
        (date(2026, 5, 23), 7, False),
        (date(2026, 10, 23), 1, True),
    ],
)
def test_an_entry_is_stale_after_the_months_of_the_teams_policy(
    service, team, checked_on, months, stale
):
    TeamPolicy.objects.filter(team=team).update(directory_check_months=months)
    LocalService.objects.update(checked_on=checked_on)

    assert LocalService.objects.stale(make.TODAY).exists() is stale


# --- Pages -----------------------------------------------------------------------------------------


def listed(response):
    return [service.name for service in response.context["services"]]


def test_it_is_found_by_need_area_and_words(as_user, pp, team, practitioner):
    here, there = make_unit(team), make_unit(team, "Swansea")
    make_service(team, by=practitioner, units=[here])
    make_service(team, by=practitioner, name="Tide Housing", needs=["HOUSING"], units=[there])
    make_service(team, by=practitioner, name="Everywhere Advice", needs=["HOUSING", "RIGHTS"])
    gone = make_service(team, by=practitioner, name="Closed Door", needs=["HOUSING"])
    actions.retire_service(service_id=gone.pk, because="Closed", by=practitioner, at=AT)
    client = as_user(pp)

    def found(query):
        return listed(client.get(url("service_list") + query))

    assert found("") == ["Everywhere Advice", "Harbour House Talking Space", "Tide Housing"]
    assert found("?need=HOUSING") == ["Everywhere Advice", "Tide Housing"]
    assert found(f"?area={here.pk}") == ["Everywhere Advice", "Harbour House Talking Space"]
    assert found(f"?need=HOUSING&area={there.pk}") == ["Everywhere Advice", "Tide Housing"]
    assert found("?q=talking+house") == ["Harbour House Talking Space"]
    assert found("?show=retired") == ["Closed Door"]
    assert found("?q=%25") == []


def test_a_stale_entry_is_marked_and_checked_with_one_click(as_user, practitioner, service):
    LocalService.objects.update(checked_on=make.TODAY - timedelta(days=300))
    client = as_user(practitioner)
    here = url("service_list") + "?show=stale"
    assert "To be checked" in client.get(here).content.decode()

    response = client.post(url("service_check", service.pk), {"next": here})

    assert response.url == here
    assert listed(client.get(here)) == []


def test_the_button_is_not_offered_to_a_pp(as_user, pp, service):
    LocalService.objects.update(checked_on=make.TODAY - timedelta(days=300))
    client = as_user(pp)

    assert "Checked today" not in client.get(url("service_list")).content.decode()
    client.post(url("service_check", service.pk))
    assert LocalService.objects.get().checked_by != pp


READERS = [
    ("service_list", "pp", 200),
    ("service_list", "stranger", 200),
    ("service_detail", "practitioner", 200),
    ("service_detail", "colleague", 200),
    ("service_detail", "pp", 200),
    ("service_detail", "outsider", 404),
    ("service_edit", "colleague", 200),
    ("service_edit", "lead", 200),
    ("service_edit", "pp", 403),
    ("service_edit", "outsider", 404),
    ("service_retire", "practitioner", 200),
    ("service_retire", "pp", 403),
    ("service_retire", "outsider", 404),
    ("service_new", "practitioner", 200),
    ("service_new", "pp", 403),
]


@pytest.fixture
def outsider(db):
    team = make.make_team("Far team")
    team.region = Region.objects.create(name="Far region")
    team.save()
    return make.make_user(team, Role.PRACTITIONER)


@pytest.mark.parametrize(("page", "who", "status"), READERS)
def test_who_opens_which_page(request, as_user, get_statements, service, page, who, status):
    args = () if page in ("service_list", "service_new") else (service.pk,)

    response, statements = get_statements(as_user(request.getfixturevalue(who)), url(page, *args))

    assert response.status_code == status
    assert len(statements) <= 12


def test_the_list_costs_the_same_with_one_and_with_three(
    as_user, practitioner, team, get_statements
):
    counts = []
    for number in range(3):
        make_service(
            team, by=practitioner, name=f"Service {number}", units=[make_unit(team, f"U{number}")]
        )
        response, statements = get_statements(as_user(practitioner), url("service_list"))
        assert len(response.context["services"]) == number + 1
        counts.append(len(statements))
    assert counts[0] == counts[2] <= 12


POSTED = {
    "name": "Cwm Kitchen",
    "offers": "A meal",
    "needs": ["MONEY"],
    "telephone": "029 2018 0001",
    "website": "kitchen.example.wales",
    "how_to_refer": "Come along",
}


def test_a_service_is_added_changed_and_retired_through_its_pages(as_user, practitioner):
    client = as_user(practitioner)
    added = client.post(url("service_new"), POSTED)
    service = LocalService.objects.get()
    assert added.url == url("service_detail", service.pk)
    assert service.website == "https://kitchen.example.wales"

    client.post(url("service_edit", service.pk), POSTED | {"offers": "Two meals", "version": 1})
    stale = client.post(
        url("service_edit", service.pk), POSTED | {"offers": "TYPED-AND-KEPT", "version": 1}
    )
    assert "TYPED-AND-KEPT" in stale.content.decode()
    assert LocalService.objects.get().offers == "Two meals"

    client.post(url("service_retire", service.pk), {"because": "Closed", "version": 2})
    assert LocalService.objects.get().retired_because == "Closed"
    client.post(url("service_bring_back", service.pk))
    assert LocalService.objects.get().retired_at is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"needs": ["NOT_A_NEED"]}, "needs"),
        ({"name": "a\x00b"}, "name"),
        ({"website": "javascript://alert(1)"}, "website"),
        ({"email": "nobody"}, "email"),
        ({"units": ["999999"]}, "units"),
        ({"wait_weeks": "-1"}, "wait_weeks"),
        ({"offers": "x" * 100_000}, "offers"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(as_user, practitioner, wrong, field):
    response = as_user(practitioner).post(url("service_new"), POSTED | wrong)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not LocalService.objects.exists()


def test_somebody_of_two_teams_chooses_which_keeps_it(as_user, practitioner, other_team):
    from people.models import Membership

    Membership.objects.create(user=practitioner, team=other_team, role=Role.PRACTITIONER)
    client = as_user(practitioner)

    assert "team" in client.post(url("service_new"), POSTED).context["form"].errors
    client.post(url("service_new"), POSTED | {"team": other_team.pk})
    assert LocalService.objects.get().team == other_team

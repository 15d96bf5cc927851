"""The gap log: each number is its list, each list is its file, and nobody else's refusals are in it."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from audit.models import AccessRecord
from notices.models import Notice
from people.models import AccessLimit
from referrals import actions, figures
from referrals.models import OnwardMove
from referrals.rules import OnwardStatus, RefusalReason
from tests import factories as make

from .onward_rows import make_onward, make_service, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
S, TODAY, DAY = OnwardStatus, make.TODAY, timedelta(days=1)


def url(name):
    return reverse(f"referrals:{name}")


@pytest.fixture
def refused(team, service_user, practitioner, pp):
    """Four refusals in the last year by two services in two areas, one long ago; two sent and not
    refused; one more in another person's name."""
    here, there = make_unit(team), make_unit(team, "Swansea")
    service_user.unit = here
    service_user.save()
    other = make.make_service_user(team, added_by=pp, unit=there)
    made = [
        (service_user, "Tide Housing", S.REFUSED, RefusalReason.RISK, 40),
        (service_user, "TIDE HOUSING", S.APPEALED, RefusalReason.RISK, 90),
        (other, "Tide Housing", S.REFUSED, RefusalReason.LIST_CLOSED, 60),
        (other, "Bay Team", S.REFUSED, RefusalReason.DIAGNOSIS, 30),
        (other, "Hafan", S.REFUSED, RefusalReason.RISK, 700),
        (service_user, "Bay Team", S.STARTED, "", 50),
        (service_user, "Hafan", S.SENT, "", 20),
    ]
    for person, name, status, reason, ago in made:
        make_onward(
            person,
            by=practitioner,
            status=status,
            service_name=name,
            sent_on=TODAY - ago * DAY,
            **({"reason": reason} if reason else {}),
        )
    return here, there


def table(response):
    return {
        gap.name.lower(): (gap.sent, gap.total, dict(gap.reasons))
        for gap in response.context["services"]
    }


def test_refusals_are_counted_by_service_reason_and_area(as_user, practitioner, refused):
    page = as_user(practitioner).get(url("onward_gaps"))

    assert table(page) == {
        "tide housing": (3, 3, {"RISK": 2, "LIST_CLOSED": 1}),
        "bay team": (2, 1, {"DIAGNOSIS": 1}),
    }
    assert [(gap.name, gap.total) for gap in page.context["areas"]] == [
        ("Cardiff and the Vale", 2),
        ("Swansea", 2),
    ]
    everything = page.context["everything"]
    assert (everything.sent, everything.total) == (6, 4)
    assert everything.by_reason[0]["code"] == "RISK"


def test_the_period_and_the_area_narrow_it(as_user, practitioner, refused):
    here, _there = refused
    client = as_user(practitioner)

    old = client.get(url("onward_gaps") + "?since=2024-01-01&until=2025-01-31")
    assert table(old) == {"hafan": (1, 1, {"RISK": 1})}
    near = client.get(url("onward_gaps") + f"?area={here.pk}")
    assert table(near) == {"tide housing": (2, 2, {"RISK": 2})}
    edge = (TODAY - 29 * DAY).isoformat()
    one_day = client.get(url("onward_gaps") + f"?since={edge}&until={edge}")
    assert table(one_day) == {"bay team": (0, 1, {"DIAGNOSIS": 1})}


@pytest.mark.parametrize(
    ("asked", "since", "until", "narrows"),
    [
        ("", "23 11 2025", "23 11 2026", False),
        ("?area=", "23 11 2025", "23 11 2026", False),
        ("?since=2024-01-01&until=2025-01-31", "1 1 2024", "31 1 2025", True),
        ("?until=2025-01-31", "1 2 2024", "31 1 2025", True),
    ],
)
def test_the_boxes_show_the_period_that_is_counted(
    as_user, practitioner, asked, since, until, narrows
):
    form = as_user(practitioner).get(url("onward_gaps") + asked).context["form"]
    for name, shown in (("since", since), ("until", until)):
        boxes = re.findall(r'value="(\d+)"', str(form[name]))
        assert " ".join(boxes) == shown
    assert form.narrows is narrows


def test_each_number_opens_the_list_it_counts(as_user, practitioner, refused):
    client = as_user(practitioner)
    page = client.get(url("onward_gaps"))
    asked = page.context["query"]

    def listed(more):
        return len(client.get(f"{url('onward_gap_list')}?{asked}{more}").context["rows"])

    for gap in page.context["services"]:
        assert listed(f"&service={gap.key}") == gap.total
        for reason in gap.by_reason:
            assert listed(f"&service={gap.key}&reason={reason['code']}") == reason["count"]
    for gap in page.context["areas"]:
        assert listed(f"&area={gap.key}") == gap.total
    assert listed("") == page.context["everything"].total


def test_a_service_that_does_not_exist_is_a_gap(as_user, practitioner, service_user, pp):
    onward = actions.write_onward(
        service_user_id=service_user.pk,
        service_name="Trauma group for men",
        need="TALKING_THERAPY",
        by=practitioner,
        at=make.NOW,
    )
    client = as_user(practitioner)
    page = reverse("referrals:onward_move", args=[onward.pk, "absent"])
    assert page in client.get(onward.get_absolute_url()).content.decode()
    typed = {"version": onward.version, "on": TODAY.isoformat()}
    assert "Enter what is missing" in client.post(page, typed).content.decode()
    client.post(page, typed | {"words": "Nothing nearer than Bristol"})

    counted = client.get(url("onward_gaps"))
    assert table(counted) == {"trauma group for men": (0, 1, {"ABSENT": 1})}
    assert counted.context["everything"].by_reason[0]["label"] == "No such service in the area"
    listed = client.get(f"{url('onward_gap_list')}?{counted.context['query']}&reason=ABSENT")
    assert len(listed.context["rows"]) == 1
    onward.refresh_from_db()
    assert (onward.status, onward.sent_on, onward.chase_on) == (S.ABSENT, None, None)
    assert not Notice.objects.filter(user=pp).exists()


def test_an_appeal_that_succeeds_leaves_the_refusal_counted(as_user, practitioner, service_user):
    onward = make_onward(service_user, by=practitioner, status=S.APPEALED)
    actions.move_onward(onward_id=onward.pk, to=S.STARTED, on=TODAY, by=practitioner, at=make.NOW)

    assert table(as_user(practitioner).get(url("onward_gaps"))) == {
        "harbour house talking space": (1, 1, {"RISK": 1})
    }


@pytest.mark.parametrize(
    "query",
    ["?since=nonsense", "?since=2026-12-01&until=2026-01-01", "?area=x", "?until=0001-01-01"],
)
def test_a_wrong_question_is_answered_all_the_same(as_user, practitioner, refused, query):
    for name in ("onward_gaps", "onward_gap_list", "onward_gaps_csv"):
        assert as_user(practitioner).get(url(name) + query).status_code == 200


@pytest.mark.parametrize("page", ["onward_gaps", "onward_gap_list", "onward_gaps_csv"])
@pytest.mark.parametrize(
    ("who", "status", "count"),
    [
        ("practitioner", 200, 4),
        ("colleague", 200, 4),
        ("lead", 200, 4),
        ("stranger", 200, 0),
        ("pp", 403, None),
        ("administrator", 403, None),
    ],
)
def test_who_counts_whose_refusals(
    request, as_user, get_statements, refused, page, who, status, count
):
    response, statements = get_statements(as_user(request.getfixturevalue(who)), url(page))

    assert response.status_code == status
    assert len(statements) <= 12
    if count is None:
        return
    if page == "onward_gaps":
        assert response.context["everything"].total == count
    elif page == "onward_gap_list":
        assert len(response.context["rows"]) == count
    else:
        assert len(rows_of(response)) == count + 1


def test_somebody_barred_from_a_person_counts_them_not(colleague, service_user, refused):
    AccessLimit.objects.create(service_user=service_user, user=colleague, kind="EXCLUDED")
    service_user.has_exclusions = True
    service_user.save()
    asked = figures.Asked(since=TODAY - 365 * DAY, until=TODAY)

    assert figures.refusals(colleague, asked).count() == 2


def test_the_pages_cost_the_same_with_one_and_with_three(
    as_user, practitioner, service_user, get_statements
):
    client = as_user(practitioner)
    counts = []
    for number in range(3):
        make_onward(
            service_user, by=practitioner, status=S.REFUSED, service_name=f"Service {number}"
        )
        counts.append(
            [
                len(get_statements(client, url(name))[1])
                for name in ("onward_gaps", "onward_gap_list")
            ]
        )
    assert counts[0] == counts[2]


# --- The file -----------------------------------------------------------------------------------------


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def test_the_file_holds_each_refusal_and_no_name(as_user, practitioner, refused, service_user):
    response = as_user(practitioner).get(url("onward_gaps_csv"))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = rows_of(response)
    assert rows[0] == ["Month", "Service", "Reason", "Help wanted", "Area", "How it stands now"]
    assert len(rows) == 5
    assert re.fullmatch(r"2026-\d\d", rows[1][0])
    # Typed, and in no directory: it may be anything.
    assert rows[1][1:3] == ["Another service", "Risk"]
    for secret in (service_user.family_name, service_user.crn, "They said so"):
        assert secret not in str(rows)
    assert AccessRecord.objects.filter(kind="EXPORT", page="referrals:onward_gaps_csv").exists()


def test_a_service_named_like_a_formula_is_text_in_the_file(as_user, practitioner, service_user):
    name = '=cmd|" /C calc"!A0, "x"\n'
    service = make_service(service_user.team, by=practitioner, name=name)
    make_onward(service_user, by=practitioner, status=S.REFUSED, service=service, service_name=name)

    rows = rows_of(as_user(practitioner).get(url("onward_gaps_csv")))

    assert rows[1][1] == f"'{name}"
    assert OnwardMove.objects.refusals().count() == 1

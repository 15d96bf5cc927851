"""Every page that shows somebody leaves the trace that somebody looked: a line of a list is a look."""

import pytest
from django.apps import apps
from django.urls import resolve

from audit.models import AccessKind, AccessRecord
from imports.models import Sheet, SheetRow
from people.models import LikelyPair
from tests import factories as make
from tests.walk import addresses, rows_share_numbers  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_share_numbers", "now")]
LEFT_OUT = ("/accounts/logout", "/language/", "/health/")
ROWS = (
    *("people.Team", "people.LikelyPair", "imports.Sheet", "flags.Flag"),
    *("referrals.Referral", "referrals.Letter", "referrals.OnwardReferral"),
    *("tiers.Case", "tiers.Session", "tiers.Consultation", "tiers.JointWork", "tiers.AgreedTask"),
    *("tiers.Formulation", "tiers.SharedPage"),
)


@pytest.fixture
def everybody(known, team, pp, lead):
    """Beside the person of whom there is one of everything: one whose referral has just come in, who
    may be the same person; and a spreadsheet with a row about them."""
    newcomer = make.make_service_user(team, added_by=pp, family_name="Private")
    make.make_referral(newcomer, referrer=pp)
    LikelyPair.objects.create(one=known, other=newcomer, found_at=make.NOW, because=["BORN"])
    sheet = Sheet.objects.create(
        team=team, kind="PEOPLE", status="PREVIEW", sent_at=make.NOW, sent_by=lead, here_count=1
    )
    SheetRow.objects.create(
        sheet=sheet,
        number=2,
        outcome="HERE",
        values={"family_name": "Private"},
        subject_id=known.pk,
        service_user=known,
    )
    return known, newcomer


@pytest.mark.ci
@pytest.mark.parametrize("who", ["lead", "pp", "practitioner"])
def test_no_page_shows_anybody_without_a_record_of_who_looked(
    who, everybody, practitioner, as_user, request
):
    user = request.getfixturevalue(who)
    client = as_user(user)
    numbers = {apps.get_model(name).objects.values_list("pk", flat=True).first() for name in ROWS}
    numbers |= {practitioner.pk, *(person.pk for person in everybody)}
    walked = addresses(sorted(numbers - {None}), words=("starts", "this", "DRAFT_EXPIRING"))
    silent, shown = [], set()
    for address in [*walked, "/people/?q=private", f"/people/?q={everybody[0].crn}"]:
        if address.startswith(LEFT_OUT):
            continue
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        if b"Private" not in body:
            continue
        page = resolve(address.partition("?")[0]).view_name
        shown.add(page)
        looked = AccessRecord.objects.filter(page=page, actor_id=user.pk)
        if not looked.filter(service_user_id__isnull=False).exists():
            silent.append(address)
    assert not silent, "\n".join(silent)
    assert len(shown) > 15


def test_each_line_of_a_list_is_noted_and_all_of_them_in_one_statement(
    everybody, lead, as_user, get_statements
):
    _page, statements = get_statements(as_user(lead), "/referrals/waiting/")
    assert sum("audit_accessrecord" in sql for sql in statements) == 1
    client = as_user(lead)
    before = set(AccessRecord.objects.values_list("pk", flat=True))
    client.get("/people/?q=private")
    kept = AccessRecord.objects.exclude(pk__in=before)
    assert set(kept.values_list("service_user_id", "kind", "page", "actor_name")) == {
        (person.pk, AccessKind.VIEW, "people:person_find", "Lowri Lead") for person in everybody
    }
    assert {row.request_id for row in kept} == {kept[0].request_id}
    assert kept[0].request_id
    assert str(kept[0].address) == "127.0.0.1"

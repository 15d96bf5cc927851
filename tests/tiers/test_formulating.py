"""Formulations: what each level needs, versions that never change, and the page apart for the PP."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from people.models import AccessLimit, ServiceUser
from people.rules import NotAllowed, Stale
from tests import factories as make
from tests.races import together
from tests.walk import addresses, rows_share_numbers  # noqa: F401
from tiers import actions, rules
from tiers.models import Formulation, FormulationVersion, SharedPage

pytestmark = pytest.mark.django_db
NOW = make.NOW
CANARY = "KANARI"
MOST = 12
WORKING = {name: f"{CANARY}-{name}" for name in rules.WORKING}
PAGE = {
    "in_short": "He keeps people at a distance so that they cannot leave him",
    "helps": "Keep the hour\nSay what comes next",
    "avoid": "Long silences",
    "how_to_talk": "Slowly, side by side",
}


@pytest.fixture
def draft(service_user, psychologist):
    return actions.start_formulation(service_user_id=service_user.pk, by=psychologist, at=NOW)


def write(formulation, by, level=2, **texts):
    return actions.write_formulation(
        formulation_id=formulation.pk,
        level=level,
        texts=WORKING | PAGE | texts,
        by=by,
        at=NOW,
    )


def agree(formulation, by, **more):
    values = {"written_with": "the PP", "with_person": False}
    return actions.agree_formulation(
        formulation_id=formulation.pk,
        by=by,
        at=NOW,
        review_on=make.TODAY + timedelta(days=180),
        **values | more,
    )


@pytest.fixture
def agreed(draft, psychologist):
    write(draft, psychologist)
    return agree(draft, psychologist)


# --- Beginning and writing ------------------------------------------------------------------------


def test_a_person_has_one_formulation_that_grows(draft, service_user, lead):
    again = actions.start_formulation(service_user_id=service_user.pk, by=lead, at=NOW)
    assert again == draft


def test_those_who_answer_consultations_write_it(service_user, practitioner, pp, stranger):
    for user in (practitioner, pp):
        with pytest.raises(NotAllowed):
            actions.start_formulation(service_user_id=service_user.pk, by=user, at=NOW)
    with pytest.raises(ServiceUser.DoesNotExist):
        actions.start_formulation(service_user_id=service_user.pk, by=stranger, at=NOW)


def test_a_stale_page_is_told_who_changed_it(draft, psychologist, lead):
    write(draft, psychologist)
    with pytest.raises(Stale, match=r"Sian Seicolegydd changed this \(23 November 2026 at 10am\)"):
        actions.write_formulation(
            formulation_id=draft.pk, level=1, texts=PAGE, by=lead, at=NOW, version=1
        )


# --- What each level needs ---------------------------------------------------------------------------


@pytest.mark.parametrize("level", rules.FormulationLevel.values)
def test_each_level_names_what_is_still_empty(level):
    nothing = dict.fromkeys((*rules.WORKING, *rules.FOR_PP), "")
    assert tuple(rules.formulation_missing(level, nothing)) == rules.NEEDED[level]
    assert rules.formulation_missing(level, WORKING | PAGE) == []


def test_each_level_asks_for_more_than_the_one_before():
    brief, written, shared = (set(rules.NEEDED[level]) for level in (1, 2, 3))
    assert brief < written < shared


@pytest.mark.parametrize("empty", ["presenting", "risk_link", "helps"])
def test_nothing_is_agreed_while_a_part_it_needs_is_empty(empty, draft, psychologist):
    write(draft, psychologist, **{empty: " "})
    with pytest.raises(NotAllowed, match="still empty"):
        agree(draft, psychologist)
    assert not SharedPage.objects.exists()


def test_level_three_is_written_with_the_person(draft, psychologist):
    write(draft, psychologist, level=3)
    with pytest.raises(NotAllowed) as refused:
        agree(draft, psychologist)
    assert refused.value.field == "with_person"
    assert agree(draft, psychologist, with_person=True).with_person


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("written_with", " "),
        ("review_on", make.TODAY),
        ("review_on", make.TODAY + timedelta(days=400)),
    ],
)
def test_agreeing_says_with_whom_and_when_to_look_again(field, value, draft, psychologist):
    write(draft, psychologist)
    values = {"written_with": "the PP", "review_on": make.TODAY + timedelta(days=90)}
    with pytest.raises(NotAllowed) as refused:
        actions.agree_formulation(
            formulation_id=draft.pk,
            with_person=False,
            by=psychologist,
            at=NOW,
            **values | {field: value},
        )
    assert refused.value.field == field


# --- Versions ------------------------------------------------------------------------------------------


def test_what_was_agreed_stays_when_it_is_changed_and_agreed_again(agreed, draft, psychologist):
    with pytest.raises(NotAllowed, match="Nothing has changed"):
        agree(draft, psychologist)
    write(draft, psychologist, presenting="He talks now")
    draft.refresh_from_db()
    assert draft.status == "DRAFT"
    assert FormulationVersion.objects.get().presenting == f"{CANARY}-presenting"
    assert agree(draft, psychologist).number == 2
    kept = FormulationVersion.objects.order_by("number").values_list("presenting", flat=True)
    assert list(kept) == [f"{CANARY}-presenting", "He talks now"]


@pytest.mark.parametrize("model", [FormulationVersion, SharedPage])
def test_the_database_refuses_to_change_what_was_agreed(model, agreed):
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        model.objects.update(agreed_at=NOW + timedelta(days=1))


def test_nothing_is_agreed_when_the_trail_cannot_be_written(draft, psychologist, trail_closed):
    write(draft, psychologist)

    with trail_closed():
        agree(draft, psychologist)
    draft.refresh_from_db()
    assert draft.status == "DRAFT"
    assert not FormulationVersion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_make_one_version(draft, psychologist, lead):
    write(draft, psychologist)

    results = together(*(partial(agree, draft, user) for user in (psychologist, lead)))

    (agreed,) = [one for one in results if not isinstance(one, NotAllowed)]
    assert agreed.number == 1


def test_words_that_went_and_words_that_came():
    assert rules.words_changed("he is quiet", "he is very loud") == [
        ("same", "he is"),
        ("gone", "quiet"),
        ("new", "very loud"),
    ]
    assert rules.words_changed("", "new") == [("new", "new")]


# --- Who reads what ---------------------------------------------------------------------------------------


def url(name, *args):
    return reverse(f"tiers:{name}", args=args)


def test_a_pp_reads_their_page_and_never_the_working_text(agreed, pp, service_user, as_user):
    page = as_user(pp).get(url("formulation_shared", service_user.pk)).content.decode()
    assert PAGE["in_short"] in page
    assert "<li>Keep the hour</li>" in page
    assert CANARY not in page
    assert not Formulation.objects.visible_to(pp).exists()
    assert not FormulationVersion.objects.visible_to(pp).exists()


def test_a_draft_gives_the_pp_nothing(draft, pp, psychologist, service_user, as_user):
    write(draft, psychologist)
    assert as_user(pp).get(url("formulation_shared", service_user.pk)).status_code == 404


def test_a_change_not_agreed_yet_leaves_the_pp_with_the_page_they_had(
    agreed, draft, psychologist, pp, service_user, as_user
):
    write(draft, psychologist, in_short="Not agreed")
    page = as_user(pp).get(url("formulation_shared", service_user.pk)).content.decode()
    assert PAGE["in_short"] in page
    assert "Not agreed" not in page


def test_a_former_pp_and_a_stranger_read_nothing(agreed, other_pp, stranger, service_user, as_user):
    for user in (other_pp, stranger):
        assert as_user(user).get(url("formulation_shared", service_user.pk)).status_code == 404


PAGES = ["formulation_detail", "formulation_write", "formulation_agree"]


@pytest.mark.parametrize("name", PAGES)
def test_the_team_opens_the_working_text_and_nobody_else(
    name, agreed, draft, psychologist, practitioner, pp, stranger, as_user
):
    address = url(name, draft.pk)
    assert as_user(psychologist).get(address).status_code == 200
    reads = 200 if name == "formulation_detail" else 403
    assert as_user(practitioner).get(address).status_code == reads
    for user in (pp, stranger):
        assert as_user(user).get(address).status_code == 404


def test_a_version_is_the_teams_alone(agreed, practitioner, pp, stranger, as_user):
    address = url("formulation_version", agreed.pk)
    assert as_user(practitioner).get(address).status_code == 200
    for user in (pp, stranger):
        assert as_user(user).get(address).status_code == 404


def test_one_barred_from_the_record_reads_neither(agreed, practitioner, service_user):
    AccessLimit.objects.create(service_user=service_user, user=practitioner, kind="EXCLUDED")
    ServiceUser.objects.filter(pk=service_user.pk).update(has_exclusions=True)
    for model in (Formulation, FormulationVersion, SharedPage):
        assert not model.objects.visible_to(practitioner).exists()


@pytest.mark.ci
@pytest.mark.usefixtures("rows_share_numbers")
def test_no_page_of_the_service_shows_a_pp_the_working_text(
    agreed, draft, pp, psychologist, service_user, as_user
):
    """Every address, with every number there is here: the canary sings in none."""
    asked = actions.ask_consultation(
        by=pp, at=NOW, service_user_id=service_user.pk, wanted="TALK", question="Why?"
    )
    actions.add_working_note(
        consultation_id=asked.pk, words=f"{CANARY}-note", by=psychologist, at=NOW
    )
    client, opened = as_user(pp), 0
    numbers = {agreed.pk, draft.pk, service_user.pk, asked.pk}
    for address in addresses(numbers):
        if address.startswith("/admin/"):
            continue
        answer = client.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        opened += answer.status_code == 200
        assert CANARY not in body.decode(errors="replace"), address
    assert opened >= 20


# --- The pages ---------------------------------------------------------------------------------------------


def test_it_is_begun_written_and_agreed_in_the_product(psychologist, service_user, as_user, now):
    client = as_user(psychologist)
    begun = client.post(url("formulation_start", service_user.pk), follow=True)
    assert "Still empty" in begun.content.decode()
    formulation = Formulation.objects.get()
    client.post(
        url("formulation_write", formulation.pk),
        {"version": 1, "level": 1, **WORKING, **PAGE},
    )
    client.post(
        url("formulation_agree", formulation.pk),
        {
            "version": 2,
            "written_with": "the PP",
            "with_person": "no",
            "review_on": "2027-03-01",
        },
    )
    assert FormulationVersion.objects.get().written_with == "the PP"


def test_starting_one_says_so_and_the_next_only_opens_it(psychologist, service_user, pp, as_user):
    asked = actions.ask_consultation(
        service_user_id=service_user.pk, wanted="TALK", question="Why?", by=pp, at=NOW
    )
    client = as_user(psychologist)
    start = url("formulation_start", service_user.pk)
    pages = [asked.get_absolute_url(), reverse("reports:person", args=[service_user.pk])]
    for page in pages:
        assert "Start a formulation" in client.get(page).text
    begun = client.post(start, {"consultation": asked.pk}, follow=True)
    assert "A formulation is started: an empty draft." in begun.text
    for page in pages:
        found = client.get(page).text
        assert "Start a formulation" not in found
        assert Formulation.objects.get().get_absolute_url() in found


def test_what_is_half_written_is_not_offered_to_be_agreed(draft, psychologist, as_user):
    client, agree_it = as_user(psychologist), url("formulation_agree", draft.pk)
    page = client.get(draft.get_absolute_url()).text
    assert agree_it not in page
    assert "Still empty, and needed at this level: Presenting: what is happening" in page
    sent = client.get(agree_it, follow=True)
    assert sent.redirect_chain[-1][0] == url("formulation_write", draft.pk)
    assert "Still empty, and needed at this level" in sent.text
    write(draft, psychologist)
    assert agree_it in client.get(draft.get_absolute_url()).text


def test_the_writing_page_marks_what_each_level_needs(draft, psychologist, as_user):
    form = as_user(psychologist).get(url("formulation_write", draft.pk)).context["form"]
    marked = {name: str(field.help_text) for name, field in form.fields.items()}
    assert "Needed at every level." in marked["presenting"]
    assert "Needed at levels 2 and 3." in marked["risk_link"]
    assert "Needed at level 3." in marked["staff_response"]


def test_two_versions_stand_side_by_side(agreed, draft, psychologist, as_user):
    write(draft, psychologist, presenting="He talks now", in_short="He lets people nearer")
    second = agree(draft, psychologist)
    page = as_user(psychologist).get(url("formulation_version", second.pk)).content.decode()
    assert f"<del>{CANARY}-presenting</del>" in page
    assert "<ins>He talks now</ins>" in page
    assert page.count(">changed<") == 2


def test_starting_is_a_button_and_refuses_those_who_may_not(
    practitioner, stranger, psychologist, service_user, as_user
):
    address = url("formulation_start", service_user.pk)
    assert as_user(psychologist).get(address).status_code == 405
    assert as_user(practitioner).post(address).status_code == 403
    assert as_user(stranger).post(address).status_code == 404
    assert as_user(psychologist).post(address, {"consultation": "9999"}).status_code == 404


def test_the_pages_cost_little_and_the_same_with_more_versions(
    agreed, draft, psychologist, service_user, as_user, get_statements
):
    client = as_user(psychologist)
    addresses = [
        url("formulation_detail", draft.pk),
        url("formulation_version", agreed.pk),
        url("formulation_shared", service_user.pk),
        url("formulation_write", draft.pk),
        url("formulation_agree", draft.pk),
    ]
    first = [len(get_statements(client, address)[1]) for address in addresses]
    for number in range(2):
        write(draft, psychologist, presenting=f"Later {number}")
        agree(draft, psychologist)
    assert [len(get_statements(client, address)[1]) for address in addresses] == first
    assert max(first) <= MOST

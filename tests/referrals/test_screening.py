"""Criteria as data: versions, what a screening keeps, the OASys screen, and what instead."""

from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from people.permissions import Role
from people.rules import NotAllowed
from referrals import actions, rules
from referrals.models import CriteriaSet, Criterion, Referral, Screening
from referrals.rules import Answer, CriteriaGroup, ScreeningOutcome, Status, Step, Tier
from tests import factories as make
from tests.referrals.test_actions import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AT = make.NOW
TOMORROW = make.TODAY + timedelta(days=1)
MEN = ("personality", "reoffending", "harm", "link")
MET = dict.fromkeys(MEN, Answer.MET)


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def draft(service_user, pp):
    return actions.start(service_user_id=service_user.pk, by=pp, at=AT)


@pytest.fixture
def save(draft, pp):
    def screen(**values):
        actions.save_step(referral_id=draft.pk, step=Step.ELIGIBILITY, values=values, by=pp, at=AT)
        return Screening.objects.get(referral=draft)

    return screen


@pytest.fixture
def add(administrator, team):
    return partial(
        actions.add_criteria_set,
        group=CriteriaGroup.MEN,
        region_id=team.region_id,
        in_force_from=TOMORROW,
        why="New guidance",
        criteria=[("harm", "High risk of serious harm", ""), ("", "Asks for help", "")],
        by=administrator,
        at=AT,
    )


def in_force(team, group=CriteriaGroup.MEN, on=make.TODAY):
    return CriteriaSet.objects.in_force(group=group, region_id=team.region_id, on=on)


def test_men_and_women_begin_with_their_own_criteria(team):
    assert in_force(team).codes() == list(MEN)
    assert "offence" in in_force(team, CriteriaGroup.WOMEN).codes()


def test_a_new_version_is_in_force_from_its_day_and_the_old_one_stays(team, add):
    before = in_force(team)
    added = add()

    assert (in_force(team), in_force(team, on=TOMORROW)) == (before, added)
    assert [str(one) for one in added.criteria.all()] == [
        "High risk of serious harm",
        "Asks for help",
    ]
    assert CriteriaSet.objects.filter(code=before.code).exists()


def test_a_regions_own_criteria_are_not_another_regions(team, add):
    added = add()
    elsewhere = make.make_team("Far team", region="Elsewhere")

    assert in_force(elsewhere, on=TOMORROW) != added


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"in_force_from": make.TODAY}, "after today"),
        ({"criteria": []}, "at least one"),
        ({"criteria": [("", "Harm", ""), ("", "harm", "")]}, "say the same"),
        ({"why": " "}, "why the criteria change"),
    ],
)
def test_what_a_new_version_must_say(add, changed, words):
    with pytest.raises(NotAllowed, match=words):
        add(**changed)
    assert CriteriaSet.objects.count() == 2


def test_only_an_administrator_of_the_region_adds_a_version(add, lead, pp):
    for other in (
        lead,
        pp,
        make.make_user(make.make_team("Far", region="Elsewhere"), Role.ADMINISTRATOR),
    ):
        with pytest.raises(NotAllowed, match="administrator"):
            add(by=other)


def test_two_versions_for_one_day_are_refused(add):
    add()
    with pytest.raises(NotAllowed, match="already begin"):
        add()


def test_a_version_once_added_cannot_be_changed(add):
    added = add()
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaSet.objects.filter(pk=added.pk).update(why="Another reason")
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.filter(criteria_set=added).update(words="Something else")


def test_a_version_whose_record_cannot_be_written_is_not_added(add, trail_closed):
    with trail_closed():
        add()
    assert CriteriaSet.objects.count() == 2


def test_a_draft_keeps_the_criteria_it_was_begun_with_and_its_page_says_so(
    as_user, pp, draft, save, add
):
    add()
    with time_machine.travel(AT + timedelta(days=2)):
        page = as_user(pp).get(url("referral_step", draft.pk, Step.ELIGIBILITY))
    assert "keeps the criteria it was begun with" in page.content.decode()

    screening = save(answers=MET)

    assert screening.criteria_set_id == rules.MEN_2023
    assert screening.outcome == ScreeningOutcome.ELIGIBLE


@pytest.fixture
def before(service_user, pp):
    """What was judged for an earlier referral of the same person."""
    earlier = make.make_referral(service_user, referrer=pp, status=Status.CLOSED, days_ago=90)
    Screening.objects.filter(referral=earlier).update(
        answers=MET | {"harm": "NOT_MET"}, notes={"harm": "OASys of May"}, oasys_pd_score=7
    )
    return earlier


def test_what_the_last_referral_said_is_there_with_its_day_and_kept_only_by_saving(
    as_user, pp, before, draft
):
    client = as_user(pp)
    page = client.get(url("referral_step", draft.pk, Step.ELIGIBILITY))

    given = page.context["form"].initial
    assert (given["criterion_harm"], given["note_harm"]) == ("NOT_MET", "OASys of May")
    assert given["oasys_pd_score"] == 7
    assert "as on 25 August 2026, from the last referral. Look at each again" in page.text
    assert Step.ELIGIBILITY in Referral.objects.get(pk=draft.pk).steps_missing()
    assert not Screening.objects.filter(referral=draft).exists()

    send(client, draft)
    again = client.get(url("referral_step", draft.pk, Step.ELIGIBILITY))
    assert "from the last referral" not in again.text
    assert again.context["form"].initial["criterion_harm"] == "MET"


def test_by_other_criteria_nothing_is_carried(as_user, pp, before, draft):
    Screening.objects.filter(referral=before).update(criteria_set=rules.WOMEN_2023)

    page = as_user(pp).get(url("referral_step", draft.pk, Step.ELIGIBILITY))

    assert "criterion_harm" not in page.context["form"].initial
    assert "from the last referral" not in page.text


def test_an_outcome_stays_as_it_was_when_the_criteria_change(draft, save, add, pp, service_user):
    before = save(answers=MET)
    add()

    after = Screening.objects.get(referral=draft)
    assert (after.outcome, after.criteria_set_id) == (before.outcome, before.criteria_set_id)
    later = actions.start(
        service_user_id=service_user.pk, by=pp, at=AT + timedelta(days=2), tier=Tier.THREE
    )
    assert CriteriaSet.objects.for_referral(later).in_force_from == TOMORROW


def test_the_criteria_follow_when_the_sex_recorded_was_wrong(draft, save, service_user):
    save(answers=MET)
    service_user.sex = "F"
    service_user.save()

    screening = save(answers=MET)

    assert screening.criteria_set_id == rules.WOMEN_2023
    assert screening.answers == {"personality": "MET", "harm": "MET", "link": "MET"}
    assert screening.outcome == ScreeningOutcome.MORE_NEEDED


def test_the_step_is_done_only_when_every_criterion_has_an_answer(draft, save):
    save(answers={"harm": Answer.MET})
    draft.refresh_from_db()
    assert Step.ELIGIBILITY in draft.steps_missing()

    save(answers=dict.fromkeys(MEN, Answer.UNKNOWN))
    draft.refresh_from_db()
    assert Step.ELIGIBILITY not in draft.steps_missing()


def test_each_criterion_keeps_its_note_and_the_readers_see_it(as_user, pp, draft, save):
    save(answers=MET, notes={"harm": "OASys of May"})

    page = as_user(pp).get(url("referral_step", draft.pk, Step.ELIGIBILITY))
    assert page.context["form"].initial["note_harm"] == "OASys of May"


def test_the_score_is_counted_from_the_items(save):
    screening = save(answers=MET, pd_items=["VIOLENCE", "RECKLESS"], pd_indicators=["SELF_HARM"])

    assert (screening.oasys_pd_score, screening.pd_indicators) == (2, ["SELF_HARM"])


def test_a_total_alone_may_be_entered(save):
    assert save(answers=MET, oasys_pd_score=8).pd_items == []


@pytest.mark.parametrize(("score", "suggests"), [(7, False), (8, True)])
def test_what_a_score_suggests_stands_beside_it(service_user, as_user, pp, score, suggests):
    sent = make.make_referral(service_user, referrer=pp)
    Screening.objects.filter(referral=sent).update(oasys_pd_score=score)
    page = as_user(pp).get(sent.get_absolute_url()).text
    assert f"{score} of 10." in page
    assert ("8 or more suggests a referral or a consultation." in page) is suggests


def test_a_total_that_is_not_its_items_is_refused_by_the_rule_and_the_database(save):
    with pytest.raises(NotAllowed, match="agree"):
        save(answers=MET, pd_items=["VIOLENCE"], oasys_pd_score=8)
    screening = save(answers=MET, pd_items=["VIOLENCE"])
    screening.oasys_pd_score = 8
    with pytest.raises(IntegrityError), transaction.atomic():
        screening.save()


def test_a_signed_override_ends_when_the_answers_change(draft, save, pp, psychologist):
    not_met = MET | {"harm": Answer.NOT_MET}
    save(answers=not_met)
    actions.ask_for_override(referral_id=draft.pk, reason="Recent threats", by=pp, at=AT)
    actions.sign_override(referral_id=draft.pk, reason="I agree", by=psychologist, at=AT)

    assert save(answers=not_met).outcome == ScreeningOutcome.OVERRIDDEN
    changed = save(answers=not_met | {"link": Answer.NOT_MET})
    assert (changed.outcome, changed.overridden_by) == (ScreeningOutcome.NOT_ELIGIBLE, None)


def test_an_override_is_asked_for_with_a_reason_and_after_the_answers(draft, save, pp):
    asked = partial(actions.ask_for_override, referral_id=draft.pk, by=pp, at=AT)
    with pytest.raises(NotAllowed, match="criteria first"):
        asked(reason="x")
    save(answers={})
    with pytest.raises(NotAllowed, match="why they should be seen"):
        asked(reason=" ")


POSTED = {f"criterion_{code}": "MET" for code in MEN}


def send(client, draft, **posted):
    version = Referral.objects.get(pk=draft.pk).version
    return client.post(
        url("referral_step", draft.pk, Step.ELIGIBILITY), POSTED | {"version": version} | posted
    )


def test_who_is_not_eligible_is_told_what_can_be_done_instead(as_user, pp, draft):
    client = as_user(pp)
    sent = send(client, draft, criterion_harm="NOT_MET", note_harm="Medium in May")
    assert sent.url == url("referral_not_eligible", draft.pk)

    page = client.get(sent.url).content.decode()
    for words in ("Medium in May", "consultation", "formulation", "Materials", "local service"):
        assert words in page

    onward = client.post(sent.url, {"tier_one": "1"})
    assert onward.url == url("referral_step", draft.pk, Step.HOPES)
    assert Referral.objects.get(pk=draft.pk).tier == Tier.ONE


def test_an_override_is_asked_for_on_the_same_page(as_user, pp, draft, psychologist):
    client = as_user(pp)
    page = url("referral_not_eligible", draft.pk)
    send(client, draft, criterion_harm="UNKNOWN")
    empty = client.post(page, {"ask": "1", "reason": ""})
    assert "reason" in empty.context["form"].errors

    assert client.post(page, {"ask": "1", "reason": "Threats since May"}).status_code == 302
    assert Referral.to_override.visible_to(psychologist).filter(pk=draft.pk).exists()
    assert send(client, draft, criterion_harm="UNKNOWN").url == url(
        "referral_step", draft.pk, Step.HOPES
    )


@pytest.mark.parametrize("page", ["referral_check", "referral_tasks"])
def test_who_went_on_not_eligible_finds_the_way_to_ask(as_user, pp, draft, save, page):
    fill(draft, by=pp)
    save(answers=dict.fromkeys(MEN, "NOT_MET"))
    html = as_user(pp).get(url(page, draft.pk)).content.decode()

    assert "Ask for Tier 1 instead, or ask" in html
    assert f'href="{url("referral_not_eligible", draft.pk)}"' in html


def test_who_is_eligible_goes_straight_on(as_user, pp, draft):
    client = as_user(pp)
    sent = send(client, draft, pd_known="ITEMS", pd_items=["VIOLENCE"])

    assert sent.url == url("referral_step", draft.pk, Step.HOPES)
    assert Screening.objects.get().oasys_pd_score == 1
    assert client.get(url("referral_not_eligible", draft.pk)).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("pp", 200), ("lead", 404), ("stranger", 404)])
def test_the_page_is_the_writers_alone(request, as_user, draft, save, who, status):
    save(answers={})
    reader = request.getfixturevalue(who)

    assert as_user(reader).get(url("referral_not_eligible", draft.pk)).status_code == status


def test_the_pages_cost_at_most_twelve_statements(as_user, get_statements, pp, draft, save):
    save(answers={})
    for page in (
        url("referral_not_eligible", draft.pk),
        url("referral_step", draft.pk, "eligibility"),
    ):
        _response, statements = get_statements(as_user(pp), page)
        assert len(statements) <= 12


def test_the_list_of_criteria_costs_the_same_however_many_there_are(
    as_user, get_statements, administrator, add
):
    counts = []
    for day in (1, 2, 3):
        add(in_force_from=make.TODAY + timedelta(days=day))
        response, statements = get_statements(as_user(administrator), url("criteria_list"))
        assert response.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[2] <= 12


def test_an_administrator_adds_a_version_from_the_one_in_force(as_user, administrator, team):
    client = as_user(administrator)
    page = url("criteria_new", "MEN")
    shown = client.get(page).context["form"].initial
    assert shown["words_2"] == "High or very high risk of serious harm"

    sent = client.post(
        page, {**shown, "words_4": "Asks for help", "why": "Guidance", "in_force_from": TOMORROW}
    )

    assert sent.status_code == 302, sent.context["form"].errors
    assert in_force(team, on=TOMORROW).codes() == [*MEN, "asks-for-help-4"]


def test_a_version_is_refused_in_words_with_what_was_typed_kept(as_user, administrator):
    sent = as_user(administrator).post(
        url("criteria_new", "MEN"),
        {"words_0": "KEPT", "why": "Guidance", "in_force_from": date(2026, 11, 23)},
    )

    assert "in_force_from" in sent.context["form"].errors
    assert "KEPT" in sent.content.decode()


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("criteria_list", "pp", 200),
        ("criteria_list", "lead", 200),
        ("criteria_new", "pp", 403),
        ("criteria_new", "lead", 403),
        ("criteria_new", "administrator", 200),
    ],
)
def test_who_may_read_and_who_may_add(request, as_user, name, who, status):
    reader = request.getfixturevalue(who)
    args = ["WOMEN"] if name == "criteria_new" else []

    assert as_user(reader).get(url(name, *args)).status_code == status


def test_there_are_no_criteria_for_anybody_else(as_user, administrator):
    assert as_user(administrator).get(url("criteria_new", "CHILDREN")).status_code == 404


# --- Somebody whose sex the record does not say ---------------------------------------------------------


@pytest.fixture
def not_known(service_user):
    service_user.sex = "NS"
    service_user.save()
    return service_user


def step(draft):
    return url("referral_step", draft.pk, Step.ELIGIBILITY)


def test_which_criteria_apply_is_asked_before_any_is_shown(as_user, pp, not_known, draft):
    client = as_user(pp)
    shown = client.get(step(draft)).context["form"]
    assert set(shown.fields) == {"version", "criteria_group"}
    nothing = client.post(step(draft), {"version": draft.version})
    assert nothing.context["form"].errors.keys() == {"criteria_group"}

    sent = client.post(step(draft), {"version": draft.version, "criteria_group": "WOMEN"})
    assert sent.url == step(draft)
    form = client.get(sent.url).context["form"]
    assert form.initial["criteria_group"] == "WOMEN"
    asked = [name for name in form.fields if name.startswith("criterion_")]
    assert len(asked) == len(form.initial["criteria"]) > 0
    draft.refresh_from_db()
    assert Step.ELIGIBILITY in draft.steps_missing()
    criteria = CriteriaSet.objects.for_referral(draft)
    assert criteria.code == rules.WOMEN_2023

    answers = {f"criterion_{code}": "MET" for code in criteria.codes()}
    done = client.post(
        step(draft), {"version": draft.version, "criteria_group": "WOMEN", **answers}
    )
    assert done.url == url("referral_step", draft.pk, Step.HOPES)
    screening = Screening.objects.get(referral=draft)
    assert (screening.criteria_set_id, screening.outcome) == (rules.WOMEN_2023, "ELIGIBLE")


def test_other_criteria_chosen_later_are_asked_anew(as_user, pp, not_known, draft, save):
    save(criteria_group="MEN", answers=MET)
    draft.refresh_from_db()
    assert Step.ELIGIBILITY not in draft.steps_missing()

    sent = as_user(pp).post(
        step(draft),
        {
            "version": draft.version,
            "criteria_group": "WOMEN",
            **{f"criterion_{code}": "MET" for code in MEN},
        },
    )
    assert sent.url == step(draft)
    draft.refresh_from_db()
    assert Step.ELIGIBILITY in draft.steps_missing()


def test_no_door_screens_by_criteria_nobody_chose(not_known, draft, save):
    with pytest.raises(NotAllowed) as refusal:
        save(answers=MET)
    assert refusal.value.field == "criteria_group"
    assert not Screening.objects.exists()


def test_come_back_later_needs_no_choice(as_user, pp, not_known, draft):
    sent = as_user(pp).post(step(draft), {"version": draft.version, "later": "1"})
    assert sent.url == url("referral_tasks", draft.pk)


def test_a_sex_recorded_later_goes_before_what_was_chosen(not_known, draft, save):
    save(criteria_group="WOMEN", answers={})
    not_known.sex = "M"
    not_known.save()
    found = Referral.objects.get(pk=draft.pk)
    assert found.criteria_group == "WOMEN"
    assert CriteriaSet.objects.for_referral(found).code == rules.MEN_2023


def test_what_was_chosen_goes_along_to_the_next_referral(not_known, pp):
    again = make.make_referral(
        not_known, referrer=pp, status=Status.CLOSED, criteria_group="WOMEN", tier=3
    )
    later = actions.start(service_user_id=not_known.pk, by=pp, at=AT)
    assert (again.criteria_group, later.criteria_group) == ("WOMEN", "WOMEN")


def test_of_whom_the_record_says_it_nobody_asks(as_user, pp, draft):
    assert "criteria_group" not in as_user(pp).get(step(draft)).context["form"].fields

"""What a referral asks, where each answer is kept, and that each is read again."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from notices.models import Notice
from notices.rules import NoticeKind
from people.actions import Place, move
from people.models import Registration, ServiceUser, Venue, VenueWish
from people.rules import NotAllowed, Stale
from referrals import actions, rules
from referrals.models import Agency, Referral
from referrals.rules import Readiness, Status, Step, Tier
from tests import factories as make
from tests.referrals.test_actions import fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AT = make.NOW
SOON = make.TODAY + timedelta(days=60)


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def draft(service_user, pp):
    return actions.start(service_user_id=service_user.pk, by=pp, at=AT)


@pytest.fixture
def save(draft, pp):
    return partial(actions.save_step, referral_id=draft.pk, by=pp, at=AT)


@pytest.fixture
def office(db):
    return Venue.objects.create(name="Cardiff office", kind="PROBATION_OFFICE")


@pytest.fixture
def not_yet(draft, save, pp):
    fill(draft, by=pp)
    save(
        step=Step.READINESS,
        values={
            "readiness": Readiness.NOT_YET,
            "readiness_factors": ["SUBSTANCES"],
            "readiness_note": "Out drinking since the flat fell through",
            "review_proposed_on": SOON,
        },
    )
    return actions.submit(referral_id=draft.pk, by=pp, at=AT)


def test_what_belongs_to_the_person_is_kept_with_the_person(save, service_user, office, pp):
    save(
        step=Step.PERSON,
        values={"pronouns": "he/him", "adjustments": "Dyslexia", "worker_gender": "WOMAN"},
    )
    save(step=Step.RISK, values={"registers": {"MAPP": SOON}, "rosh_public": "HIGH"})
    save(step=Step.READINESS, values={"venue_wishes": {office.pk: "REFUSES"}})

    person = ServiceUser.objects.get(pk=service_user.pk)
    assert (person.pronouns, person.adjustments, person.worker_gender) == (
        "he/him",
        "Dyslexia",
        "WOMAN",
    )
    assert (person.rosh_public, person.risk_recorded_on) == ("HIGH", make.TODAY)
    assert person.changed_by == pp
    assert Registration.objects.get(service_user=person).review_on == SOON
    assert VenueWish.objects.get(service_user=person).wish == "REFUSES"


def test_a_second_referral_finds_it_all_there(as_user, save, service_user, office, pp):
    save(step=Step.PERSON, values={"adjustments": "Dyslexia"})
    save(step=Step.READINESS, values={"venue_wishes": {office.pk: "PREFERS"}})
    again = actions.start(service_user_id=service_user.pk, by=pp, at=AT, tier=Tier.THREE)
    client = as_user(pp)

    person = client.get(url("referral_step", again.pk, Step.PERSON)).content.decode()
    places = client.get(url("referral_step", again.pk, Step.READINESS)).context["form"].initial
    assert "Dyslexia" in person
    assert (places["place_0_venue"], places["place_0_wish"]) == (office.pk, "PREFERS")


def test_one_tick_confirms_what_the_record_holds(as_user, pp, draft, service_user):
    before = ServiceUser.objects.get(pk=service_user.pk).version
    page = as_user(pp).get(url("referral_step", draft.pk, Step.PERSON))
    shown = page.context["form"].initial
    sent = as_user(pp).post(
        url("referral_step", draft.pk, Step.PERSON),
        {"details_confirmed": "on", "version": shown["version"], "prefers_welsh": "no"},
    )

    assert sent.status_code == 302
    assert ServiceUser.objects.get(pk=service_user.pk).version == before


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(save, service_user):
    service_user.adjustments, service_user.version = "Hearing loop", 5
    service_user.save()

    with pytest.raises(Stale):
        save(step=Step.PERSON, values={"adjustments": "None known", "person_version": 1})
    assert ServiceUser.objects.get(pk=service_user.pk).adjustments == "Hearing loop"


def test_a_register_left_out_has_ended_and_one_kept_has_its_new_day(save, service_user):
    save(step=Step.RISK, values={"registers": {"MAPP": SOON, "WEAP": None}})
    save(step=Step.RISK, values={"registers": {"MAPP": SOON + timedelta(days=90)}})

    left = Registration.objects.current().get(service_user=service_user)
    assert (left.register, left.review_on) == ("MAPP", SOON + timedelta(days=90))
    assert Registration.objects.filter(service_user=service_user).count() == 2


def test_a_register_nobody_has_reviewed_for_years_is_asked_about(save):
    with pytest.raises(NotAllowed, match="more than a year old"):
        save(step=Step.RISK, values={"registers": {"MAPP": make.TODAY - timedelta(days=400)}})


def test_other_services_are_rows_and_go_along(save, draft, pp, service_user, psychologist):
    row = {"service": "CMHT", "contact": "Duty worker", "says": "Too risky for us"}
    fill(draft, by=pp)
    save(step=Step.NETWORK, values={"agencies": [row]})
    sent = actions.submit(referral_id=draft.pk, by=pp, at=AT)
    onward = actions.redirect(
        referral_id=sent.pk,
        tier=3,
        reason="NEEDS_PSYCHOLOGIST",
        words="Trauma",
        by=psychologist,
        at=AT,
    )
    again = actions.start(service_user_id=service_user.pk, by=pp, at=AT, tier=Tier.ONE)

    for referral in (sent, onward, again):
        assert referral.agencies.values("service", "contact", "says").get() == row
    assert onward.explained == sent.explained


def test_not_yet_needs_a_day_within_six_months(draft, save, pp):
    fill(draft, by=pp)
    for day in (make.TODAY, make.TODAY + timedelta(days=300)):
        with pytest.raises(NotAllowed):
            save(
                step=Step.READINESS,
                values={"readiness": Readiness.NOT_YET, "review_proposed_on": day},
            )
    save(step=Step.READINESS, values={"readiness": Readiness.NOT_YET})
    with pytest.raises(NotAllowed, match="when to look again"):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)


def test_not_yet_is_accepted_to_a_pause_with_the_day_the_pp_proposed(as_user, lead, not_yet):
    client = as_user(lead)
    page = client.get(url("referral_detail", not_yet.pk))
    offered = {button["url"] for button in page.context["buttons"]}
    assert url("referral_accept_to_pause", not_yet.pk) in offered

    form = client.get(url("referral_accept_to_pause", not_yet.pk)).context["form"]
    assert form.initial["review_on"] == SOON
    assert form.initial["reason"] == "Drinking or using drugs"
    client.post(
        url("referral_accept_to_pause", not_yet.pk),
        {"reason": "Until the flat is sure", "review_on": SOON, "version": not_yet.version},
    )

    paused = Referral.objects.get(pk=not_yet.pk)
    assert (paused.status, paused.review_on) == (Status.PAUSED, SOON)
    assert [row.to_status for row in paused.changes.order_by("pk")] == [
        "DRAFT",
        "SUBMITTED",
        "WAITING",
        "PAUSED",
    ]


def test_accepted_to_a_pause_is_one_piece_of_news(pp, lead, not_yet):
    actions.accept_to_pause(
        referral_id=not_yet.pk, reason="Until the flat is sure", review_on=SOON, by=lead, at=AT
    )

    assert [one.kind for one in Notice.objects.filter(user=pp)] == [NoticeKind.REFERRAL_PAUSED]


def test_an_acceptance_whose_pause_is_refused_does_not_happen(lead, not_yet):
    with pytest.raises(NotAllowed, match="after today"):
        actions.accept_to_pause(
            referral_id=not_yet.pk, reason="x", review_on=make.TODAY, by=lead, at=AT
        )
    assert Referral.objects.get(pk=not_yet.pk).status == Status.SUBMITTED


def test_a_mappa_category_is_kept_with_the_person_and_read_beside_the_level(
    as_user, draft, save, service_user, pp
):
    save(step=Step.RISK, values={"mappa_level": "2", "mappa_category": "1"})

    service_user.refresh_from_db()
    assert (service_user.mappa_level, service_user.mappa_category) == ("2", "1")
    fill(draft, by=pp)
    page = as_user(pp).get(reverse("referrals:referral_check", args=[draft.pk]))
    assert "MAPPA level 2, category 1" in page.text
    step = as_user(pp).get(reverse("referrals:referral_step", args=[draft.pk, Step.RISK]))
    assert step.context["form"].initial["mappa_category"] == "1"


def test_a_release_date_in_the_past_is_refused(draft, pp, service_user):
    arrived = make.TODAY - timedelta(days=100)
    prison = Venue.objects.create(name="HMP Parc", kind="PRISON")
    place = partial(Place, "CUSTODY", arrived, venue_id=prison.pk)
    with pytest.raises(NotAllowed, match="has passed"):
        move(
            service_user_id=service_user.pk,
            by=pp,
            at=AT,
            where=place(release_expected_on=make.TODAY - timedelta(days=1)),
        )
    move(
        service_user_id=service_user.pk,
        by=pp,
        at=AT - timedelta(days=50),
        where=place(release_expected_on=make.TODAY - timedelta(days=1)),
    )
    fill(draft, by=pp)
    with pytest.raises(NotAllowed, match="release date recorded is in the past"):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)


def test_custody_says_where_until_when_and_where_to(as_user, draft, pp, service_user):
    prison = Venue.objects.create(name="HMP Parc", kind="PRISON")
    premises = Venue.objects.create(name="Quay House", kind="APPROVED_PREMISES")
    move(
        service_user_id=service_user.pk,
        by=pp,
        at=AT,
        where=Place(
            "CUSTODY",
            make.TODAY,
            venue_id=prison.pk,
            release_unknown_reason="Parole hearing in May",
            released_to_id=premises.pk,
        ),
    )
    page = as_user(pp).get(url("referral_step", draft.pk, Step.PERSON)).content.decode()

    assert (
        "In custody, HMP Parc, release date not known: Parole hearing in May, then to Quay House"
        in page
    )


def test_what_was_explained_is_asked_before_it_is_sent(draft, save, pp):
    fill(draft, by=pp)
    save(step=Step.NETWORK, values={"consent": "AGREED", "explained": []})

    with pytest.raises(NotAllowed, match="explained"):
        actions.submit(referral_id=draft.pk, by=pp, at=AT)


def test_tier_1_asks_for_three_parts_only(draft, save, pp):
    save(step=Step.PERSON, values={"details_confirmed": True})
    save(step=Step.HOPES, values={"tier": 1, "hope_wellbeing": "Sleep", "hope_risk": "Calm"})
    save(step=Step.RISK, values={"rosh_confirmed": True, "risk_summary": "High"})

    assert actions.submit(referral_id=draft.pk, by=pp, at=AT).tier == Tier.ONE


CANARIES = {
    Step.PERSON: {
        "preferred_name": "Canary-called",
        "pronouns": "canary/they",
        "interpreter_language": "Canarian",
        "adjustments": "Canary-adjustment",
        "must_not_meet": "Canary-apart",
        "worker_gender": "WOMAN",
        "prefers_welsh": True,
    },
    Step.ELIGIBILITY: {
        "answers": {"harm": "MET"},
        "notes": {"harm": "Canary-note"},
        "pd_items": ["RECKLESS"],
        "pd_indicators": ["SELF_HARM"],
        "note": "Canary-more",
    },
    Step.HOPES: {
        "tried_before": "Canary-tried",
        "tried_by": "Canary-by-whom",
        "let_down": "Canary-let-down",
    },
    Step.RISK: {"room_worries": "Canary-room", "registers": {"WEAP": SOON}},
    Step.READINESS: {
        "readiness": "NOT_YET",
        "readiness_factors": ["HEADSPACE"],
        "review_proposed_on": SOON,
        "readiness_note": "Canary-ready",
        "venue_worries": "Canary-waiting",
        "worker_wish": "Canary-worker",
    },
    Step.NETWORK: {
        "agencies": [{"service": "Canary-CMHT", "contact": "Canary-duty", "says": "Canary-says"}],
        "network": "Canary-family",
        "explained": ["PRIVATE"],
    },
}
READ = [
    value
    for values in CANARIES.values()
    for value in values.values()
    if isinstance(value, str) and "anar" in value
] + [
    "Canary-note",
    "Canary-CMHT",
    "Canary-duty",
    "Canary-says",
    "A woman",
    "Prefers Welsh",
    "Reckless, takes risks",
    "Self-harm or suicide attempts",
    "Weapons, next review 22 January 2027",
    "Not in the right headspace",
    "Look again on",
    "Cardiff office",
    "What stays between them and IIRMS",
]


@pytest.fixture
def told(draft, save, pp, office):
    fill(draft, by=pp)
    for step, values in CANARIES.items():
        more = {"venue_wishes": {office.pk: "KNOWS"}} if step == Step.READINESS else {}
        save(step=step, values=values | more)
    return draft


def test_everything_asked_is_read_before_sending_and_after(as_user, told, pp, save, lead):
    save(
        step=Step.ELIGIBILITY,
        values=CANARIES[Step.ELIGIBILITY]
        | {"answers": dict.fromkeys(("personality", "reoffending", "harm", "link"), "MET")},
    )
    check = as_user(pp).get(url("referral_check", told.pk)).content.decode()
    actions.submit(referral_id=told.pk, by=pp, at=AT)
    detail = as_user(lead).get(url("referral_detail", told.pk)).content.decode()

    for page in (check, detail):
        assert [words for words in READ if words not in page] == []


def test_whoever_allocates_reads_the_wishes(as_user, told, pp, lead, save):
    save(
        step=Step.ELIGIBILITY,
        values={"answers": dict.fromkeys(("personality", "reoffending", "harm", "link"), "MET")},
    )
    actions.submit(referral_id=told.pk, by=pp, at=AT)
    actions.accept(referral_id=told.pk, by=lead, at=AT)

    page = as_user(lead).get(reverse("tiers:allocate", args=[told.pk])).content.decode()
    for words in ("A woman", "Canary-worker", "Canary-apart", "Cardiff office", "Canary-waiting"):
        assert words in page


def test_a_row_half_filled_names_what_is_missing_and_keeps_the_rest(as_user, pp, draft):
    sent = as_user(pp).post(
        url("referral_step", draft.pk, Step.NETWORK),
        {
            "consent": "AGREED",
            "explained": ["WORK"],
            "agency_1_says": "TYPED-AND-KEPT",
            "version": draft.version,
        },
    )

    assert "agency_1_service" in sent.context["form"].errors
    assert "TYPED-AND-KEPT" in sent.content.decode()


def test_a_register_named_twice_is_told(as_user, pp, draft):
    sent = as_user(pp).post(
        url("referral_step", draft.pk, Step.RISK),
        {"register_0_register": "MAPP", "register_1_register": "MAPP", "version": draft.version},
    )

    assert "register_1_register" in sent.context["form"].errors


def test_an_error_in_a_row_says_which_row(as_user, pp, draft):
    """At the top of the page, where the rows are not in sight."""
    sent = as_user(pp).post(
        url("referral_step", draft.pk, Step.NETWORK),
        {"agency_0_service": "CMHT", "agency_1_says": "No", "version": draft.version},
    )

    assert sent.context["form"].errors["agency_1_service"] == [
        "Service 2: Enter the name of the service."
    ]


def test_another_row_is_added_and_nothing_typed_is_lost(as_user, pp, draft):
    """Nothing else is asked for yet: what stands there is kept."""
    page = url("referral_step", draft.pk, Step.NETWORK)
    typed = {f"agency_{row}_service": f"Service of row {row}" for row in range(2)}
    added = as_user(pp).post(
        page, typed | {"network": "His aunt", "add": "1", "version": draft.version}
    )
    assert added.url == f"{page}#rows"

    form = as_user(pp).get(page).context["form"]
    assert [form.initial.get(name) for name in (*typed, "network")] == [*typed.values(), "His aunt"]
    assert "agency_3_service" in form.fields


def test_a_wrong_answer_stands_in_the_way_of_no_other_when_a_row_is_added(as_user, pp, draft):
    told = as_user(pp).post(
        url("referral_step", draft.pk, Step.RISK),
        {
            "register_0_register": "MAPP",
            "register_0_review_on": "nonsense",
            "risk_summary": "TYPED-AND-KEPT",
            "add": "1",
            "version": draft.version,
        },
    )

    assert set(told.context["form"].errors) == {"register_0_review_on"}
    assert "TYPED-AND-KEPT" in told.text


def test_a_part_with_something_in_it_is_begun(as_user, pp, draft, save):
    def states():
        items = as_user(pp).get(url("referral_tasks", draft.pk)).context["items"]
        return {item["title"]: str(item["status"]) for item in items}

    parts = (Step.READINESS.label, Step.NETWORK.label)
    assert {states()[part] for part in parts} == {"Not started"}
    save(step=Step.READINESS, values={"worker_wish": "Somebody older"})
    save(step=Step.NETWORK, values={"agencies": [{"service": "CMHT", "contact": "", "says": ""}]})
    assert {states()[part] for part in parts} == {"In progress"}


def test_each_hope_that_is_missing_is_named(as_user, pp, draft):
    sent = as_user(pp).post(url("referral_step", draft.pk, Step.HOPES), {"version": draft.version})

    errors = sent.context["form"].errors
    assert errors["hope_wellbeing"] == ["Enter the aim for wellbeing"]
    assert errors["hope_risk"] == ["Enter the aim for risk"]


def test_what_was_explained_is_asked_when_they_were_asked(as_user, pp, draft):
    def errors(consent):
        page = as_user(pp).post(
            url("referral_step", draft.pk, Step.NETWORK),
            {"consent": consent, "version": draft.version},
        )
        return page.context["form"].errors if page.context else {}

    assert "explained" in errors("AGREED")
    assert errors("NOT_ASKED") == {}


@pytest.mark.parametrize("step", list(Step))
def test_a_step_costs_at_most_twelve_statements(as_user, get_statements, pp, told, step):
    response, statements = get_statements(as_user(pp), url("referral_step", told.pk, step))

    assert response.status_code == 200
    assert len(statements) <= 12


def test_the_whole_referral_costs_at_most_twelve_statements(as_user, get_statements, told, pp):
    Agency.objects.create(referral=told, service="Another", position=7)
    _response, statements = get_statements(as_user(pp), url("referral_tasks", told.pk))
    assert len(statements) <= 12


def test_an_answer_whose_record_cannot_be_written_is_not_kept(
    draft, service_user, pp, trail_closed
):
    with trail_closed():
        actions.save_step(
            referral_id=draft.pk,
            step=Step.RISK,
            values={"registers": {"MAPP": SOON}, "room_worries": "x"},
            by=pp,
            at=AT,
        )
    assert not Registration.objects.exists()


def test_the_parts_each_tier_needs():
    assert rules.steps_for(Tier.ONE) == (Step.PERSON, Step.HOPES, Step.RISK)
    assert rules.steps_for(None) == rules.steps_for(Tier.TWO) == tuple(Step)

"""The front door's pages: who sees them, what they cost, what they refuse in words."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from people.permissions import Role
from people.rules import NotAllowed
from referrals import actions
from referrals.models import InformationRequest, Referral
from referrals.rules import Readiness, ReadinessFactor, Status, Step
from tests import factories as make
from tests.races import somebody_waits, together
from tests.referrals.onward_rows import make_service
from tests.referrals.test_actions import fill
from tiers.models import Material

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def draft(service_user, pp):
    return actions.start(service_user_id=service_user.pk, by=pp, at=make.NOW)


POSTED = {
    Step.PERSON: {"details_confirmed": "on"},
    Step.ELIGIBILITY: {
        **{f"criterion_{code}": "MET" for code in ("personality", "reoffending", "harm", "link")},
        "pd_known": "TOTAL",
        "oasys_pd_score": "9",
    },
    Step.HOPES: {"tier": "2", "hope_wellbeing": "Sleep", "hope_risk": "Walk away"},
    Step.RISK: {
        "rosh_public": "HIGH",
        "rosh_children": "LOW",
        "rosh_known_adult": "MEDIUM",
        "rosh_staff": "LOW",
        "mappa_level": "2",
        "risk_summary": "High to the public",
    },
    Step.READINESS: {"readiness": Readiness.READY, "venue_wish": "Side door"},
    Step.NETWORK: {"consent": "AGREED", "explained": ["CHOICE"]},
}


def test_a_pp_refers_somebody_in_eight_submissions(as_user, pp, service_user):
    client = as_user(pp)
    client.post(url("referral_new", service_user.pk))
    referral = Referral.objects.get()
    for step in Step:
        page = client.get(url("referral_step", referral.pk, step))
        version = page.context["form"].initial["version"]
        response = client.post(
            url("referral_step", referral.pk, step), POSTED[step] | {"version": version}
        )
        assert response.status_code == 302, response.context["form"].errors
    page = client.get(url("referral_check", referral.pk))
    response = client.post(
        url("referral_check", referral.pk), {"version": page.context["form"].initial["version"]}
    )

    assert response.url == url("referral_sent", referral.pk)
    assert referral.reference in client.get(response.url).content.decode()
    assert Referral.objects.get().status == Status.SUBMITTED


def test_a_half_filled_step_is_kept_for_later(as_user, pp, draft):
    as_user(pp).post(
        url("referral_step", draft.pk, Step.HOPES),
        {"hope_wellbeing": "To sleep", "later": "1", "version": draft.version},
    )

    assert Referral.objects.get(pk=draft.pk).hope_wellbeing == "To sleep"


def test_a_step_that_is_not_whole_names_what_is_missing_and_keeps_the_rest(as_user, pp, draft):
    response = as_user(pp).post(
        url("referral_step", draft.pk, Step.HOPES),
        {"hope_wellbeing": "TYPED-AND-KEPT", "version": draft.version},
    )

    assert response.status_code == 200
    assert {"tier", "hope_risk"} <= set(response.context["form"].errors)
    assert "TYPED-AND-KEPT" in response.content.decode()


def test_a_stale_step_is_refused_with_everything_typed_kept(as_user, pp, draft):
    response = as_user(pp).post(
        url("referral_step", draft.pk, Step.HOPES), POSTED[Step.HOPES] | {"version": 99}
    )

    assert response.status_code == 200
    assert "Walk away" in response.content.decode()
    assert Referral.objects.get(pk=draft.pk).hope_risk == ""


@pytest.mark.parametrize(
    "words", ["a\x00b", "bell\x07", "x" * 1_000_000], ids=["nul", "control", "a megabyte"]
)
def test_text_that_cannot_be_kept_is_refused_by_name(as_user, pp, draft, words):
    response = as_user(pp).post(
        url("referral_step", draft.pk, Step.HOPES),
        POSTED[Step.HOPES] | {"hope_risk": words, "version": draft.version},
    )

    assert response.status_code == 200
    assert "hope_risk" in response.context["form"].errors


def test_sending_twice_shows_the_one_that_was_sent(as_user, pp, draft):
    fill(draft, by=pp)
    version = Referral.objects.get(pk=draft.pk).version
    client = as_user(pp)
    first = client.post(url("referral_check", draft.pk), {"version": version})
    second = client.post(url("referral_check", draft.pk), {"version": version})

    assert first.url == second.url == url("referral_sent", draft.pk)
    assert Referral.objects.filter(status=Status.SUBMITTED).count() == 1


READERS = [
    ("referral_detail", "pp", 200),
    ("referral_detail", "practitioner", 200),
    ("referral_detail", "colleague", 200),
    ("referral_detail", "lead", 200),
    ("referral_detail", "other_pp", 404),
    ("referral_detail", "stranger", 404),
    ("referral_detail", "administrator", 404),
    ("referral_accept", "lead", 200),
    ("referral_accept", "psychologist", 200),
    ("referral_accept", "stranger", 404),
    ("referral_accept", "practitioner", 302),
    ("referral_withdraw", "pp", 200),
    ("referral_withdraw", "lead", 200),
    ("referral_withdraw", "practitioner", 302),
    ("override_sign", "stranger", 404),
]


@pytest.mark.parametrize(("page", "who", "status"), READERS)
def test_who_may_open_a_referrals_pages(request, as_user, sent, page, who, status):
    reader = request.getfixturevalue(who)

    assert as_user(reader).get(url(page, sent.pk)).status_code == status


@pytest.mark.parametrize("who", ["lead", "colleague", "stranger", "other_pp"])
def test_a_draft_is_seen_by_nobody_but_its_writer(request, as_user, draft, who):
    reader = request.getfixturevalue(who)

    assert as_user(reader).get(url("referral_tasks", draft.pk)).status_code == 404


def test_a_page_offers_only_the_moves_the_rule_allows(as_user, sent, lead, pp, practitioner):
    def offered(user):
        page = as_user(user).get(url("referral_detail", sent.pk))
        return {str(button["words"]) for button in page.context["buttons"]}

    assert offered(lead) == {
        "Accept",
        "Ask a question",
        "Move to another tier",
        "Do not take on",
        "Withdraw",
    }
    assert offered(pp) == {"Withdraw"}
    assert offered(practitioner) == set()


@pytest.mark.parametrize(
    ("page", "posted", "becomes"),
    [
        ("referral_accept", {"words": "Welcome"}, Status.WAITING),
        (
            "referral_ask",
            {"question": "Which prison?", "due_on": "2026-12-01"},
            Status.INFORMATION_REQUESTED,
        ),
        (
            "referral_decline",
            {"reason": "OTHER", "words": "Not now", "alternatives": ["PP_WORK"]},
            Status.DECLINED,
        ),
        (
            "referral_redirect",
            {"tier": "3", "reason": "NEEDS_PSYCHOLOGIST", "words": "Trauma"},
            Status.REDIRECTED,
        ),
    ],
)
def test_a_lead_decides(as_user, lead, sent, page, posted, becomes):
    response = as_user(lead).post(url(page, sent.pk), posted | {"version": 1})

    assert response.status_code == 302
    assert Referral.objects.get(pk=sent.pk).status == becomes


def test_the_team_withdraws_when_the_person_has_died_and_nothing_more_is_asked(
    as_user, lead, pp, sent
):
    client = as_user(lead)
    door = url("referral_withdraw", sent.pk)
    for page in ("referral_decline", "referral_redirect"):
        assert door in client.get(url(page, sent.pk)).text
    offered = [code for code, _label in client.get(door).context["form"].fields["reason"].choices]
    assert offered == ["MOVED", "RECALLED", "SENTENCE_ENDED", "DIED"]

    client.post(door, {"reason": "DIED", "version": 1})

    assert Referral.objects.get(pk=sent.pk).status == Status.WITHDRAWN
    assert "The person has died" in as_user(pp).get(url("referral_detail", sent.pk)).text


def test_the_loser_of_two_decisions_reads_who_decided_what(as_user, lead, psychologist, sent):
    actions.accept(referral_id=sent.pk, by=psychologist, at=make.NOW)

    response = as_user(lead).post(
        url("referral_ask", sent.pk),
        {"question": "TYPED-AND-KEPT", "due_on": "2026-12-01", "version": 1},
    )

    page = response.content.decode()
    assert "Sian Seicolegydd" in page
    assert "TYPED-AND-KEPT" in page


def test_what_is_open_already_is_said_at_the_start_and_again_where_it_is_refused(
    as_user, pp, service_user, sent
):
    client = as_user(pp)
    begun = client.post(url("referral_new", service_user.pk), follow=True)
    link = f'href="{url("referral_detail", sent.pk)}"'
    assert link in begun.text

    draft = begun.context["referral"]
    hopes = {"tier": "2", "hope_wellbeing": "TYPED-AND-KEPT", "hope_risk": "To leave", "version": 1}
    page = client.post(url("referral_step", draft.pk, "hopes"), hopes)

    assert "tier" in page.context["form"].errors
    assert link in page.text
    assert "TYPED-AND-KEPT" in page.text


def test_a_pp_answers_in_place(as_user, lead, pp, sent):
    actions.ask(referral_id=sent.pk, question="Which prison?", by=lead, at=make.NOW)
    client = as_user(pp)
    page = client.get(url("referral_detail", sent.pk))
    assert "Which prison?" in page.content.decode()

    client.post(url("referral_answer", sent.pk), {"words": "Parc", "version": 2})

    assert Referral.objects.get(pk=sent.pk).status == Status.SUBMITTED


def test_a_psychologist_signs_the_override_a_pp_asked_for(as_user, pp, psychologist, draft):
    held = {"referral_id": draft.pk, "by": pp, "at": make.NOW}
    actions.save_step(step=Step.ELIGIBILITY, values={"answers": {}}, **held)
    actions.ask_for_override(reason="Recent behaviour", **held)
    client = as_user(psychologist)
    assert "Recent behaviour" in client.get(url("override_sign", draft.pk)).content.decode()

    draft.refresh_from_db()
    client.post(
        url("override_sign", draft.pk),
        {"answer": "SIGN", "reason": "I agree", "version": draft.version},
    )

    draft.screening.refresh_from_db()
    assert draft.screening.overridden_by == psychologist


@pytest.mark.parametrize("name", ["referral_incoming", "waiting_list"])
def test_the_teams_lists_are_not_for_pps(as_user, pp, name):
    assert as_user(pp).get(url(name)).status_code == 403


@pytest.mark.parametrize(
    ("query", "names"),
    [("", ["Late", "Early"]), ("show=LATE", ["Late"]), ("show=PAUSED", ["Paused"])],
)
def test_the_numbers_of_the_leads_page_open_their_part_of_the_waiting_list(
    as_user, lead, team, pp, query, names
):
    for name, status, days in (
        ("Late", Status.WAITING, 300),
        ("Early", Status.WAITING, 5),
        ("Paused", Status.PAUSED, 40),
    ):
        person = make.make_service_user(team, added_by=pp, given_name=name, family_name="Invented")
        make.make_referral(person, referrer=pp, status=status, days_ago=days)

    text = as_user(lead).get(f"{url('waiting_list')}?{query}").content.decode()

    found = [name for name in ("Late", "Early", "Paused") if f"{name} Invented</a>" in text]
    assert found == names


@pytest.mark.parametrize(
    ("name", "who", "status"),
    [
        ("referral_list", "pp", Status.SUBMITTED),
        ("referral_incoming", "lead", Status.SUBMITTED),
        ("waiting_list", "lead", Status.WAITING),
    ],
)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    request, as_user, get_statements, team, pp, name, who, status
):
    reader = request.getfixturevalue(who)
    counts = []
    for more in (1, 2):
        for _row in range(more):
            person = make.make_service_user(team, added_by=pp)
            make.make_referral(person, referrer=pp, status=status)
        response, statements = get_statements(as_user(reader), url(name))
        assert response.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("page", ["referral_detail", "referral_accept"])
def test_one_referral_costs_at_most_twelve_statements(as_user, get_statements, lead, sent, page):
    _response, statements = get_statements(as_user(lead), url(page, sent.pk))

    assert len(statements) <= 12


def test_a_draft_costs_at_most_twelve_statements(as_user, get_statements, pp, draft):
    for name, args in [("referral_tasks", ()), *(("referral_step", (step,)) for step in Step)]:
        _response, statements = get_statements(as_user(pp), url(name, draft.pk, *args))
        assert len(statements) <= 12, (name, args, len(statements))


def test_the_lists_show_nothing_of_another_team(as_user, sent, stranger):
    page = as_user(stranger).get(url("referral_incoming")).content.decode()

    assert "Private" not in page
    assert Role.PRACTITIONER in stranger.roles


def test_the_pp_reads_what_each_move_meant_not_only_where_it_led(as_user, pp, lead, sent):
    """Accepted, paused and back: three roads to a waiting list are three sentences."""
    by = {"referral_id": sent.pk, "at": make.NOW}
    actions.ask(**by, by=lead, question="Which prison?")
    actions.answer(**by, by=pp, words="Parc")
    actions.accept(**by, by=lead)
    review = make.TODAY + timedelta(days=30)
    actions.pause(**by, by=lead, reason="Drinking", review_on=review)
    actions.resume(**by, by=lead)

    page = as_user(pp).get(url("referral_detail", sent.pk))
    assert [item["title"] for item in page.context["story"][1:]] == [
        "Sent back with a question",
        "Answered, and before the team again",
        "Accepted and put on the waiting list",
        "Paused until the person is ready",
        "The pause is over: back on the waiting list",
    ]


def test_another_tier_is_never_the_present_one(as_user, lead, sent):
    page = as_user(lead).get(url("referral_redirect", sent.pk))
    assert [value for value, _label in page.context["form"].fields["tier"].choices] == [1, 3]

    given = {"tier": "2", "reason": "STABLE_FIRST", "words": "x", "version": sent.version}
    told = as_user(lead).post(url("referral_redirect", sent.pk), given)
    assert "tier" in told.context["form"].errors


@pytest.mark.django_db(transaction=True)
def test_a_second_click_on_send_while_the_first_is_at_work_ends_on_the_sent_page(draft, pp):
    fill(draft, by=pp)
    version = Referral.objects.get(pk=draft.pk).version
    here = url("referral_check", draft.pk)

    def first():
        with transaction.atomic():
            actions.submit(referral_id=draft.pk, by=pp, at=make.NOW, version=version)
            assert somebody_waits()

    def second():
        client = Client()
        client.force_login(pp, backend="django.contrib.auth.backends.ModelBackend")
        return client.post(here, {"version": version})

    done, answer = together(first, second)
    assert done is None
    assert (answer.status_code, answer.url) == (302, url("referral_sent", draft.pk))
    assert Referral.objects.get().status == Status.SUBMITTED


# --- Not taken on: what instead, and where it is ------------------------------------------------------


@pytest.fixture
def instead(team, practitioner):
    """A service in the directory and a material of the library."""
    material = Material.objects.create(
        team=team, title="When sleep will not come", summary="x", text="x", added_at=make.NOW,
        added_by=practitioner,
    )  # fmt: skip
    return make_service(team, by=practitioner), material


def test_the_pp_opens_what_was_offered_instead(as_user, pp, lead, sent, instead):
    service, material = instead
    page = url("referral_decline", sent.pk)
    form = as_user(lead).get(page).context["form"]
    assert str(service.pk) in {str(pk) for pk, _name in form.fields["service_id"].choices}
    given = {
        "reason": "NEED_MET_ELSEWHERE",
        "words": "They are nearer",
        "alternatives": ["LOCAL_SERVICE", "PP_WORK"],
        "service_id": service.pk,
        "material_id": material.pk,
        "version": sent.version,
    }
    as_user(lead).post(page, given)

    read = as_user(pp).get(url("referral_detail", sent.pk))
    for address in (service.get_absolute_url(), material.get_absolute_url()):
        assert f'href="{address}"' in read.text
        assert as_user(pp).get(address).status_code == 200
    letter = compose_decision(Referral.objects.get(pk=sent.pk), lead)
    assert "A local service: Harbour House Talking Space" in letter
    assert "When sleep will not come" in letter


def compose_decision(referral, by):
    wanted = actions.Wanted(
        kind="DECISION",
        service_user_id=referral.service_user_id,
        language="en",
        addressed_to="Petra",
        referral_id=referral.pk,
    )
    return str(actions.draw_up_letter(wanted, by=by, at=make.NOW)["parts"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"alternatives": ["PP_WORK"], "service_id": "service"}, "alternatives"),
        ({"alternatives": ["LOCAL_SERVICE"], "material_id": "material"}, "alternatives"),
        ({"alternatives": ["LOCAL_SERVICE"], "service_id": 999_999}, "service_id"),
        ({"alternatives": ["PP_WORK"], "material_id": 999_999}, "material_id"),
    ],
)
def test_only_what_the_pp_can_open_is_named_instead(lead, sent, instead, given, field):
    here = dict(zip(("service", "material"), (one.pk for one in instead), strict=True))
    given = {name: here.get(value, value) if isinstance(value, str) else value
             for name, value in given.items()}  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        actions.decline(
            referral_id=sent.pk, reason="OTHER", words="x", by=lead, at=make.NOW, **given
        )
    assert refused.value.field == field


def test_the_list_to_decide_says_what_is_late_and_what_was_answered(as_user, lead, pp, team):
    """Ten days by the team's policy, from the last answer."""
    people = [make.make_service_user(team, added_by=pp, given_name=n) for n in ("Ann", "Bob", "Cy")]
    late, answered, _new = (
        make.make_referral(person, referrer=pp, days_ago=days)
        for person, days in zip(people, (13, 12, 1), strict=True)
    )
    InformationRequest.objects.create(
        referral=answered, question="Which?", due_on=make.TODAY, asked_by=lead, answer="Parc",
        asked_at=make.NOW - timedelta(days=9), answered_by=pp,
        answered_at=make.NOW - timedelta(days=2),
    )  # fmt: skip
    page = as_user(lead).get(url("referral_incoming"))

    assert [(one.pk, one.late) for one in page.context["referrals"]][:2] == [
        (late.pk, True),
        (answered.pk, False),
    ]
    assert "3 days late" in page.text
    assert page.text.count("Answered") == 1


@pytest.mark.parametrize("page", ["referral_accept", "referral_accept_to_pause"])
def test_whoever_accepts_reads_whom(as_user, lead, service_user, sent, page):
    read = as_user(lead).get(url(page, sent.pk)).text

    heading = read.split("<h1")[1].split("</h1>")[0]
    assert service_user.display_name in heading
    assert f"Accept {service_user.display_name}" in read.split('<button class="govuk-button')[-1]


def test_a_referral_moved_to_another_tier_leads_there(as_user, pp, lead, sent):
    """The news says that it was moved, and opens this page."""
    onward = actions.redirect(
        referral_id=sent.pk, tier=3, reason="STABLE_FIRST", words="x", by=lead, at=make.NOW
    )

    read = as_user(pp).get(url("referral_detail", sent.pk)).text
    assert f'href="{url("referral_detail", onward.pk)}"' in read


@pytest.fixture
def discarded(draft, pp):
    actions.discard(referral_id=draft.pk, by=pp, at=make.NOW)
    return Referral.objects.get(pk=draft.pk)


GONE = "This draft was discarded on 23 November 2026."


@pytest.mark.parametrize(
    "page", ["referral_detail", "referral_sent", "referral_check", "referral_tasks"]
)
@pytest.mark.parametrize("tier", [None, 2])
def test_a_discarded_draft_says_so_and_offers_to_start_again(as_user, pp, discarded, page, tier):
    Referral.objects.filter(pk=discarded.pk).update(tier=tier)
    html = as_user(pp).get(url(page, discarded.pk), follow=True).content.decode()

    assert GONE in html
    assert url("referral_new", discarded.service_user_id) in html
    assert "Sent by" not in html
    assert "Referral sent" not in html


def test_what_was_typed_into_a_discarded_draft_stays_on_the_page(as_user, pp, discarded):
    client = as_user(pp)
    step = url("referral_step", discarded.pk, Step.HOPES)
    html = client.post(step, {"hope_wellbeing": "TYPED-AND-KEPT", "later": "1"}).content.decode()

    assert GONE in html
    assert "TYPED-AND-KEPT" in html
    assert "has been sent" not in html
    assert url("referral_new", discarded.service_user_id) in html
    assert GONE in client.get(step, follow=True).content.decode()


def test_what_was_typed_into_a_referral_sent_meanwhile_stays_on_the_page(as_user, pp, sent):
    step = url("referral_step", sent.pk, Step.HOPES)
    html = as_user(pp).post(step, {"hope_wellbeing": "TYPED-AND-KEPT"}).content.decode()

    assert "This referral has been sent" in html
    assert "TYPED-AND-KEPT" in html


@pytest.mark.parametrize("page", ["referral_pause", "referral_accept_to_pause"])
@pytest.mark.parametrize(
    ("readiness", "begins_with"),
    [(Readiness.READY, ""), (Readiness.NOT_YET, "Housing or release not settled")],
)
def test_why_it_is_paused_never_begins_with_the_pps_own_words(
    as_user, lead, pp, service_user, page, readiness, begins_with
):
    paused = page == "referral_pause"
    referral = make.make_referral(
        service_user,
        referrer=pp,
        status=Status.WAITING if paused else Status.SUBMITTED,
        readiness=readiness,
        readiness_factors=[ReadinessFactor.UNSETTLED],
        readiness_note="PPS-OWN-WORDS",
        review_proposed_on=make.TODAY if begins_with else None,
    )
    form = as_user(lead).get(url(page, referral.pk)).context["form"]

    assert form.initial["reason"] == begins_with

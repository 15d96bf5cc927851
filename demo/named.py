"""The people every demonstration asks for: each shows one thing the service must do well."""

from __future__ import annotations

from people import actions as people_actions
from people.actions import Place

from . import ending, places, stories, working
from .stage import Crew, Stage


def everybody(stage: Stage, crew: Crew) -> None:
    long_goodbye(stage, crew)
    recalled(stage, crew)
    still_rung(stage, crew)
    prefers_welsh(stage, crew)
    closed_to_a_colleague(stage, crew)
    his_own_name(stage, crew)
    known_before(stage, crew)


def long_goodbye(stage: Stage, crew: Crew) -> None:
    """Nia's, three of five steps done; he would like to go on, and was answered."""
    nia, petra = crew.tier2[0], crew.pps[0]
    person, case = stories.taken_on(
        stage, crew, nia, tier=2, ago=160, by=petra, home="COMMUNITY",
        sex="M", given_name="Emrys", family_name="Tredwell",
    )  # fmt: skip
    working.meet(stage, case, person, since=154, until=84, every=7)
    working.review_if_due(stage, case, ago=160)
    ending.long_goodbye(stage, case, person)


def recalled(stage: Stage, crew: Crew) -> None:
    """Recall pauses, it never ends: the place is kept."""
    nurse = crew.tier2[1]
    person, case = stories.taken_on(
        stage, crew, nurse, tier=2, ago=75, by=crew.pps[1], home="COMMUNITY",
        sex="M", given_name="Gethin", family_name="Ravenhill",
    )  # fmt: skip
    working.meet(stage, case, person, since=70, until=20, every=7)
    prison = stage.venues[places.PRISONS[person.unit.name]]
    where = Place("CUSTODY", stage.day(12), venue_id=prison.pk, release_expected_on=stage.day(-44))
    working.moved(stage, person, where, ago=12)
    working.pause(
        stage,
        case,
        reason="CUSTODY",
        ago=11,
        said="Recalled after a missed curfew. We write, and pick it up again on release.",
    )
    said = "Letter sent to the wing: the place is kept."
    working.contact(stage, case, "LETTER", stage.at(8, 14), said)


def still_rung(stage: Stage, crew: Crew) -> None:
    """Finished in the spring, rung after one month and three; the last call is to come."""
    worker = crew.psychologists[1]
    person, case = stories.taken_on(
        stage, crew, worker, tier=3, ago=330, by=crew.pps[0], home="COMMUNITY",
        sex="F", given_name="Marged", family_name="Ollivant",
    )  # fmt: skip
    working.meet(stage, case, person, since=324, until=200, every=14)
    working.review_if_due(stage, case, ago=330, until=190)
    ending.end_well(stage, crew, case, person, ago=125)


def prefers_welsh(stage: Stage, crew: Crew) -> None:
    eleri = crew.pdpos[1]
    person, case = stories.taken_on(
        stage, crew, eleri, tier=2, ago=60, by=crew.pps[7], home="COMMUNITY",
        sex="M", given_name="Iolo", family_name="Branwen", prefers_welsh=True,
        adjustments="Mae'n well ganddo siarad Cymraeg. Letters in Welsh first.",
    )  # fmt: skip
    working.meet(stage, case, person, since=55, until=2, every=7)
    working.plan_ahead(stage, case, person)


def closed_to_a_colleague(stage: Stage, crew: Crew) -> None:
    """Limited access: one named nurse knows the family and must not see the record."""
    tom, grace = crew.psychologists[2], crew.tier2[1]
    person, case = stories.taken_on(
        stage, crew, tom, tier=3, ago=66, by=crew.pps[4], home="COMMUNITY",
        sex="M", given_name="Lewys", family_name="Fairchild",
    )  # fmt: skip
    people_actions.set_access_limits(
        service_user_id=person.pk,
        by=crew.lead,
        at=stage.at(65, 10),
        reason="A family connection, declared by the colleague herself.",
        excluded=[grace.pk],
    )
    working.meet(stage, case, person, since=60, until=3, every=7)
    working.plan_ahead(stage, case, person)


def his_own_name(stage: Stage, crew: Crew) -> None:
    """A trans man whose new name is his legal one."""
    bethan = crew.psychologists[3]
    person, case = stories.taken_on(
        stage, crew, bethan, tier=3, ago=100, by=crew.pps[2], home="COMMUNITY",
        sex="NS", given_name="Elis", family_name="Harrowby", pronouns="he/him",
        gender_identity="Trans man",
        adjustments="He/him everywhere, letters to other services included."
        " A toilet that anybody can use, close by.",
    )  # fmt: skip
    person.venue = stage.venues["Pontypridd probation office"]
    working.meet(stage, case, person, since=95, until=4, every=14)
    working.review_if_due(stage, case, ago=100)
    working.plan_ahead(stage, case, person)


def known_before(stage: Stage, crew: Crew) -> None:
    """A trans man whose papers lag behind; Tier 1 first, then Tier 2, on one timeline."""
    marc, callie = crew.pdpos[0], crew.tier2[3]
    person, first = stories.taken_on(
        stage, crew, marc, tier=1, ago=190, by=crew.pps[5], home="COMMUNITY",
        sex="F", given_name="Jodie", family_name="Kestle", preferred_name="Jude",
        pronouns="he/him", gender_identity="Trans man",
        adjustments="Jude, he/him. The name on his papers is for the prison's door only.",
        must_not_meet="Not the main waiting room in Cardiff.",
    )  # fmt: skip
    working.meet(stage, first, person, since=184, until=150, every=14)
    ending.end_well(stage, crew, first, person, ago=110)
    referral = stories.again(stage, crew, person, tier=2, ago=75)
    case = working.allocate(stage, crew, referral, callie, ago=60)
    working.meet(stage, case, person, since=55, until=3, every=7)
    working.plan_ahead(stage, case, person)

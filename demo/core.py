"""Tier 1 in the demo: what PPs asked, what was answered, one formulation agreed twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from people.models import ServiceUser
from tiers import actions
from tiers.actions import ToDo
from tiers.models import Case, Consultation, Material

from .stage import Crew, Stage

PULLED_IN = "When you feel pulled in"


def everything(stage: Stage, crew: Crew) -> None:
    """About people who are in the demo already: nobody is added."""
    known = _supervised(crew)
    waiting(stage, crew, known[0])
    booked(stage, crew)
    talked_through(stage, crew, known[1])
    answered(stage, crew)
    understood_together(stage, crew, known[2])
    understood_long_ago(stage, crew, known[1])
    taught(stage, crew)


def _supervised(crew: Crew) -> list[ServiceUser]:
    """Men in work that goes on, each with a PP; those of the demo's first PP come first."""
    busy = Case.objects.live().filter(team=crew.team).values("service_user")
    men = ServiceUser.objects.filter(pk__in=busy, sex="M", pp__isnull=False, is_restricted=False)
    men = men.filter(has_exclusions=False).select_related("pp")
    return sorted(men, key=lambda person: (person.pp != crew.pps[0], person.pk))[:3]


def _ask(
    stage: Stage, by: Any, *, ago: int, person: ServiceUser | None = None, **said: Any
) -> Consultation:
    return actions.ask_consultation(
        by=by,
        at=stage.at(ago, 11),
        service_user_id=person.pk if person else None,
        **{"wanted": "TALK", **said},
    )


def waiting(stage: Stage, crew: Crew, person: ServiceUser) -> None:
    _ask(
        stage,
        person.pp,
        ago=4,
        person=person,
        question="He agrees with everything I say, and then nothing happens. I have started to be"
        " short with him.",
        tried="Smaller goals. Writing them down together.",
        times="Mornings, not Thursday",
    )
    _ask(
        stage,
        crew.pps[2],
        ago=17,
        wanted="ADVICE",
        question="How much do I say to a landlord who asks what he did?",
    )


def booked(stage: Stage, crew: Crew) -> None:
    asked = _ask(
        stage,
        crew.pps[1],
        ago=6,
        wanted="ADVICE",
        question="Two people on my list ask for the same thing, the wing phone call about their"
        " children. I give in to one and not to the other. How do I think about that?",
    )
    actions.book_consultation(
        consultation_id=asked.pk,
        when=stage.at(-3, 15),
        mode="VIDEO",
        place="The link is in your diary",
        by=crew.psychologists[0],
        at=stage.at(3, 12),
    )


def talked_through(stage: Stage, crew: Crew, person: ServiceUser) -> None:
    """With a task done, a task to do, a note of one's own and a follow-up ahead."""
    pp, sian = person.pp, crew.psychologists[0]
    asked = _ask(
        stage,
        pp,
        ago=34,
        person=person,
        question="He misses the appointment after every good one.",
        tried="A text the day before. A new hour.",
    )
    actions.take_consultation(consultation_id=asked.pk, by=sian, at=stage.at(32, 9))
    actions.record_consultation(
        consultation_id=asked.pk,
        when=stage.at(27, 14),
        minutes=55,
        joined="The AP key worker",
        discussed="Good meetings bring people near, and near has been dangerous. Missing the next"
        " one puts the distance back.",
        advice="Say it before it happens: “The next one is often hard to come to. I will be here.”"
        " Keep the hour. Be a little less pleased.",
        note="I liked the PP for such warmth, and wanted to warn them off it. Take to supervision.",
        to_do=[ToDo("Say it at the end of the next good meeting", due_on=stage.day(-6))],
        follow_up_on=stage.day(-5),
        by=sian,
        at=stage.at(27, 16),
    )
    material = Material.objects.get(title="After a missed appointment")
    task = actions.give_task(
        consultation_id=asked.pk,
        what="Send the short message within the hour",
        why="Notice whether you want to tell her off, and do not send it then.",
        material_id=material.pk,
        by=sian,
        at=stage.at(27, 16),
    )
    actions.finish_task(
        task_id=task.pk,
        outcome="TRIED",
        how_it_went="He answered the next day with a thumb. I had wanted more.",
        by=pp,
        at=stage.at(12, 15),
    )


def answered(stage: Stage, crew: Crew) -> None:
    asked = _ask(
        stage,
        crew.pps[2],
        ago=20,
        question="My whole office finds one man hard. We argue about him and not about anybody"
        " else. Can somebody come?",
    )
    actions.offer_other_way(
        consultation_id=asked.pk,
        other_way="TEACHING",
        advice="An hour for all of you together will help more than an answer for one. I bring"
        f" “{PULLED_IN}”, and we think about the split before we think about him.",
        by=crew.psychologists[1],
        at=stage.at(18, 10),
    )


DRAFT = {
    "presenting": "Leaves rooms, relationships and hostels before he can be left.",
    "predisposing": "Eleven placements before sixteen; each ended without a goodbye.",
    "precipitating": "A worker's leave, a good week, a letter with a logo on it.",
    "perpetuating": "We close after three missed appointments, which proves him right.",
    "protective": "His aunt, boxing, being early when the hour never changes.",
    "risk_link": "Harm came in the days after somebody left him, and towards whoever was nearest.",
    "staff_response": "One wants to be the one who stays. Then one is tired, and gone.",
    "relational_advice": "Steady, a little dull, on time. Say every leave two weeks before.",
    "in_short": "He goes before people can go from him. The more somebody matters, the sooner."
    " What helps is somebody who stays the same.",
    "helps": "The same hour and the same room\nSaying what comes next\nBoxing, and talking about it",
    "avoid": "Surprises: write first\nBeing very pleased\nChanging worker without a meeting of three",
    "how_to_talk": "Side by side. Short. It is all right to say that something went wrong.",
}


def understood_together(stage: Stage, crew: Crew, person: ServiceUser) -> None:
    """A formulation of level 2, agreed, and agreed again after two months; and three meetings."""
    pp, sian, nurse = person.pp, crew.psychologists[0], crew.tier2[0]
    asked = _ask(
        stage,
        pp,
        ago=110,
        person=person,
        wanted="FORMULATION",
        question="I would like to understand why he walks out just when it goes well.",
    )
    actions.answer_consultation(
        consultation_id=asked.pk,
        advice="Let us write it together: two hours, and you know him best.",
        by=sian,
        at=stage.at(108, 9),
    )
    begun = actions.start_formulation(
        service_user_id=person.pk, consultation_id=asked.pk, by=sian, at=stage.at(100, 9)
    )
    grown = {"protective": f"{DRAFT['protective']} Now also a flat of his own."}
    for ago, changed in ((98, {}), (35, grown)):
        actions.write_formulation(
            formulation_id=begun.pk, level=2, texts=DRAFT | changed, by=sian, at=stage.at(ago, 10)
        )
        actions.agree_formulation(
            formulation_id=begun.pk,
            written_with=f"{pp}, and his nurse",
            with_person=False,
            review_on=stage.day(ago) + timedelta(days=182),
            by=sian,
            at=stage.at(ago, 11),
        )
    work = actions.agree_joint_work(
        consultation_id=asked.pk,
        meetings_agreed=3,
        purpose="To tell him together that his worker changes in spring, before anybody else does.",
        by=nurse,
        at=stage.at(30, 10),
    )
    for ago, said in (
        (24, "He asked three times whether it is sure. It is."),
        (10, "He brought the date."),
    ):
        actions.record_joint_meeting(
            joint_work_id=work.pk,
            met_on=stage.day(ago),
            minutes=45,
            with_person=True,
            summary=said,
            by=nurse,
            at=stage.at(ago, 16),
        )


def understood_long_ago(stage: Stage, crew: Crew, person: ServiceUser) -> None:
    """Half a year on, it is time to read it again."""
    sian = crew.psychologists[0]
    begun = actions.start_formulation(service_user_id=person.pk, by=sian, at=stage.at(205, 9))
    actions.write_formulation(
        formulation_id=begun.pk, level=1, texts=DRAFT, by=sian, at=stage.at(204, 10)
    )
    actions.agree_formulation(
        formulation_id=begun.pk,
        written_with=str(person.pp),
        with_person=False,
        review_on=stage.day(203) + timedelta(days=182),
        by=sian,
        at=stage.at(203, 11),
    )


def taught(stage: Stage, crew: Crew) -> None:
    for ago, kind, topic, who, people, minutes in (
        (60, "TEACHING", "Endings that are talked about", "Swansea probation office", 14, 90),
        (33, "REFLECTIVE", PULLED_IN, "Pontypridd probation office", 6, 60),
        (9, "JOINT", "A first appointment, watched and talked over", "Two new PPs", 2, 75),
    ):
        actions.log_upskilling(
            team_id=crew.team.pk,
            kind=kind,
            held_on=stage.day(ago),
            minutes=minutes,
            topic=topic,
            who=who,
            people_count=people,
            by=crew.psychologists[1],
            at=stage.at(ago, 17),
        )

"""Tier 1 on a person's line of time: one more column of the person's own row, whoever reads it (N93).

Each part is asked for through its own `visible_to`: a PP is given no working note, because theirs
finds none.
"""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Concat, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from tiers.rules import ConsultationStatus, HowItWent, consultation_said

from .consulting import AgreedTask, Consultation, ConsultationChange, WorkingNote
from .formulating import Formulation, SharedPage
from .together import JointMeeting

SHARING = frozenset(
    {ConsultationStatus.HELD, ConsultationStatus.ANSWERED, ConsultationStatus.OFFERED}
)


def _name(by):
    return Concat(F(f"{by}__given_name"), Value(" "), F(f"{by}__family_name"))


def with_tier_one(people, user):
    """People, each with `consultations`, `tier_one` (what happened, unsorted) and `formulation_id`."""
    asked = Consultation.objects.visible_to(user).filter(service_user=OuterRef("pk"))
    written = Formulation.objects.visible_to(user).filter(service_user=OuterRef("pk"))
    pages = SharedPage.objects.visible_to(user).filter(formulation__service_user=OuterRef("pk"))
    return people.annotate(
        consultations=_lines(
            asked.order_by("-asked_at"),
            pk="pk",
            status="status",
            wanted="wanted",
            at="asked_at",
        ),
        moves=_lines(
            ConsultationChange.objects.visible_to(user)
            .filter(consultation__service_user=OuterRef("pk"))
            .order_by("at"),
            pk="consultation_id",
            before="from_status",
            to="to_status",
            at="at",
            by=_name("by"),
            words="words",
            put_right="is_correction",
            advice="consultation__advice",
        ),
        notes=_lines(
            WorkingNote.objects.visible_to(user)
            .filter(consultation__service_user=OuterRef("pk"))
            .order_by("at"),
            pk="consultation_id",
            at="at",
            by=_name("by"),
            words="words",
        ),
        tasks=_lines(
            AgreedTask.objects.visible_to(user)
            .filter(service_user=OuterRef("pk"))
            .order_by("given_at"),
            pk="pk",
            what="what",
            at="given_at",
            by=_name("given_by"),
            done="done_at",
            doer=_name("given_to"),
            outcome="outcome",
            went="how_it_went",
        ),
        meetings=_lines(
            JointMeeting.objects.visible_to(user)
            .filter(joint_work__service_user=OuterRef("pk"))
            .order_by("met_on"),
            pk="joint_work_id",
            on="met_on",
            by=_name("logged_by"),
            summary="summary",
        ),
        pages=_lines(
            pages.order_by("agreed_at"), number="number", at="agreed_at", by=_name("agreed_by")
        ),
        formulation_id=Subquery(written.order_by("-changed_at").values("pk")[:1]),
    )


def _lines(rows, **columns):
    return ArraySubquery(rows.values(line=JSONObject(**columns)))


def consultation_links(person):
    """The consultations this reader may open, newest first."""
    return [
        {
            "url": reverse("tiers:consultation_detail", args=[one["pk"]]),
            "at": _moment(one["at"]),
            "status": one["status"],
            "stands": ConsultationStatus(one["status"]).label,
        }
        for one in person.consultations or ()
    ]


def tier_one_moments(person):
    """What happened at Tier 1, for a timeline: {at, title, by, shared, private, url}."""
    for move in person.moves or ():
        yield _of_move(move)
    for note in person.notes or ():
        yield _happened(
            note, _("Working note"), private=note["words"], url=_consultation(note["pk"])
        )
    for task in person.tasks or ():
        yield from _of_task(task)
    for meeting in person.meetings or ():
        yield {
            **_happened(meeting, _("Meeting together"), shared=meeting["summary"]),
            "at": date.fromisoformat(meeting["on"]),
            "url": reverse("tiers:joint_work_detail", args=[meeting["pk"]]),
        }
    for page in person.pages or ():
        yield _happened(
            page,
            _("Formulation agreed, version %(number)s") % {"number": page["number"]},
            url=reverse("tiers:formulation_shared", args=[person.pk]),
        )


def _of_move(move):
    said = str(consultation_said(move["before"], move["to"], is_correction=move["put_right"]))
    ends_now = move["to"] in SHARING and move["before"] != move["to"]
    return _happened(
        move,
        _("Consultation: %(what)s") % {"what": said[:1].lower() + said[1:]},
        shared=move["advice"] if ends_now else move["words"],
        url=_consultation(move["pk"]),
    )


def _of_task(task):
    url = reverse("tiers:task_detail", args=[task["pk"]])
    words = {"what": task["what"], "name": task["doer"]}
    yield _happened(task, _("Agreed to do: %(what)s (%(name)s)") % words, url=url)
    if task["done"]:
        outcome = str(HowItWent(task["outcome"]).label)
        yield {
            **_happened(task, f"{outcome}: {task['what']}", shared=task["went"], url=url),
            "at": _moment(task["done"]),
            "by": task["doer"],
        }


def _happened(row, title, **more):
    return {
        "at": _moment(row["at"]) if row.get("at") else None,
        "title": title,
        "by": row["by"],
        "shared": "",
        "private": "",
        "url": "",
        **more,
    }


def _consultation(pk):
    return reverse("tiers:consultation_detail", args=[pk])


def _moment(text):
    return datetime.fromisoformat(text)

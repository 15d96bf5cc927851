"""Other services on a person's page: to whom they were referred on, and how that stands (N34, N93).

All of it comes with the person's own row: the page may ask twelve statements, and has them.
"""

from datetime import date
from itertools import chain

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Concat, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from referrals.models import OnwardChase, OnwardMove, OnwardReferral
from referrals.rules import (
    ONWARD_OPEN,
    ONWARD_SAID,
    ChaseHow,
    OnwardStatus,
    RefusalReason,
)

BY = Concat(F("by__given_name"), Value(" "), F("by__family_name"))


def with_onward(people, user):
    """People, each with `onward`: their onward referrals as this reader may know them."""
    rows = OnwardReferral.objects.visible_to(user).filter(service_user=OuterRef("pk"))
    return people.annotate(
        onward=ArraySubquery(
            rows.order_by("-created_at", "-pk").values(
                line=JSONObject(
                    pk="pk",
                    service="service_name",
                    status="status",
                    sent_on="sent_on",
                    moves=ArraySubquery(_moves(user)),
                    chases=ArraySubquery(_chases(user)),
                )
            )
        )
    )


def _moves(user):
    rows = OnwardMove.objects.visible_to(user).filter(onward=OuterRef("pk"))
    told = JSONObject(to="to_status", on="on", reason="reason", words="words", by=BY)
    return rows.order_by("pk").values(told=told)


def _chases(user):
    """What was said on the telephone is the team's own: a PP is given none."""
    rows = OnwardChase.objects.visible_to(user).filter(onward=OuterRef("pk"))
    return rows.order_by("pk").values(told=JSONObject(on="on", how="how", said="said", by=BY))


def referred_on(person):
    """What stands open first, then the rest; each with why it was refused."""
    return sorted(map(_line, person.onward or ()), key=lambda line: not line["is_open"])


def _line(onward):
    last = (onward["moves"] or [{}])[-1]
    refused = onward["status"] == OnwardStatus.REFUSED
    return {
        "url": _address(onward),
        "service": onward["service"],
        "status": onward["status"],
        "stands": OnwardStatus(onward["status"]).label,
        "sent_on": _day(onward["sent_on"]),
        "reason": RefusalReason(last["reason"]).label if refused else "",
        "is_open": onward["status"] in ONWARD_OPEN,
    }


def onward_moments(person, moment):
    """Each move, and each chase the reader was given, as moments of the timeline."""
    return chain.from_iterable(
        chain(
            (_of_move(onward, move, moment) for move in onward["moves"] or ()),
            # Somebody of no team is asked for in vain, and PostgreSQL not at all: nothing, not [].
            (_of_chase(onward, chase, moment) for chase in onward["chases"] or ()),
        )
        for onward in person.onward or ()
    )


def _of_move(onward, move, moment):
    reason = RefusalReason(move["reason"]).label if move["reason"] else ""
    return moment(
        _day(move["on"]),
        ONWARD_SAID[move["to"]] % {"service": onward["service"]},
        status=OnwardStatus(move["to"]),
        by=move["by"],
        notes=[reason, move["words"]],
        url=_address(onward),
    )


def _of_chase(onward, chase, moment):
    words = {"service": onward["service"], "how": ChaseHow(chase["how"]).label.lower()}
    return moment(
        _day(chase["on"]),
        _("Asked %(service)s how it stands: %(how)s") % words,
        by=chase["by"],
        notes=[chase["said"]],
        url=_address(onward),
    )


def _address(onward):
    return reverse("referrals:onward_detail", args=[onward["pk"]])


def _day(text):
    return date.fromisoformat(text) if text else None

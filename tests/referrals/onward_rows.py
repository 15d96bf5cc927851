"""Rows for the tests of local services and onward referrals. All invented."""

from datetime import timedelta

from people.models import Unit
from referrals.models import LocalService, OnwardMove, OnwardReferral
from referrals.rules import AWAITED, OnwardStatus, RefusalReason, reason_kept
from tests import factories as make


def make_unit(team, name="Cardiff and the Vale"):
    unit, _made = Unit.objects.get_or_create(region=team.region, name=name, team=team)
    return unit


def make_service(team, *, by, name="Harbour House Talking Space", units=(), **fields):
    service = LocalService.objects.create(
        **{
            "team": team,
            "name": name,
            "offers": "Talking therapy in groups of six",
            "needs": ["TALKING_THERAPY"],
            "telephone": "029 2018 0000",
            "how_to_refer": "By letter",
            "checked_on": make.TODAY - timedelta(days=10),
            "checked_by": by,
            "added_at": make.NOW - timedelta(days=10),
            "added_by": by,
            **fields,
        }
    )
    service.units.set(units)
    return service


def make_onward(service_user, *, by, status=OnwardStatus.SENT, **fields):
    """An onward referral as it stands in `status`, with the moves that brought it there."""
    sent_on = fields.pop("sent_on", make.TODAY - timedelta(days=40))
    reason = fields.pop("reason", RefusalReason.RISK)
    path = PATHS[status]
    values = {
        "service_user": service_user,
        "team": service_user.team,
        "owner": by,
        "service_name": "Harbour House Talking Space",
        "need": "TALKING_THERAPY",
        "words": "He would like to talk about his brother",
        "agreed_on": sent_on,
        "status": status,
        "created_at": make.NOW - timedelta(days=41),
    }
    if path and path[0] == OnwardStatus.SENT:
        values["sent_on"] = sent_on
    if status in AWAITED:
        values["chase_on"] = make.TODAY + timedelta(days=5)
    onward = OnwardReferral.objects.create(**values | fields)
    before = OnwardStatus.DRAFT
    for number, to in enumerate(path):
        OnwardMove.objects.create(
            onward=onward,
            from_status=before,
            to_status=to,
            on=sent_on + timedelta(days=number),
            reason=reason_kept(to, reason),
            words="They said so" if to == OnwardStatus.REFUSED else "",
            at=make.NOW - timedelta(days=40 - number),
            by=by,
        )
        before = to
    return onward


S = OnwardStatus
PATHS = {
    S.DRAFT: [],
    S.SENT: [S.SENT],
    S.WAITING: [S.SENT, S.WAITING],
    S.ACCEPTED: [S.SENT, S.ACCEPTED],
    S.REFUSED: [S.SENT, S.REFUSED],
    S.APPEALED: [S.SENT, S.REFUSED, S.APPEALED],
    S.STARTED: [S.SENT, S.STARTED],
    S.ENDED: [S.SENT, S.STARTED, S.ENDED],
    S.WITHDRAWN: [S.SENT, S.WITHDRAWN],
    S.ABSENT: [S.ABSENT],
}

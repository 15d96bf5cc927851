"""Other services on a person's page: to whom they were referred on, and how that stands (N34, N93)."""

from itertools import chain

from django.utils.translation import gettext as _

from referrals.models import OnwardChase, OnwardMove, OnwardReferral
from referrals.rules import ONWARD_OPEN, ChaseHow, OnwardStatus, RefusalReason


def referred_on(user, person):
    """What stands open first, then the rest; each with why it was last refused."""
    rows = (
        OnwardReferral.objects.visible_to(user)
        .about(person.pk)
        .with_refusal()
        .select_related("owner")
        .order_by("-created_at", "-pk")
    )
    return sorted(map(_line, rows), key=lambda line: not line["is_open"])


def _line(onward):
    reason = onward.refused_because if onward.status == OnwardStatus.REFUSED else ""
    return {
        "onward": onward,
        "reason": RefusalReason(reason).label if reason else "",
        "is_open": onward.status in ONWARD_OPEN,
    }


def onward_moments(user, person, moment, *, most):
    """For the team: every move, and every chase with what was said."""
    chases = (
        OnwardChase.objects.visible_to(user)
        .filter(onward__service_user=person)
        .select_related("onward", "by")
        .order_by("-on", "-pk")[:most]
    )
    return chain(
        (_of_move(move, moment) for move in _moves(user, person, most)),
        (_of_chase(chase, moment) for chase in chases),
    )


def told_onward_moments(user, person, moment, *, most):
    """For the PP: that it was sent and how it stands; what was said on the telephone is ours."""
    return (_of_move(move, moment) for move in _moves(user, person, most))


def _moves(user, person, most):
    return (
        OnwardMove.objects.visible_to(user)
        .filter(onward__service_user=person, onward__sent_on__isnull=False)
        .select_related("onward", "by")
        .order_by("-on", "-pk")[:most]
    )


def _of_move(move, moment):
    reason = RefusalReason(move.reason).label if move.reason else ""
    return moment(
        move.on,
        move.in_words,
        status=OnwardStatus(move.to_status),
        by=str(move.by),
        notes=[reason, move.words],
        url=move.onward.get_absolute_url(),
        private=None,
    )


def _of_chase(chase, moment):
    return moment(
        chase.on,
        _("Asked %(service)s how it stands: %(how)s")
        % {"service": chase.onward.service_name, "how": ChaseHow(chase.how).label.lower()},
        by=str(chase.by),
        notes=[chase.said],
        url=chase.onward.get_absolute_url(),
    )

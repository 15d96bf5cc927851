"""How long it takes, as a sentence: the team, the PP and the person's page say it alike."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .rules import Estimate


def wait_in_words(estimate: Estimate | None) -> str:
    if estimate is None:
        return _("too few started in the last year to say how long it takes")
    return _(
        "half of the %(starts)s people who started in the last year did so %(low)s to %(high)s weeks"
        " after they were accepted"
    ) % {"starts": estimate.starts, "low": estimate.low, "high": estimate.high}

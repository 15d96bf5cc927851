"""Looking up somebody by their number, who is with another team or another PP."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# A PP meets few people a day whom the service knows already; a list of one's own team hardly any.
TOLD_MOST = 20
TOLD_WINDOW = timedelta(hours=1)


def check_may_be_told(*, told: int, more: int = 1) -> None:
    """That a number is known is an answer about somebody: kept, and given a few times an hour."""
    if more > TOLD_MOST:
        raise NotAllowed(
            _(
                "More than %(most)s of these people are with another team already. Check that this"
                " is the right list, and take out those who are not your team’s."
            )
            % {"most": TOLD_MOST}
        )
    if told + more > TOLD_MOST:
        raise NotAllowed(
            _(
                "You have looked up many people who are already with somebody else in the service."
                " Wait an hour, or speak to the team."
            ),
            field="q",
        )

"""Nightly: news that was read long ago goes."""

from . import actions

CHORES = [("old_notices", actions.forget_old)]

"""Every change to a referral. A file a subject: writing it, deciding on it, moving it."""

from .deciding import (
    accept,
    answer,
    ask,
    decline,
    pause,
    redirect,
    resume,
    sign_override,
    withdraw,
)
from .drafting import STEP_FIELDS, discard, expire_drafts, save_step, start, submit
from .working import close, mark_allocated, return_to_waiting

__all__ = [
    "STEP_FIELDS",
    "accept",
    "answer",
    "ask",
    "close",
    "decline",
    "discard",
    "expire_drafts",
    "mark_allocated",
    "pause",
    "redirect",
    "resume",
    "return_to_waiting",
    "save_step",
    "sign_override",
    "start",
    "submit",
    "withdraw",
]

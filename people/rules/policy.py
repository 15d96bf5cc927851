"""What a team may set for itself."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# A question that waits longer holds a referral up for months.
LONGEST_TO_ANSWER = 183


LONGEST_AFTER_CONTACT_MONTHS = 36


def after_contact_months(kept: str) -> list[int]:
    """The months of a policy, as `check_after_contact_months` let them through."""
    return [int(part) for part in _parts(kept)]


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", text.strip()) if part]


def check_after_contact_months(text: str) -> str:
    """`1, 3, 6`: whole months, in order, within three years (design.md section 6)."""
    parts = _parts(text)
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise NotAllowed(
            _("Enter whole months with commas between, like 1, 3, 6."),
            field="after_contact_months",
        )
    months = [int(part) for part in parts]
    if months != sorted(set(months)) or any(
        not 1 <= month <= LONGEST_AFTER_CONTACT_MONTHS for month in months
    ):
        raise NotAllowed(
            _("Months must rise from 1 to at most %(most)s, each once, like 1, 3, 6.")
            % {"most": LONGEST_AFTER_CONTACT_MONTHS},
            field="after_contact_months",
        )
    return ", ".join(str(month) for month in months)


def check_draft_warning(*, warning_days: int, expiry_days: int) -> None:
    if warning_days >= expiry_days:
        raise NotAllowed(
            _("The warning must come before the draft expires: enter fewer days than for expiry."),
            field="draft_warning_days",
        )

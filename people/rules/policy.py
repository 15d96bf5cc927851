"""What a team may set for itself."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# A question that waits longer holds a referral up for months.
LONGEST_TO_ANSWER = 183


def check_after_contact_months(text: str) -> str:
    """`1, 3, 6`: whole months, in order, within three years (design.md section 6)."""
    parts = [part for part in re.split(r"[,\s]+", text.strip()) if part]
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise NotAllowed(
            _("Enter whole months with commas between, like 1, 3, 6."),
            field="after_contact_months",
        )
    months = [int(part) for part in parts]
    if months != sorted(set(months)) or not all(1 <= month <= 36 for month in months):
        raise NotAllowed(
            _("Months must rise from 1 to at most 36, each once, like 1, 3, 6."),
            field="after_contact_months",
        )
    return ", ".join(str(month) for month in months)


def check_draft_warning(*, warning_days: int, expiry_days: int) -> None:
    if warning_days >= expiry_days:
        raise NotAllowed(
            _("The warning must come before the draft expires: enter fewer days than for expiry."),
            field="draft_warning_days",
        )

"""Where the person lives."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed


def check_move(
    *,
    kind: str,
    from_on: date,
    today: date,
    since: date | None,
    release_expected_on: date | None,
    release_unknown_reason: str,
    until: date | None = None,
) -> None:
    """`since` is the day the present place began. Custody needs a release date or why not (N98)."""
    if from_on > today:
        raise NotAllowed(
            _("The day they moved cannot be in the future. Record it when it has happened."),
            field="from_on",
        )
    if since and from_on < since:
        raise NotAllowed(
            _("The day they moved must be on or after the day they arrived where they are now."),
            field="from_on",
        )
    if kind not in RELEASED_FROM:
        return
    if release_expected_on and release_expected_on < from_on:
        raise NotAllowed(
            _("The release date must be on or after the day they arrived."),
            field="release_expected_on",
        )
    if release_expected_on and release_expected_on < today and until is None:
        raise NotAllowed(
            _(
                "This release date has passed. If they were released, record where they live now. If"
                " not, leave the date empty and say why it is not known."
            ),
            field="release_expected_on",
        )
    if kind == "CUSTODY" and not release_expected_on and not release_unknown_reason:
        raise NotAllowed(
            _("Enter when release is expected, or why it is not known."),
            field="release_expected_on",
        )


# Places a person is released or discharged from.
RELEASED_FROM = frozenset({"CUSTODY", "HOSPITAL"})


def check_correction(
    *, from_on: date, until: date | None, was_present: bool, replaced: bool, today: date
) -> None:
    """The old row stays as it was written; the place one lives in now stays the place one lives in."""
    if replaced:
        raise NotAllowed(_("Somebody has corrected this meanwhile. Look at it again."))
    if was_present and until:
        raise NotAllowed(
            _("They live there now. If they have moved, record the move instead."), field="to_on"
        )
    if not was_present and until is None:
        raise NotAllowed(_("Enter the day they left."), field="to_on")
    if until and until > today:
        raise NotAllowed(_("The day they left cannot be in the future."), field="to_on")
    if until and until < from_on:
        raise NotAllowed(
            _("The day they left must be on or after the day they arrived."), field="to_on"
        )

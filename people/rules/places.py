"""Where the person lives."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

# The kind of place on our list that somebody lives in; in the community it is a town, in words.
LIVED_IN = {"APPROVED_PREMISES": "APPROVED_PREMISES", "CUSTODY": "PRISON", "HOSPITAL": "CLINIC"}


def check_lives_at(*, kind: str, venue_kind: str) -> None:
    """`venue_kind`: of the place chosen from the list."""
    if LIVED_IN.get(kind) == venue_kind:
        return
    raise NotAllowed(
        _(
            "The place chosen does not fit where they are living. Choose a prison for somebody in"
            " custody, approved premises or a hospital for those who live there; in the community"
            " enter the town."
        ),
        field="venue_id",
    )


def check_arrived(
    from_on: date | None, *, today: date, has_moved: bool, since: date | None
) -> None:
    """`since`: the day they came to where they were before. Of a first place nobody may know the day."""
    if from_on is None:
        if has_moved:
            raise NotAllowed(_("Enter the day they arrived."), field="from_on")
        return
    if from_on > today:
        raise NotAllowed(
            _("The day they arrived cannot be in the future. Record it when it has happened."),
            field="from_on",
        )
    if since and from_on < since:
        raise NotAllowed(
            _(
                "The day they arrived must be on or after %(day)s, when they came to the place before."
            )
            % {"day": date_format(since, "j F Y")},
            field="from_on",
        )


def check_move(
    *,
    kind: str,
    from_on: date | None,
    today: date,
    release_expected_on: date | None,
    release_unknown_reason: str,
    since: date | None = None,
    has_moved: bool = False,
    until: date | None = None,
) -> None:
    """Custody needs a release date or why not (N98)."""
    check_arrived(from_on, today=today, has_moved=has_moved, since=since)
    if kind not in RELEASED_FROM:
        return
    if release_expected_on and from_on and release_expected_on < from_on:
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
    *, from_on: date | None, until: date | None, was_present: bool, replaced: bool, today: date
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
    if until and from_on and until < from_on:
        raise NotAllowed(
            _("The day they left must be on or after the day they arrived."), field="to_on"
        )

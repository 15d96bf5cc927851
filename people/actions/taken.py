"""Two people typed the same thing: the constraint decides, and this says so in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

# A part of the constraint's name -> (field at fault, what to say).
TAKEN = {
    "serviceuser_crn": (
        "crn",
        _("Somebody with this CRN is already in the service. Go back and search for the CRN."),
    ),
    "serviceuser_prison_number": (
        "prison_number",
        _("Somebody with this prison number is already in the service. Go back and search for it."),
    ),
    "serviceuser_nhs_number": (
        "nhs_number",
        _("Somebody with this NHS number is already in the service. Go back and search for it."),
    ),
    "user_email": ("email", _("A member of staff already has this e-mail address.")),
    "one_user_per_email": ("email", _("A member of staff already has this e-mail address.")),
    "people_team_name": ("name", _("There is already a team of this name.")),
    "people_venue_name": ("name", _("There is already a place of this name.")),
    "people_unit_name": ("name", _("There is already a unit of this name.")),
}


@contextmanager
def told_when_taken() -> Iterator[None]:
    """Stands outside `acting`, so that its transaction is over when the refusal is raised."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        for part, (field, words) in TAKEN.items():
            if part in name:
                raise NotAllowed(words, field=field) from error
        raise

"""Two people did the same thing: the constraint decides, and this says so in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

# A constraint's name -> (field at fault or "", what to say).
Sentences = Mapping[str, tuple[str, Any]]

_EMAIL = ("email", _("A member of staff already has this e-mail address."))
TAKEN: Sentences = {
    "people_serviceuser_crn_key": (
        "crn",
        _("Somebody with this CRN is already in the service. Go back and search for the CRN."),
    ),
    "people_serviceuser_prison_number_key": (
        "prison_number",
        _("Somebody with this prison number is already in the service. Go back and search for it."),
    ),
    "people_serviceuser_nhs_number_key": (
        "nhs_number",
        _("Somebody with this NHS number is already in the service. Go back and search for it."),
    ),
    "people_user_email_key": _EMAIL,
    "one_user_per_email": _EMAIL,
    "people_team_name_key": ("name", _("There is already a team of this name.")),
    "people_venue_name_key": ("name", _("There is already a place of this name.")),
    "one_unit_per_name": (
        "name",
        _("There is already a unit of this name. Capitals make no difference."),
    ),
}


@contextmanager
def told_when(sentences: Sentences) -> Iterator[None]:
    """Stands outside `acting`, so that its transaction is over when the refusal is raised. What no
    sentence speaks of is a fault of ours, and stays one."""
    try:
        yield
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if broken not in sentences:
            raise
        field, words = sentences[broken]
        raise NotAllowed(words, field=field) from error


def told_when_taken() -> AbstractContextManager[None]:
    return told_when(TAKEN)

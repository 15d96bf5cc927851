"""What a person is called, in a statement: as `ServiceUser.display_name` says it."""

from __future__ import annotations

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Concat, NullIf


def called(person: str) -> Concat:
    """`person`: the way from the row to the person, with its underscores."""
    first = Coalesce(NullIf(F(f"{person}preferred_name"), Value("")), F(f"{person}given_name"))
    return Concat(first, Value(" "), F(f"{person}family_name"))

"""One row on its way from the file to the record: what it says, what is wrong, what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from imports.rules.columns import Column
from people import rules
from people.models import Team, User
from people.rules import NotAllowed


@dataclass
class Line:
    """`about`: the person, when the service knows them; `elsewhere`: and this desk does not see them."""

    number: int
    values: dict[str, Any]
    problems: list[dict[str, str]] = field(default_factory=list)
    here: int | None = None
    about: int | None = None
    elsewhere: bool = False
    record: Any = None

    def wrong(self, column: str, words: Any) -> None:
        self.problems.append({"column": column, "words": str(words)})

    def refuse(
        self, refusals: Iterable[NotAllowed], columns: Mapping[str, str] | None = None
    ) -> None:
        """`columns`: what the rule calls a field -> what the list calls it."""
        for refusal in refusals:
            self.wrong((columns or {}).get(refusal.field, refusal.field), refusal)


@dataclass(frozen=True)
class Desk:
    """Whose spreadsheet it is and for which team: what every check needs to know."""

    team: Team
    by: User
    at: datetime


class Work(Protocol):
    """What is known of one kind of list (people, referrals, cases, sessions)."""

    @property
    def columns(self) -> Sequence[Column]: ...

    def check(self, lines: Sequence[Line], desk: Desk) -> None:
        """Find what is wrong or already here; leave a record on every line that can be added."""

    def bring_in(self, records: Sequence[Any], desk: Desk, source: str) -> list[int]: ...

    def touched(self, pks: Sequence[int]) -> dict[int, str]: ...

    def take_out(self, pks: Sequence[int], desk: Desk, source: str) -> int: ...


CANONICAL: Mapping[str, Callable[[str], str]] = {
    "crn": rules.check_crn,
    "prison_number": rules.check_prison_number,
    "nhs_number": rules.check_nhs_number,
}


def canonical_numbers(line: Line) -> dict[str, str]:
    """The numbers of this row that can be read, as the record keeps them."""
    found = {}
    for name, check in CANONICAL.items():
        try:
            if line.values.get(name):
                found[name] = check(line.values[name])
        except NotAllowed:
            continue
    return found


def refuse_doubles(
    lines: Iterable[Line], key: Callable[[Line], Any], column: str, words: str
) -> None:
    """The second row that says the same is told where the first is. `words` takes %(row)s."""
    first: dict[Any, int] = {}
    for line in lines:
        what = key(line)
        if what is None:
            continue
        if what in first:
            line.wrong(column, words % {"row": first[what]})
        else:
            first[what] = line.number


def by_email(lines: Iterable[Line], column: str, users: Iterable[User]) -> dict[str, User]:
    """Those named in a column, by address in small letters."""
    named = {str(line.values.get(column) or "").lower() for line in lines}
    return {user.email.lower(): user for user in users if user.email.lower() in named}


def nobody(email: str) -> str:
    return _(
        "Nobody of this team has the address %(email)s here. Correct it, or add them under Staff"
        " and teams first."
    ) % {"email": email[:80]}

"""Every address of the project, for a test that looks on all of them for a word that must not be there."""

from itertools import product

import pytest
from django.db import connection
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Further than any row that migrations made.
FIRST = 5000


@pytest.fixture
def rows_share_numbers(db):
    """The first row of every table made from now on is number 5000: a walk needs few numbers to
    meet all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences")
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {FIRST}")


def every_get(resolver=None, namespace=""):
    """(name, converters) of every address of the project that has a name."""
    resolver = resolver or get_resolver()
    for entry in resolver.url_patterns:
        inner = ":".join(part for part in (namespace, getattr(entry, "namespace", "")) if part)
        if isinstance(entry, URLResolver):
            yield from every_get(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            name = ":".join(part for part in (namespace, entry.name) if part)
            yield name, getattr(entry.pattern, "converters", {})


def addresses_of(name, converters, numbers, words=("risk",)):
    """One address with each of the numbers, and with each of the words where a word belongs."""
    fits = [numbers if "Int" in type(c).__name__ else words for c in converters.values()]
    for values in product(*fits):
        try:
            yield reverse(name, kwargs=dict(zip(converters, values, strict=True)))
        except NoReverseMatch:
            continue


def addresses(numbers, words=("risk",)):
    found = set()
    for name, converters in every_get():
        found.update(addresses_of(name, converters, numbers, words))
    return sorted(found)

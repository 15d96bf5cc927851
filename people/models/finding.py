"""Finding a person by name among hundreds of thousands: one expression, and the index on it."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.functions import Concat, Lower

from people import rules


def plain_names():
    """` sian mair jones sian`: all names in small plain letters, a space before each word.

    The index and the search must write it alike, or PostgreSQL would read every row.
    """
    together = Concat(
        Value(" "),
        F("given_name"),
        Value(" "),
        F("family_name"),
        Value(" "),
        F("preferred_name"),
        output_field=CharField(),
    )
    return Func(
        Lower(together),
        Value(rules.FOLD_FROM),
        Value(rules.FOLD_TO),
        function="TRANSLATE",
        output_field=TextField(),
    )


NAME_INDEX = GinIndex(OpClass(plain_names(), name="gin_trgm_ops"), name="service_user_names")


def each_word_begins(queryset, text):
    """Rows in which every word of `text` begins a word of the person's names."""
    queryset = queryset.alias(plain_names=plain_names())
    for word in rules.plain_name(text).split():
        queryset = queryset.filter(plain_names__contains=f" {word}")
    return queryset

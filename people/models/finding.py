"""Finding a person by name among hundreds of thousands: one expression, and the index on it."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models import CharField, F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Left, Length, Lower

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


# With the team in it, a name is looked up among one's own people, not the whole country's.
TEAM_NAME_INDEX = GinIndex(
    F("team"), OpClass(plain_names(), name="gin_trgm_ops"), name="service_user_team_names"
)


def each_word_begins(queryset, words):
    """Rows in which, of each list of spellings, one begins a word of the person's names."""
    queryset = queryset.alias(plain_names=plain_names())
    for spellings in words:
        begins = Q()
        for word in spellings:
            begins |= Q(plain_names__contains=f" {word}")
        queryset = queryset.filter(begins)
    return queryset


class NameWord(models.Model):
    """Each word of a name that somebody here bears, once: what a mistyped word is held against.

    Kept by a trigger, so that no way of adding people forgets it; pruned at night.
    """

    word = models.CharField(max_length=240, primary_key=True)

    class Meta:
        indexes = [
            # People seldom mistype the first letter: a twentieth of the words is read.
            models.Index(Left("word", 1), Length("word"), name="name_word_start"),
        ]

    def __str__(self):
        return self.word


_PLAIN = (
    "translate(lower(concat(NEW.given_name, ' ', NEW.family_name, ' ', NEW.preferred_name)),"
    " '{}', '{}')".format(rules.FOLD_FROM.replace("'", "''"), rules.FOLD_TO)
)
NAME_WORDS = pgtrigger.Trigger(
    name="name_words",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("given_name", "family_name", "preferred_name"),
    when=pgtrigger.After,
    func=f"""
        INSERT INTO people_nameword (word)
        SELECT DISTINCT word FROM regexp_split_to_table({_PLAIN}, ' +') AS word
        WHERE word <> ''
        ORDER BY word
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    """,  # noqa: S608
)

# Levenshtein counts two swapped letters as two changes; short words stand too close for more.
NEAR = """
SELECT typed.word, near.word FROM unnest(%s::text[]) AS typed(word)
CROSS JOIN LATERAL (
    SELECT word, levenshtein_less_equal(word, typed.word, 2) AS changes
    FROM people_nameword
    WHERE left(word, 1) = left(typed.word, 1)
      AND length(word) BETWEEN length(typed.word) - 1 AND length(typed.word) + 1
      AND word <> typed.word AND length(typed.word) BETWEEN 3 AND 40
    ORDER BY changes, word LIMIT 5
) AS near
WHERE near.changes = 1
   OR near.changes = 2 AND length(typed.word) > 3
      AND (length(typed.word) > 4 OR length(near.word) = length(typed.word))
"""


def near_words(words):
    """{word as typed: the names nearest to it}."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [list(words)])
        for typed, near in cursor.fetchall():
            found.setdefault(typed, []).append(near)
    return found

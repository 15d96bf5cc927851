"""Finding a person by name among hundreds of thousands: one expression, and the index on it."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models import CharField, F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Left, Length, Lower, Substr

from people import rules


def plain_names():
    """` sian mair jones sian ...`: all names in small plain letters, in each of `rules.SPELLINGS`, a
    space before each word."""
    end = Value(rules.NAME_END)
    names = ("given_name", end, "family_name", end, "preferred_name")
    together = Lower(Concat(*names, output_field=CharField()))
    return Concat(
        *(
            part
            for written, plain in rules.SPELLINGS
            for part in (
                Value(" "),
                Func(
                    together,
                    Value(written),
                    Value(plain),
                    function="TRANSLATE",
                    output_field=TextField(),
                ),
            )
        ),
        output_field=TextField(),
    )


def plain_names_field():
    """Kept by the database beside the names: folding them anew for each row that an index finds takes
    longer than all else that a search does."""
    return models.GeneratedField(
        expression=plain_names(), output_field=TextField(), db_persist=True, editable=False
    )


NAME_INDEX = GinIndex(OpClass("plain_names", name="gin_trgm_ops"), name="service_user_names")
# With the team in it, a name is looked up among one's own people, not the whole country's.
TEAM_NAME_INDEX = GinIndex(
    F("team"), OpClass("plain_names", name="gin_trgm_ops"), name="service_user_team_names"
)


def each_word_begins(queryset, *ways):
    """Rows in which, in one of these ways to write the names, of each list of spellings one begins a
    word of the person's names."""
    found = Q()
    for words in ways:
        every = Q()
        for spellings in words:
            begins = Q()
            for word in spellings:
                begins |= Q(plain_names__contains=f" {word}")
            every &= begins
        found |= every
    return queryset.filter(found)


class NameWord(models.Model):
    """Each word of a name that somebody here bears, once: what a mistyped word is held against.

    Kept by a trigger, so that no way of adding people forgets it; pruned at night.
    """

    word = models.CharField(max_length=240, primary_key=True)

    class Meta:
        indexes = [
            # People seldom mistype the first letter: a twentieth of the words is read.
            models.Index(Left("word", 1), Length("word"), name="name_word_start"),
            # When they did, the rest is right.
            models.Index(Substr("word", 2), name="name_word_rest"),
        ]

    def __str__(self):
        return self.word


NAME_WORDS = pgtrigger.Trigger(
    name="name_words",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("given_name", "family_name", "preferred_name"),
    when=pgtrigger.After,
    func="""
        INSERT INTO people_nameword (word)
        SELECT DISTINCT word FROM regexp_split_to_table(NEW.plain_names, ' +') AS word
        WHERE word <> ''
        ORDER BY word
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    """,
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


# Short words are too like each other without their first letter: Ann, Jan, Dan.
SHORTEST_REST = 4


def begun_wrongly(words):
    """{word as typed: names that differ in how they begin}: another first letter, one left out or put
    before, or the first two swapped."""
    begun = {
        word: (word[1:], word[1] + word[0] + word[2:])
        for word in words
        if len(word) >= SHORTEST_REST
    }
    if not begun:
        return {}
    rests = {rest for word in begun for rest in (word, word[1:])}
    whole = {likely for pair in begun.values() for likely in pair}
    known = NameWord.objects.alias(rest=Substr("word", 2)).filter(
        Q(rest__in=rests) | Q(word__in=whole)
    )
    found: dict[str, list[str]] = {}
    for near in known.order_by("word").values_list("word", flat=True):
        for typed, likely in begun.items():
            if near != typed and (near in likely or near[1:] in (typed, typed[1:])):
                found.setdefault(typed, []).append(near)
    return found


def near_words(words):
    """{word as typed: the names nearest to it}."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [list(words)])
        for typed, near in cursor.fetchall():
            found.setdefault(typed, []).append(near)
    return found

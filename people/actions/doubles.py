"""The nightly list of likely doubles, and the answer that two people are two."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from audit.actions import acting, lock, one_at_a_time
from people import rules
from people.models import LikelyPair, User
from people.permissions import Permission

# One statement for everybody: records of one team alone are compared, as only they can be merged.
# Pairs that are likely no longer go, unless somebody has answered them.
FIND = """
WITH known AS MATERIALIZED (
    SELECT id, team_id, date_of_birth AS born, pnc, crn, prison_number, nhs_number,
           translate(lower(family_name), %(fold)s, %(plain)s) AS family,
           translate(lower(given_name), %(fold)s, %(plain)s) AS given
    FROM people_serviceuser WHERE merged_into_id IS NULL
), likely AS (
    SELECT one.id AS one_id, other.id AS other_id, 'BORN' AS because
    FROM known one JOIN known other
      ON one.team_id = other.team_id AND one.born = other.born AND one.id < other.id
    WHERE similarity(one.family, other.family) >= %(family_alike)s
      AND similarity(one.given, other.given) >= %(given_alike)s
  UNION ALL
    SELECT one.id, other.id, 'NAMES'
    FROM known one JOIN known other
      ON one.team_id = other.team_id AND one.family = other.family AND one.given = other.given
     AND one.id < other.id AND one.born <> other.born
    WHERE (extract(year FROM one.born) = extract(year FROM other.born))::int
        + (extract(month FROM one.born) = extract(month FROM other.born))::int
        + (extract(day FROM one.born) = extract(day FROM other.born))::int = 2
       OR extract(year FROM one.born) = extract(year FROM other.born)
      AND extract(month FROM one.born) = extract(day FROM other.born)
      AND extract(day FROM one.born) = extract(month FROM other.born)
  UNION ALL
    SELECT one.id, other.id, 'PNC'
    FROM known one JOIN known other
      ON one.team_id = other.team_id AND one.pnc = other.pnc AND one.id < other.id
    WHERE one.pnc <> ''
  UNION ALL
    SELECT least(had.id, has.id), greatest(had.id, has.id), 'NUMBER'
    FROM people_formeridentifier former
    JOIN known had ON had.id = former.service_user_id AND former.why <> 'MISTAKE'
    JOIN known has ON has.team_id = had.team_id AND has.id <> had.id
     AND former.value = CASE former.field WHEN 'crn' THEN has.crn
         WHEN 'prison_number' THEN has.prison_number WHEN 'nhs_number' THEN has.nhs_number
         ELSE has.pnc END
), found AS (
    SELECT one_id, other_id, array_agg(DISTINCT because ORDER BY because)::varchar[] AS because
    FROM likely GROUP BY one_id, other_id
), kept AS (
    INSERT INTO people_likelypair (one_id, other_id, because, found_at)
    SELECT found.one_id, found.other_id, found.because, %(at)s
    FROM found LEFT JOIN people_likelypair held USING (one_id, other_id)
    WHERE held.id IS NULL OR held.because <> found.because
    ON CONFLICT (one_id, other_id) DO UPDATE SET because = excluded.because
    RETURNING xmax = 0 AS is_new
), gone AS (
    DELETE FROM people_likelypair held
    WHERE not_same_at IS NULL
      AND NOT EXISTS (SELECT FROM found
                      WHERE found.one_id = held.one_id AND found.other_id = held.other_id)
    RETURNING id
)
SELECT (SELECT count(*) FROM kept WHERE is_new), (SELECT count(*) FROM kept WHERE NOT is_new),
       (SELECT count(*) FROM gone)
"""


def find_doubles(*, at: datetime) -> int:
    """How many new pairs were found. A second run waits for the first, then finds nothing to do."""
    system = User.objects.system()
    with acting("doubles_found", by=system) as act:
        one_at_a_time("people.find_doubles")
        with connection.cursor() as cursor:
            cursor.execute(
                FIND,
                {
                    "fold": rules.FOLD_FROM,
                    "plain": rules.FOLD_TO,
                    "family_alike": rules.FAMILY_ALIKE,
                    "given_alike": rules.GIVEN_ALIKE,
                    "at": at,
                },
            )
            new, changed, gone = cursor.fetchone()
        if new or changed or gone:
            act.record(system, at=at, new=new, changed=changed, gone=gone)
        else:
            act.nothing_to_record()
    return new


def say_not_same(*, pair_id: int, by: User, at: datetime) -> LikelyPair:
    with acting("doubles_denied", by=by) as act:
        pair = lock(LikelyPair.objects.visible_to(by).select_related("one"), pair_id)
        rules.check_answer(
            may=by.can(Permission.RECORDS_MERGE, pair.one.team_id),
            answered=pair.not_same_at is not None,
        )
        pair.not_same_at, pair.not_same_by = at, by
        pair.save(update_fields=["not_same_at", "not_same_by"])
        act.record(pair, at=at, service_user_id=pair.one_id, other=pair.other_id)
    return pair


def two_people(one_id: int, other_id: int, *, by: User, at: datetime) -> None:
    """Whoever takes a merge apart has answered the question. Call inside an act."""
    answered = {"not_same_at": at, "not_same_by": by}
    LikelyPair.objects.update_or_create(
        one_id=min(one_id, other_id),
        other_id=max(one_id, other_id),
        defaults=answered,
        create_defaults={**answered, "because": [], "found_at": at},
    )


# Names change and people go: a word that nobody bears any longer is nobody's business to keep.
PRUNE = """
DELETE FROM people_nameword WHERE word NOT IN (
    SELECT regexp_split_to_table(plain_names, ' +') FROM people_serviceuser
)
"""


def forget_names_nobody_bears() -> int:
    with connection.cursor() as cursor:
        cursor.execute(PRUNE)
        return cursor.rowcount

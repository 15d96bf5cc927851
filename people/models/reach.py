"""Who reaches whom, and the limited-access test (LAO), for every table that holds somebody's record.

Both parts of that test must pass: not excluded, and named if the record is restricted. Written in
SQL because every statement of the service carries it: building it from the ORM's parts took longer
than all else a small request does (docs/performance.md).
"""

from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, Value

PASSES = """NOT ({excluded} AND EXISTS (
    SELECT 1 FROM people_accesslimit barred
    WHERE barred.service_user_id = {person} AND barred.user_id = %s AND barred.kind = 'EXCLUDED'
)) AND NOT ({restricted} AND NOT EXISTS (
    SELECT 1 FROM people_accesslimit named
    WHERE named.service_user_id = {person} AND named.user_id = %s AND named.kind = 'NAMED'
))"""


class NotBarred(Func):
    """On a service user's own row."""

    output_field = BooleanField()

    def __init__(self, user_id):
        super().__init__("pk", "has_exclusions", "is_restricted")
        self.user_id = user_id

    def as_sql(self, compiler, connection, *_spelling, **_context):
        person, excluded, restricted = (
            compiler.compile(part)[0] for part in self.source_expressions
        )
        sql = PASSES.format(person=person, excluded=excluded, restricted=restricted)
        return f"({sql})", (self.user_id, self.user_id)


class AboutReadable(Func):
    """On a row about somebody: `AboutReadable("service_user_id", user.pk)`."""

    output_field = BooleanField()
    passes = PASSES.format(
        person="person.id", excluded="person.has_exclusions", restricted="person.is_restricted"
    )

    def __init__(self, path, user_id):
        super().__init__(path)
        self.user_id = user_id

    def as_sql(self, compiler, connection, *_spelling, **_context):
        about, params = compiler.compile(self.source_expressions[0])
        sql = f"EXISTS (SELECT 1 FROM people_serviceuser person WHERE person.id = {about} AND {self.passes})"  # noqa: S608
        return sql, (*params, self.user_id, self.user_id)


def names_pp(user, team, *fields):
    """Rows in which one of these fields names them, or a PP away today whom they cover: in the team
    where they do. `team` is the way from the row to its team."""

    def named(keys):
        return reduce(or_, (Q(**{f"{field}__in": keys}) for field in fields))

    covered = (Q(**{team: where}) & named(away) for where, away in user.covers_pps.items())
    return reduce(or_, covered, named([user.pk]))


def supervised(user, person=""):
    """People whose PP they are, or cover for: always, or while that PP is away; in a team they refer
    to. `person` is the way from the row to the person."""
    team = f"{person}team_id"
    theirs = names_pp(user, team, f"{person}pp_id") | Q(**{f"{person}cover_pp_id": user.pk})
    return Q(**{f"{team}__in": user.refers_in}) & theirs


REACHED = """(person.team_id = ANY(%s)
 OR person.team_id = ANY(%s) AND (
    person.pp_id = %s OR person.cover_pp_id = %s OR EXISTS (
        SELECT 1 FROM people_referrer sent
        WHERE sent.service_user_id = person.id AND sent.user_id = %s
 ))
 OR (person.team_id, person.pp_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[])))"""


class AboutReached(AboutReadable):
    """On a row about somebody: is the person within reach, and the reader not barred? Tested person
    by person, as `ServiceUser.objects.within_reach(user)` finds them all."""

    def __init__(self, path, user):
        super().__init__(path, user.pk)
        covered = [(team, pp) for team, away in user.covers_pps.items() for pp in away]
        self.reach = (
            list(user.working_team_ids),
            list(user.refers_in),
            *[user.pk] * 3,
            [team for team, _pp in covered],
            [pp for _team, pp in covered],
        )

    passes = f"{AboutReadable.passes} AND {REACHED}"

    def as_sql(self, compiler, connection, *spelling, **context):
        sql, params = super().as_sql(compiler, connection, *spelling, **context)
        return sql, (*params, *self.reach)


class InTeams(Func):
    """The team is one of these, in the index's own type: a GIN index compares bigint with nothing else."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, team_ids):
        array = ArrayField(BigIntegerField())
        super().__init__(F("team_id"), Value(sorted(team_ids), output_field=array))

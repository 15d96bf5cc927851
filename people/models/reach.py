"""The limited-access test (LAO) as one expression, for every table that holds somebody's record.

Both parts must pass: not excluded, and named if the record is restricted. Written in SQL because
every statement of the service carries it: building it from the ORM's parts took longer than all
else a small request does (docs/performance.md).
"""

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Value

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

    def __init__(self, path, user_id):
        super().__init__(path)
        self.user_id = user_id

    def as_sql(self, compiler, connection, *_spelling, **_context):
        about, params = compiler.compile(self.source_expressions[0])
        passes = PASSES.format(
            person="person.id", excluded="person.has_exclusions", restricted="person.is_restricted"
        )
        sql = f"EXISTS (SELECT 1 FROM people_serviceuser person WHERE person.id = {about} AND {passes})"  # noqa: S608
        return sql, (*params, self.user_id, self.user_id)


class InTeams(Func):
    """The team is one of these, in the index's own type: a GIN index compares bigint with nothing else."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, team_ids):
        array = ArrayField(BigIntegerField())
        super().__init__(F("team_id"), Value(sorted(team_ids), output_field=array))

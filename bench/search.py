"""`python -m bench.search`: finding one person among 300,000, as each kind of user would.

A nation's worth of invented people in a database of its own (.local/search), names as common as they
are in Wales: one in six is a Jones, a Davies or a Williams. Times are of the search as the page makes it:
every statement, the limits on access included, and the rows read. `--explain` prints the plans.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local" / "search"
PEOPLE, TEAMS, PPS = 300_000, 25, 6_000
AIM_MS = 100

FAMILY = """Jones:58 Davies:37 Williams:38 Evans:25 Thomas:22 Roberts:15 Hughes:14 Lewis:14 Morgan:11
Griffiths:11 Edwards:10 Smith:14 James:9 Rees:9 Jenkins:8 Owen:8 Price:8 Morris:7 Phillips:7
Moore:3 Richards:6 Lloyd:5 Harris:6 Parry:5 Powell:4 Brown:5 Watkins:4 Bowen:4 Ellis:4
Pritchard:3 Howells:3 Taylor:4 Harries:2 Llewellyn:2 Rowlands:3 Bevan:2 Pugh:2 Vaughan:2 Ali:2
Ahmed:1 Khan:2 Hussain:1 Begum:1 Kowalski:1 Nowak:1 O’Brien:2 Murphy:2 Walsh:1 McCarthy:1
Prydderch:1 Gwilym:1 Cadwaladr:1 Llŷr:1 Bebb:1 Trahaearn:1 Onllwyn:1 Wynne-Jones:1 ap+Rhys:1"""
GIVEN = """Rhys Siân Dafydd Carys Gareth Nia Owain Megan Ieuan Catrin Huw Lowri Gwyn Bethan Aled Ffion Emyr
Cerys Iwan Elin David Sarah John Emma Mark Claire Paul Lisa Stephen Rachel Andrew Kelly Michael
Donna Craig Leanne Lee Stacey Jason Gemma Darren Natalie Wayne Hayley Ryan Kayleigh Jordan
Chelsea Liam Jade Kyle Shannon Mohammed Fatima Piotr Agnieszka Declan Niamh Tyrone Chantelle
Llŷr Sioned Gethin Heledd Tomos Angharad Macsen Gwenllian"""


def database():
    from bin import laptop
    from bin.postgres import Server

    server = Server(FOLDER / "pg")
    server.start()
    server.create_database("search")
    os.environ.update(
        laptop.environment(),
        DATABASE_URL=server.url("search"),
        SITE_URL="http://127.0.0.1",
        LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="iirms.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    from people.models import ServiceUser

    call_command("migrate", verbosity=0)
    if not ServiceUser.objects.exists():
        print(f"Inventing {PEOPLE:,} people ...")
        fill()
    return server


def fill(seed=1):
    """Straight into the tables, without histories: a benchmark wants a full house."""
    from django.db import connection

    from people.models import (
        AccessLimit,
        FormerIdentifier,
        Location,
        Membership,
        Region,
        ServiceUser,
        Team,
        TeamPolicy,
        User,
    )

    dice = random.Random(seed)
    region = Region.objects.create(name="Wales")
    teams = Team.objects.bulk_create(Team(region=region, name=f"Team {n}") for n in range(TEAMS))
    TeamPolicy.objects.bulk_create(TeamPolicy(team=team) for team in teams)
    pps = User.objects.bulk_create(_user("pp", n, "PROBATION_PRACTITIONER") for n in range(PPS))
    worker = User.objects.bulk_create([_user("worker", 0, "TLN"), _user("nation", 0, "TEAM_LEAD")])
    Membership.objects.bulk_create(
        [Membership(user=pp, team=teams[n % TEAMS], role="REFERRER") for n, pp in enumerate(pps)]
        + [Membership(user=worker[0], team=teams[0], role="PRACTITIONER")]
        + [Membership(user=worker[1], team=team, role="LEAD") for team in teams]
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no triggers: no histories
    families = [
        n.replace("+", " ")
        for w in FAMILY.split()
        for n, c in [w.split(":")]
        for _ in range(int(c))
    ]
    given = GIVEN.split()
    ServiceUser.objects.bulk_create(
        (_person(n, teams, pps, families, given, dice) for n in range(PEOPLE)), batch_size=5_000
    )
    keys = list(ServiceUser.objects.order_by("pk").values_list("pk", flat=True))
    day = _day(2026, 1, 5)
    Location.objects.bulk_create(
        (
            Location(service_user_id=pk, kind="COMMUNITY", place="Cardiff", from_on=day)
            for pk in keys
        ),
        batch_size=5_000,
    )
    FormerIdentifier.objects.bulk_create(
        FormerIdentifier(
            service_user_id=pk, field="crn", value=f"Z{n:06d}", why="REPLACED", reason="Merged",
            changed_at=_now(), changed_by=worker[1],
        )
        for n, pk in enumerate(keys[::30])
    )  # fmt: skip
    limited = keys[::500]
    ServiceUser.objects.filter(pk__in=limited).update(has_exclusions=True)
    AccessLimit.objects.bulk_create(
        AccessLimit(service_user_id=pk, user=worker[n % 2], kind="EXCLUDED")
        for n, pk in enumerate(limited)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(
            "INSERT INTO people_nameword (word) SELECT DISTINCT word FROM people_serviceuser"
            " CROSS JOIN LATERAL regexp_split_to_table(plain_names, ' +') AS word WHERE word <> ''"
        )
        cursor.execute("VACUUM ANALYZE")


def _user(kind, number, profession):
    from people.models import User

    return User(
        email=f"{kind}.{number}@example.wales",
        password="!",
        given_name=kind.title(),
        family_name=f"Number{number}",
        profession=profession,
        created_at=_now(),
    )


def _person(number, teams, pps, families, given, dice):
    from people.models import ServiceUser

    pp = pps[number % PPS]
    return ServiceUser(
        team=teams[number % PPS % TEAMS],
        crn=f"X{number:06d}",
        prison_number=f"A{number % 10_000:04d}{_letters(number // 10_000)}"
        if number % 3 == 0
        else None,
        pnc=f"{1960 + number % 60}/{number:07d}{'ZABCDEFGHJKLMNPQRTUVWXY'[number % 23]}"
        if number % 2 == 0
        else "",
        given_name=dice.choice(given),
        family_name=dice.choice(families),
        preferred_name=dice.choice(given) if number % 10 == 0 else "",
        date_of_birth=_day(
            1950 + dice.randrange(55), 1 + dice.randrange(12), 1 + dice.randrange(28)
        ),
        sex="M",
        pp=pp,
        added_at=_now(),
        added_by=pp,
    )


def _letters(number):
    return chr(65 + number // 26) + chr(65 + number % 26)


def _day(*parts):
    from datetime import date

    return date(*parts)


def _now():
    from datetime import UTC, datetime

    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def searches(dice, mine):
    """What people type: numbers of their own people, names whole, begun, in Welsh, and mistyped."""
    kinds = {
        "CRN": lambda p: p.crn,
        "prison number": lambda p: p.prison_number or p.crn,
        "number from before": lambda p: f"Z{dice.randrange(PEOPLE // 30):06d}",
        "both names": lambda p: f"{p.given_name} {p.family_name}",
        "last name": lambda p: p.family_name,
        "two letters": lambda p: p.family_name[:2],
        "beginnings": lambda p: f"{p.given_name[:3]} {p.family_name[:4]}",
        "mistyped": lambda p: f"{p.given_name} {_mistyped(p.family_name, dice)}",
        "mistyped last name": lambda p: _mistyped(p.family_name, dice),
        "first letter": lambda p: f"{_begun_wrongly(p.given_name, dice)} {p.family_name}",
        "PNC": lambda p: p.pnc or p.crn,
    }
    return {kind: [say(dice.choice(mine)) for _turn in range(40)] for kind, say in kinds.items()}


def _mistyped(name, dice):
    """One letter missed, doubled, changed or two swapped, never the first."""
    at = dice.randrange(1, len(name) - 1)
    return dice.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + dice.choice("aeiouyrs") + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def _begun_wrongly(name, dice):
    return dice.choice("bcdfghlmnprst") + name[1:].lower()


def ask(user, typed):
    from people.forms import FindForm
    from people.views.finding import search

    form = FindForm({"q": typed})
    if not form.is_valid():
        return []
    found = search(user, form, _now())
    return [*found.people, *found.nearly]


def measure(user, *, rounds):
    """(kind, median, p95, p95 of processor time, share found), in milliseconds."""
    from people.models import ServiceUser

    dice = random.Random(7)
    mine = list(ServiceUser.objects.visible_to(user).order_by("pk")[:2_000])
    spent = processor()
    for kind, typed in searches(dice, mine).items():
        clock, work, found = [], [], 0
        for words in typed * rounds:
            began, before = time.perf_counter(), spent()
            found += bool(ask(user, words))
            clock.append((time.perf_counter() - began) * 1_000)
            work.append(spent() - before)
        yield kind, statistics.median(clock), p95(clock), p95(work), found / len(clock)


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def processor():
    """Milliseconds of processor, ours and the database's: what a busy machine does not change."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: (time.process_time_ns() + int(backend.read_text().split()[0])) / 1e6


def explain(user):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for typed in ("X000100", "jones", "davied", "rhys prichard"):
        with CaptureQueriesContext(connection) as seen:
            ask(user, typed)
        for query in seen.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + query["sql"].replace("%", "%%"))
                print(f"\n--- {typed}: {query['sql'][:3000]}\n")
                print("\n".join(row[0] for row in cursor.fetchall()))


def main():
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--explain", default="", help="worker, nation or pp: print the plans")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    server = database()
    try:
        from people.models import User

        users = {
            name: User.objects.get(email=f"{name}.0@example.wales")
            for name in ("worker", "pp", "nation")
        }
        if args.explain:
            return explain(users[args.explain])
        slowest = busiest = 0.0
        for name, user in users.items():
            print(f"\n{name:22}{'median':>10}{'p95':>10}{'p95 CPU':>10}{'found':>8}")
            for kind, median, late, work, found in measure(user, rounds=args.rounds):
                slowest, busiest = max(slowest, late), max(busiest, work)
                print(f"{kind:22}{median:8.1f}ms{late:8.1f}ms{work:8.1f}ms{found:8.0%}")
        print(f"\nslowest p95: {slowest:.1f} ms, {busiest:.1f} ms of processor (aim {AIM_MS})")
    finally:
        server.stop()


if __name__ == "__main__":
    main()

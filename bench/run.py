"""`make bench`: our endpoints against a bare loop, same SQL, same server, same run.

CPU is what the worker process itself used (/proc), so a busy machine changes the clock and not the
ratio. Ratio = CPU of the bare loop / CPU of ours: 1 would be as light as a bare loop.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local" / "bench"
OURS, BARE = 8931, 8932
AIMS = {"caseload list": 0.15, "referral detail": 0.15, "referral create": 0.10}
ROUNDS, COUNT = 5, 200  # and a round before them that warms both
TO_REFER = (ROUNDS + 1) * COUNT + 2
TICK = os.sysconf("SC_CLK_TCK")


def prepare():
    """A private PostgreSQL with the service-size house, new each time: what the last run wrote would
    be found by this one."""
    from bin import laptop, quick
    from bin.postgres import Server

    server = Server(FOLDER / "pg")
    server.destroy()
    server.start()
    server.create_database("bench")
    os.environ.update(
        laptop.environment(),
        DATABASE_URL=server.url("bench"),
        SITE_URL="http://127.0.0.1",
        LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="iirms.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    from bench import data

    with quick.migrations():
        call_command("migrate", verbosity=0)
    print("Filling the house (10 practitioners, 60 PPs, 400 people, 8,000 sessions) ...")
    data.load(data.SERVICE)
    return server


def analyse():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def requests_to_measure():
    """Name -> (method, path, bodies without end, the user's session cookie)."""
    from django.conf import settings
    from django.test import Client

    from bench import data
    from people.models import ServiceUser, User
    from referrals.models import Referral

    worker = User.objects.get(email="tln.0.0@example.wales")
    referral = Referral.objects.filter(status="WAITING").order_by("pk")[3]
    pp = ServiceUser.objects.order_by("pk")[7].pp
    people = data.people_to_refer(pp, 2 * TO_REFER)
    os.environ["BENCH_PEOPLE"] = f"{people[TO_REFER]}"
    analyse()

    def cookie(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    create = (
        json.dumps({"service_user": pk, "tier": 2, "hope_wellbeing": "To sleep through."})
        for pk in people
    )
    return {
        "caseload list": ("GET", "/api/v1/caseload/", repeat(None), cookie(worker)),
        "referral detail": (
            "GET", f"/api/v1/referrals/{referral.pk}/", repeat(None), cookie(worker),
        ),
        "referral create": ("POST", "/api/v1/referrals/", create, cookie(pp)),
    }  # fmt: skip


def record_script(wanted):
    """Ask ourselves twice, in process, and keep the second's statements: the first creates what stays
    (who refers to the team), and the loop can create that only once."""
    from django.conf import settings
    from django.test import Client

    from bench.record import connection_string, recorded

    script = {}
    for name, (method, path, bodies, session) in wanted.items():
        client = Client(HTTP_HOST="127.0.0.1", raise_request_exception=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        ask = partial(client.generic, method, path, content_type="application/json")
        ask(next(bodies) or "")
        body = next(bodies) or ""
        with recorded() as made:
            response = ask(body)
        if response.status_code not in (200, 201):
            sys.exit(f"{name} answered {response.status_code}: {response.content[:300]!r}")
        script[slug(name)] = [unique(statement) for statement in made]
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "script.json"
    path.write_text(json.dumps(script))
    os.environ["BENCH_SCRIPT"] = str(path)
    os.environ["BENCH_DSN"] = connection_string()
    return {name: len(script[slug(name)]) for name in wanted}


def unique(statement):
    """A reference and a draft's person are unique: each run of a recorded statement has its own."""
    sql, params = statement
    drawn = "INSERT INTO" in sql and '"referrals_referral"' in sql
    return [sql, [_own(param, drawn=drawn) for param in params]]


def _own(param, *, drawn):
    from bench.data import FIRST_TO_REFER

    if isinstance(param, list):
        return [_own(one, drawn=drawn) for one in param]
    if isinstance(param, int) and param >= FIRST_TO_REFER:
        return "{{person}}"
    if drawn and isinstance(param, str) and len(param) in (7, 8) and param.isupper():
        return "{{reference}}"
    return param


def slug(name):
    return name.replace(" ", "-")


@contextmanager
def served(application, port):
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
            "--workers", "1", "--worker-class", "gthread", "--threads", "4",
            "--keep-alive", "30", "--log-level", "error", "--chdir", str(ROOT),
        ],
    )  # fmt: skip
    try:
        _wait(port)
        yield _worker_of(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _wait(port):
    for _try in range(150):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"nothing answered on port {port}")


def _worker_of(parent):
    for _try in range(50):
        found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if found:
            return int(found[0])
        time.sleep(0.1)
    sys.exit("gunicorn has no worker")


def cpu(pid):
    """Seconds the process was on a processor. The scheduler counts nanoseconds; ticks are a
    hundredth of a second, a tenth of what the bare loop spends in a round."""
    tasks = Path(f"/proc/{pid}/task")
    try:
        spent = [int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()]
        return sum(spent) / 1e9
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def resident_mb(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def spend(connection, pid, method, path, bodies, headers):
    """Milliseconds of the worker's CPU for each request."""
    before = cpu(pid)
    for _turn in range(COUNT):
        connection.request(method, path, body=next(bodies), headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status not in (200, 201):
            sys.exit(f"{path} answered {answer.status}")
    return (cpu(pid) - before) * 1000 / COUNT


def csrf_free(headers):
    """Session sign-in asks a token of a POST: one we make, in both cookie and header."""
    token = "a" * 32
    return headers | {
        "Cookie": headers["Cookie"] + f"; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/json",
    }


def measure(wanted, ours, bare):
    from django.conf import settings

    to_us = http.client.HTTPConnection("127.0.0.1", OURS)
    to_bare = http.client.HTTPConnection("127.0.0.1", BARE)
    for name, (method, path, bodies, session) in wanted.items():
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Host": "127.0.0.1"}
        if method == "POST":
            headers = csrf_free(headers)
        pairs = []
        for turn in range(ROUNDS + 1):
            us = spend(to_us, ours, method, path, bodies, headers)
            them = spend(to_bare, bare, "GET", f"/{slug(name)}", repeat(None), {})
            if turn:  # the first round warms both
                pairs.append((us, them))
        yield name, statistics.median(u for u, _t in pairs), statistics.median(t for _u, t in pairs)


def main():
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    server = prepare()
    try:
        wanted = requests_to_measure()
        statements = record_script(wanted)
        with (
            served("iirms.wsgi:application", OURS) as ours,
            served("bench.bare:application", BARE) as bare,
        ):
            print(f"{'':18}{'ours':>10}{'bare':>10}{'ratio':>8}{'aim':>7}{'SQL':>6}")
            for name, us, them in measure(wanted, ours, bare):
                print(
                    f"{name:18}{us:8.2f}ms{them:8.2f}ms{them / us:8.2f}{AIMS[name]:7.2f}"
                    f"{statements[name]:6d}"
                )
            print(f"web worker resident: {resident_mb(ours):.0f} MB (limit 150)")
    finally:
        server.stop()


if __name__ == "__main__":
    main()

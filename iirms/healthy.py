"""For a container's health check: `python -m iirms.healthy web` or `... worker`. Exit 0 is well."""

import os
import sys
import urllib.request

from iirms.environment import read


def web():
    """Asked from inside, under a name the service answers to; https is ended before us."""
    env = read(os.environ)
    host = env.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    asked = urllib.request.Request(
        f"http://127.0.0.1:{env.PORT}/health/ready", headers={"Host": host}
    )
    with urllib.request.urlopen(asked, timeout=4) as answer:  # noqa: S310
        return answer.status == 200


def worker():
    """Beat, queue and worker together: a heartbeat went through all three lately."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iirms.settings")
    django.setup()
    from django.utils import timezone

    from iirms.tasks import SILENCE, seconds_since_heartbeat

    silent = seconds_since_heartbeat(timezone.now())
    return silent is not None and silent < SILENCE


if __name__ == "__main__":
    try:
        well = {"web": web, "worker": worker}[sys.argv[1]]()
    except OSError as problem:
        sys.exit(f"{problem}")
    sys.exit(0 if well else 1)

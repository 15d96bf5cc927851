"""What keeps the service itself healthy."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

HEARTBEAT = "worker-heard-at"
# Beat sends one a minute: three missed is a worker, a beat or a queue that stands still.
SILENCE = 180


@shared_task
def heartbeat(**_later):
    """Through beat, queue and worker: all three live, or this grows old."""
    cache.set(HEARTBEAT, timezone.now().timestamp(), timeout=None)


def seconds_since_heartbeat(at):
    heard = cache.get(HEARTBEAT)
    return None if heard is None else int(at.timestamp() - heard)


@shared_task
def clear_sessions(**_later):
    Session.objects.filter(expire_date__lt=timezone.now()).delete()

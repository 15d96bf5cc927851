"""The web server, on a laptop and in production alike: gunicorn --config python:iirms.gunicorn"""

import os
import socket
import struct

from iirms.environment import read

_env = read(os.environ)

bind = f"{_env.BIND}:{_env.PORT}"
workers = _env.WEB_PROCESSES
worker_class = "gthread"
threads = _env.WEB_THREADS
# Loaded once and shared: each process keeps its own only of what it changes.
preload_app = True
timeout = 30
graceful_timeout = 5
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# A heartbeat file on a slow disk looks like a worker that hangs.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
loglevel = "warning"
accesslog = None  # iirms.logs writes one line for each request, without addresses
forwarded_allow_ips = "*" if _env.PROXIES else "127.0.0.1"

# A thread waits this long for the next piece of a request, or for a piece of its answer to be taken;
# then it is free for somebody else. Whoever sends a byte at a time is for the proxy in front
# (docs/running.md).
SILENT_SECONDS = 10


def when_ready(server):
    """Linux hands a listener's limits on to every connection it takes."""
    limit = struct.pack("ll", SILENT_SECONDS, 0)
    for listener in server.LISTENERS:
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, way, limit)

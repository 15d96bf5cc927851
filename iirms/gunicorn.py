"""The web server, on a laptop and in production alike: gunicorn --config python:iirms.gunicorn"""

import os

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

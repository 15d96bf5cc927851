"""The service's own settings, with what a test run must not pay for or must not do."""

import os

from tests.plugins import network, postgres

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop
network.close()
postgres.start()
for _name, _value in {
    "SECRET_KEY": "for tests only: long enough to be nobody's secret at all, really",
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "EMAIL_URL": "memorymail://",
    "LOG_FORMAT": "plain",
    "LOG_LEVEL": "WARNING",
}.items():
    os.environ[_name] = _value
# What a developer's shell says of the laptop must not reach the tests.
for _name in ("BROKER_URL", "DEBUG", "DEMO", "PROXIES", "STATIC_ROOT", "MAIL_FROM"):
    os.environ.pop(_name, None)

from iirms.settings import *  # noqa: E402, F403
from iirms.settings import DATABASES, MIDDLEWARE, STORAGES, TEMPLATES  # noqa: E402


class Undefined(str):
    """A template that prints a name nobody gave it fails, instead of printing nothing."""

    def __contains__(self, sought):
        return sought == "%s"

    def __mod__(self, name):
        raise AssertionError(f"undefined template variable: {name}")


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DATABASES["default"]["OPTIONS"].pop("pool", None)
if template := os.environ.get("IIRMS_TEST_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
MIDDLEWARE = ["tests.plugins.writes.OnlyActionsWrite", *MIDDLEWARE]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")

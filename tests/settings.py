"""The service's own settings, with what a test run must not pay for or must not do."""

import os

for _name, _value in {
    "SECRET_KEY": "for tests only: long enough to be nobody's secret at all, really",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "BASE_URL": "http://testserver",
    "DEMO": "1",
}.items():
    os.environ.setdefault(_name, _value)

from iirms.settings import *  # noqa: E402, F403
from iirms.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402


class Undefined(str):
    """A template that prints a name nobody gave it fails, instead of printing nothing."""

    def __contains__(self, sought):
        return sought == "%s"

    def __mod__(self, name):
        raise AssertionError(f"undefined template variable: {name}")


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
DATABASES["default"]["OPTIONS"].pop("pool", None)
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")

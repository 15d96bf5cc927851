"""One file for every place the service runs; what differs comes from the environment (environment.py)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = environment.read(os.environ)

DEBUG = ENV.DEBUG
SECRET_KEY = ENV.SECRET_KEY
ALLOWED_HOSTS = ENV.ALLOWED_HOSTS
SITE_URL = ENV.SITE_URL
HTTPS = urlsplit(SITE_URL).scheme == "https"

INSTALLED_APPS = [
    "iirms",
    "audit",
    "people",
    "flags",
    "notices",
    "referrals",
    "tiers",
    "supervision",
    "imports",
    "reports",
    "demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "iirms.proxies.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "iirms.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "iirms.language.DaysLikeTheirSentence",
    "django.middleware.common.CommonMiddleware",
    "iirms.uploads.FilesAreNotText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "iirms.caching.KeptByNobody",
    "iirms.expired.KeepTypingWhenSignedOut",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "audit.middleware.AuditMiddleware",
    "iirms.settled.FlagsSettled",
    "iirms.logs.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "iirms.errors.MethodNotAllowedPage",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "iirms.urls"
WSGI_APPLICATION = "iirms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "iirms.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "iirms.forms.Renderer"

# --- Database, cache, queue ---------------------------------------------------------------------

_database = dict(ENV.DATABASE_URL)
DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        # Persistent by way of the pool: a connection for each request costs more than most pages.
        "OPTIONS": {
            **_database,
            "pool": {"min_size": 1, "max_size": ENV.WEB_THREADS + 1, "timeout": 10},
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that failed sign-ins are counted across processes and machines.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "iirms_cache",
    }
}

DEMO = ENV.DEMO
BROKER_URL = ENV.BROKER_URL
WORKER_PROCESSES = ENV.WORKER_PROCESSES

# --- History ------------------------------------------------------------------------------------

# What a row held before a change is itself never changed: the database refuses.
PGHISTORY_APPEND_ONLY = True
# A row that goes leaves a line as well: who had a role this morning, say.
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# --- Sign-in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "given_name", "family_name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=3).total_seconds())
INVITATION_TIMEOUT = int(timedelta(days=3).total_seconds())

ACCOUNT_ADAPTER = "iirms.adapter.ClosedAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "iirms.tokens.Links"  # noqa: S105
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An administrator typed the address and the reset link proves it: nothing more to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "iirms.account_forms.LoginForm",
    "change_password": "iirms.account_forms.ChangePasswordForm",
    "set_password": "iirms.account_forms.SetPasswordForm",
    "reset_password": "iirms.account_forms.ResetPasswordForm",
    "reset_password_from_key": "iirms.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "iirms.account_forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whoever chose a new password is told so by mail: it may not have been they.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Guessing one account's password is stopped by its own count. A whole office shares one address on
# the internet: there, only what no office types in an hour is guessing across accounts.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,300/h/ip,5/5m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.PROXIES

SESSION_ENGINE = "iirms.sessions"
SESSION_COOKIE_AGE = ENV.SESSION_IDLE_MINUTES * 60
SESSION_LONGEST = ENV.SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Mail ---------------------------------------------------------------------------------------

EMAIL_CONFIG = ENV.EMAIL_URL
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = ENV.MAIL_FROM or f"IIRMS <no-reply@{urlsplit(SITE_URL).hostname}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Safety in the browser ----------------------------------------------------------------------

PROXIES = ENV.PROXIES
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "iirms.expired.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# A megabyte pasted into one box, tripled on its way by the browser's encoding, still reaches the
# form, which says what is wrong and shows it again.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE
# One spreadsheet at a time, and no more of it than the form takes.
DATA_UPLOAD_MAX_NUMBER_FILES = 3
FILE_UPLOAD_HANDLERS = [
    "iirms.uploads.KeepNoMore",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = ENV.STATIC_ROOT or BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- REST ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["iirms.json.ORJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["iirms.json.ORJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "iirms.api.problem_json",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "ReferralStatus": "referrals.rules.Status",
        "CaseStatus": "tiers.rules.CaseStatus",
        "SessionStatus": "tiers.rules.SessionStatus",
    },
    "TITLE": "IIRMS",
    "DESCRIPTION": "Referrals, caseloads, sessions and flags, as the signed-in person may see them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
}

# --- Logs ---------------------------------------------------------------------------------------

LOGGING_CONFIG = None
logs.configure(ENV.LOG_FORMAT, ENV.LOG_LEVEL)
DJANGO_STRUCTLOG_CELERY_ENABLED = True

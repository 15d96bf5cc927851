"""Addresses: each app owns a folder of them."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import health
from .built import built
from .style import style

PLACES = [
    ("people/", "people.urls"),
    ("referrals/", "referrals.urls"),
    ("work/", "tiers.urls"),
    ("supervision/", "supervision.urls"),
    ("flags/", "flags.urls"),
    ("", "reports.urls"),
]

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("iirms.account_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("iirms.api_urls")),
    *[path(folder, include(module)) for folder, module in PLACES if built(module)],
]

if settings.DEBUG:
    urlpatterns.append(path("style/", style, name="style"))

handler400 = "iirms.errors.bad_request"

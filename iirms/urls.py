"""Addresses: each app owns a folder of them."""

from django.contrib import admin
from django.urls import include, path

from . import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("iirms.api_urls")),
    path("people/", include("people.urls")),
    path("referrals/", include("referrals.urls")),
    path("work/", include("tiers.urls")),
    path("supervision/", include("supervision.urls")),
    path("flags/", include("flags.urls")),
    path("", include("reports.urls")),
]

"""Addresses: each app owns a folder of them."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import health
from .style import style

# One way in: the admin's own sign-in form would not count failed tries.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("iirms.account_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("iirms.api_urls")),
    path("people/", include("people.urls")),
    path("referrals/", include("referrals.urls")),
    path("work/", include("tiers.urls")),
    path("supervision/", include("supervision.urls")),
    path("flags/", include("flags.urls")),
    path("imports/", include("imports.urls")),
    path("inbox/", include("notices.urls")),
    path("", include("reports.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("style/", style, name="style"))

handler400 = "iirms.errors.bad_request"

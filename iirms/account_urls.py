"""Sign-in pages. allauth looks up the names of all its pages; those we have no use for answer 404."""

from allauth.account import views
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .context import session_seconds_left


@login_not_required
def not_here(request, **kwargs):
    raise Http404


def signed_in(request):
    """Where signing in from a second tab ends: the typing is in the first."""
    return render(request, "account/signed_in.html")


@require_safe
@never_cache
def stay(request):
    """Asked while somebody types, which is use of the service: how long they are signed in now."""
    return JsonResponse({"seconds": session_seconds_left(request)})


urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signed-in/", signed_in, name="account_signed_in"),
    path("stay/", stay, name="account_stay"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # The key has a dash of its own: the user's part must not take it.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("email/", not_here, name="account_email"),
    path("confirm-email/", not_here, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", not_here, name="account_confirm_email"),
    path("login/code/confirm/", not_here, name="account_confirm_login_code"),
]

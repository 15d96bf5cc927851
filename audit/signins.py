"""Sign-ins, failures, sign-outs and new passwords, from the signals of Django and allauth (the one
place we listen to any)."""

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from .actions import note_access
from .models import AccessKind


def _signed_in(sender, request, user, **_rest):
    note_access(kind=AccessKind.SIGN_IN, at=timezone.now(), page="account_login", by=user)


def _signed_out(sender, request, user, **_rest):
    if user is not None:
        note_access(kind=AccessKind.SIGN_OUT, at=timezone.now(), page="account_logout", by=user)


def _failed(sender, credentials, request=None, **_rest):
    """The address typed is not kept: it may be a password typed in the wrong box."""
    note_access(kind=AccessKind.SIGN_IN_FAILED, at=timezone.now(), page="account_login")


def _password_changed(sender, request, user, **_rest):
    _password(AccessKind.PASSWORD_CHANGED, request, user)


def _password_reset(sender, request, user, **_rest):
    _password(AccessKind.PASSWORD_RESET, request, user)


def _password(kind, request, user):
    note_access(kind=kind, at=timezone.now(), page=request.resolver_match.view_name, by=user)


def listen():
    user_logged_in.connect(_signed_in, dispatch_uid="audit_signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit_signed_out")
    user_login_failed.connect(_failed, dispatch_uid="audit_failed")
    password_changed.connect(_password_changed, dispatch_uid="audit_password_changed")
    password_set.connect(_password_changed, dispatch_uid="audit_password_set")
    password_reset.connect(_password_reset, dispatch_uid="audit_password_reset")

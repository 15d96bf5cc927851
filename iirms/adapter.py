"""Accounts are made by an administrator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class ClosedAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": _("Your current password is not right"),
        "incorrect_password": _("Your password is not right"),
    }

    def is_open_for_signup(self, request):
        return False

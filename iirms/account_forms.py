"""allauth's forms in our words."""

from allauth.account import forms as allauth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TWELVE = _("At least 12 characters. Three or four unrelated words are easy to remember.")


def say(field, label, *, hint="", called=""):
    field.label = label
    field.help_text = hint
    field.called = called
    field.widget.attrs.pop("placeholder", None)


class LoginForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["login"], _("E-mail address"), called=_("your e-mail address"))
        say(self.fields["password"], _("Password"), called=_("your password"))
        self.fields["login"].widget.attrs.update(autocomplete="username", spellcheck="false")

    def clean(self):
        try:
            return super().clean()
        except ValidationError as refused:
            if refused.code == "email_password_mismatch":
                # One message for both: it must not tell whether the address has an account.
                raise ValidationError(
                    _("That e-mail address and password do not match. Check both and try again."),
                    code=refused.code,
                ) from None
            if refused.code == "too_many_login_attempts":
                raise ValidationError(
                    _("Too many tries. Wait five minutes, or ask for a new password."),
                    code=refused.code,
                ) from None
            raise


class TypedTwice:
    """allauth's check of the two boxes, in our words."""

    def clean(self):
        typed = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        given = super().clean()
        if all(typed) and typed[0] != typed[1]:
            self.errors["password2"] = self.error_class([_("The two passwords are not the same")])
        return given


class ChangePasswordForm(TypedTwice, allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["oldpassword"], _("Current password"), called=_("your current password"))
        _new_password(self.fields)


class SetPasswordForm(TypedTwice, allauth.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _new_password(self.fields)


class ResetPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["email"], _("E-mail address"), called=_("your e-mail address"))
        self.fields["email"].widget.attrs.update(autocomplete="username", spellcheck="false")


class ResetPasswordKeyForm(TypedTwice, allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _new_password(self.fields)


class ReauthenticateForm(allauth.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say(self.fields["password"], _("Password"), called=_("your password"))


def _new_password(fields):
    say(fields["password1"], _("New password"), hint=TWELVE, called=_("a new password"))
    say(fields["password2"], _("New password again"), called=_("the new password again"))

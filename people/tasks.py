"""Letters to staff. Each takes an id, loads, sends one."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from iirms.celery import MAIL_AGAIN
from iirms.tokens import lasts_hours
from people.models import Team, User


@shared_task(**MAIL_AGAIN)
def send_welcome(*, user_id: int, **_later: Any) -> bool:
    """The link with which a new member of staff chooses a password: allauth's own reset page."""
    user = User.objects.active().filter(pk=user_id).first()
    if user is None:
        return False
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    hours = lasts_hours(user)
    words = render_to_string(
        "people/emails/welcome.txt",
        {
            "name": user.given_name,
            "link": f"{settings.SITE_URL}{path}",
            "again": f"{settings.SITE_URL}{reverse('account_reset_password')}",
            "days": hours // 24,
            "hours": hours,
        },
    )
    send_mail(_("Your IIRMS account"), words, None, [user.email])
    return True


@shared_task(**MAIL_AGAIN)
def send_address_changed(*, user_id: int, address: str, **_later: Any) -> bool:
    """To the address they had: whoever reads it there can stop somebody who meant harm."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return False
    words = render_to_string("people/emails/address_changed.txt", {"name": user.given_name})
    send_mail(_("Your IIRMS address has changed"), words, None, [address])
    return True


@shared_task(**MAIL_AGAIN)
def send_role_given(*, user_id: int, team_id: int, **_later: Any) -> bool:
    """To a lead of the team. It names nobody: the page it leads to does."""
    lead = User.objects.active().filter(pk=user_id).first()
    team = Team.objects.filter(pk=team_id).first()
    if lead is None or team is None:
        return False
    path = f"{reverse('people:staff_list')}?team={team_id}"
    words = render_to_string(
        "people/emails/role_given.txt",
        {"name": lead.given_name, "team": team.name, "link": f"{settings.SITE_URL}{path}"},
    )
    send_mail(_("Somebody was given a role in your team"), words, None, [lead.email])
    return True

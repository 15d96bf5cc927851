"""Letters about referrals: a reference and a link, never a name (design.md section 9)."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from iirms.celery import MAIL_AGAIN

from .models import Referral


@shared_task(**MAIL_AGAIN)
def tell_team(*, referral_id: int, **_later: Any) -> bool:
    referral = Referral.objects.select_related("team").filter(pk=referral_id).first()
    if referral is None or not referral.team.email:
        return False
    return _send(
        _("A referral to decide on: %(reference)s"),
        "referrals/emails/tell_team.txt",
        referral,
        referral.team.email,
    )


def _send(subject: str, template: str, referral: Referral, to: str) -> bool:
    words = {
        "reference": referral.reference,
        "link": f"{settings.SITE_URL}{referral.get_absolute_url()}",
    }
    send_mail(subject % words, render_to_string(template, words), None, [to])
    return True

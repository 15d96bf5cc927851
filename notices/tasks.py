"""Mail about news: that there is some, and where. Never who or what."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from iirms.celery import MAIL_AGAIN

from .models import Notice


@shared_task(**MAIL_AGAIN)
def mail_urgent(*, notice_id: int, **_later: Any) -> bool:
    """One mail for one urgent notice. The reader may have been quicker: then none."""
    notice = Notice.objects.select_related("user").unread().filter(pk=notice_id).first()
    if notice is None or not notice.user.is_active:
        return False
    if not Notice.objects.visible_to(notice.user).filter(pk=notice_id).exists():
        return False  # barred since
    words = {"address": settings.SITE_URL.rstrip("/") + reverse("notices:notice_list")}
    send_mail(
        _("IIRMS: something that cannot wait"),
        render_to_string("notices/urgent.txt", words),
        None,
        [notice.user.email],
    )
    return True

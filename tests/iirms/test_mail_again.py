"""One hiccup of the mail server loses no letter."""

from importlib import import_module
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError

from flags.schedule import send_digest
from iirms.celery import app
from notices.models import Notice
from notices.rules import NoticeKind
from notices.tasks import mail_urgent
from people.tasks import send_welcome
from referrals.tasks import tell_team
from tests import factories as make
from tests.test_architecture import HOUSE, ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


class FailsOnce(EmailBackend):
    failed = False

    def send_messages(self, messages):
        if not FailsOnce.failed:
            FailsOnce.failed = True
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return super().send_messages(messages)


@pytest.fixture
def notice(pp, service_user):
    return Notice.objects.create(
        user=pp,
        kind=NoticeKind.MESSAGE_URGENT,
        subject_id=1,
        service_user=service_user,
        at=make.NOW,
    )


@pytest.fixture
def referral(service_user, pp, team):
    team.email = "team@example.wales"
    team.save()
    return make.make_referral(service_user, referrer=pp)


@pytest.mark.parametrize(
    ("task", "given"),
    [
        (send_welcome, lambda rows: {"user_id": rows("lead").pk}),
        (tell_team, lambda rows: {"referral_id": rows("referral").pk}),
        (mail_urgent, lambda rows: {"notice_id": rows("notice").pk}),
        (send_digest, lambda rows: {"user_id": rows("notice").user_id}),
    ],
)
def test_a_letter_the_server_did_not_take_is_sent_again(task, given, request, settings):
    settings.EMAIL_BACKEND = f"{__name__}.FailsOnce"
    FailsOnce.failed = False

    task.apply(kwargs=given(request.getfixturevalue), throw=False)

    assert FailsOnce.failed
    assert len(mail.outbox) == 1


def test_every_letter_there_is_is_tried_again():
    """A new one too: whatever stands in an app's room for letters."""
    modules = {f"{name}.tasks" for name in HOUSE if (ROOT / name / "tasks.py").exists()}
    for module in modules:
        import_module(module)
    letters = [task for name, task in app.tasks.items() if name.rpartition(".")[0] in modules]

    assert len(letters) >= len(modules)
    for letter in letters:
        assert set(letter.autoretry_for) == {OperationalError, OSError}, letter.name

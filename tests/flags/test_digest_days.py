"""On which days somebody is mailed: those they work, never at a weekend or on a bank holiday."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from flags import actions, schedule
from flags.models import Digest, Flag
from flags.rules import FlagKind
from people.models import DigestWish, User
from tests import factories as make

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
TUESDAY, SATURDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)
# Boxing Day falls on a Saturday in 2026: the Monday after it is a bank holiday instead.
CHRISTMAS, INSTEAD = date(2026, 12, 25), date(2026, 12, 28)
USUAL: list[int] = []


def seven_in_the_morning(day):
    return timezone.make_aware(datetime.combine(day, time(7)))


def is_mailed(user, day):
    """By the list that is made in the morning and by the letter itself, which must agree."""
    at = seven_in_the_morning(day)
    Digest.objects.all().delete()
    listed = schedule.who_gets_a_digest(at) == [user.pk]
    assert actions.send_digest(user_id=user.pk, at=at) == listed == bool(mail.outbox)
    mail.outbox.clear()
    return listed


@pytest.fixture
def waits(practitioner, team):
    """Something waits for Nia every day."""
    Flag.objects.create(
        kind=FlagKind.REVIEW_DUE,
        subject_id=1,
        team=team,
        owner=practitioner,
        since_on=MONDAY,
        raised_at=make.NOW,
    )

    def by(*, digest=DigestWish.DAILY, working_days=USUAL):
        User.objects.filter(pk=practitioner.pk).update(digest=digest, working_days=working_days)
        return practitioner

    return by


@pytest.mark.parametrize(
    ("day", "working_days", "mailed"),
    [
        (MONDAY, USUAL, True),
        (SATURDAY, USUAL, False),
        (SATURDAY + timedelta(days=1), USUAL, False),
        (CHRISTMAS, USUAL, False),
        (INSTEAD, USUAL, False),
        (INSTEAD, [0, 1], False),
        (INSTEAD + timedelta(days=1), [0, 1], True),
        (MONDAY, [1, 3], False),
        (TUESDAY, [1, 3], True),
        (SATURDAY, [1, 3], False),
        (SATURDAY, [4, 5], True),
    ],
)
def test_the_days_mail_comes_on_days_they_work(waits, day, working_days, mailed):
    assert is_mailed(waits(working_days=working_days), day) is mailed


@pytest.mark.parametrize(
    ("monday", "working_days", "days"),
    [
        (MONDAY, USUAL, ["Monday"]),
        (MONDAY, [1, 3], ["Tuesday"]),
        (MONDAY, [0, 4], ["Monday"]),
        (MONDAY, [6], ["Sunday"]),
        (INSTEAD, USUAL, ["Tuesday"]),
        (INSTEAD, [0], []),
    ],
)
def test_the_weeks_mail_comes_on_the_first_day_they_work(waits, monday, working_days, days):
    user = waits(digest=DigestWish.WEEKLY, working_days=working_days)

    week = [monday + timedelta(days=number) for number in range(7)]
    assert [f"{day:%A}" for day in week if is_mailed(user, day)] == days

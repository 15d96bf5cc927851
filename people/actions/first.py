"""The first administrator of an empty installation: nobody is there yet to add them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from audit.actions import acting, one_at_a_time
from people import tasks
from people.models import Membership, Region, Team, TeamPolicy, User
from people.permissions import Profession, Role
from people.rules import NotAllowed

from .taken import told_when_taken


def add_first_administrator(
    *, email: str, given_name: str, family_name: str, region: str, team: str, at: datetime
) -> User:
    """As the service itself. Refused once there is an administrator who can sign in."""
    system = User.objects.system()
    held = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    with told_when_taken(), acting("first_administrator_added", by=system) as act:
        one_at_a_time("people.first_administrator")
        if held.exists():
            raise NotAllowed(_("There is an administrator already. Ask them to add you."))
        where, _made = Region.objects.get_or_create(name=region)
        theirs, made = Team.objects.get_or_create(name=team, defaults={"region": where})
        if made:
            TeamPolicy.objects.create(team=theirs)
        user = User(
            email=email,
            given_name=given_name,
            family_name=family_name,
            profession=Profession.ADMINISTRATOR,
            created_at=at,
        )
        user.set_unusable_password()
        user.save(force_insert=True)
        Membership.objects.create(user=user, team=theirs, role=Role.ADMINISTRATOR)
        act.record(user, at=at)
        tasks.send_welcome.delay(user_id=user.pk)
    return user

"""Every page that somebody can open, once, with the demo's people in it: nothing that axe finds,
nothing wider than a phone."""

import re
from functools import partial

import pytest
from django.db import models
from django.utils import timezone

from demo import build
from flags.models import Flag
from imports.models import Sheet
from notices.models import Notice
from people.models import (
    Absence,
    LikelyPair,
    Location,
    Membership,
    ServiceUser,
    Team,
    User,
    Venue,
)
from people.permissions import Role
from referrals.models import Letter, LocalService, OnwardReferral, Referral, ReleaseItem
from supervision.models import AgreedAction, Agreement, SupervisionRecord
from tests.walk import addresses_of, every_get
from tiers.models import (
    AgreedTask,
    Case,
    Consultation,
    EndingRequest,
    EndingStep,
    Formulation,
    HandoverRequest,
    JointWork,
    Material,
    SafeguardingConcern,
    Session,
)
from tiers.models.catalogue import Intervention

pytestmark = pytest.mark.ci

# Where a browser does not read a page: data, files, the admin, and the way out.
LEFT_OUT = re.compile(r"^/(api|admin|health|language|accounts/logout)")
WORDS = ("people", "MEN", "M", "TRAVEL", "record", "risk", "starts", "this", "SESSION_UNRECORDED")
# Whose numbers stand in an address, by how it begins; the longest that fits.
ROWS = {
    "/people/": ServiceUser,
    "/people/places/": Location,
    "/people/doubles/": LikelyPair,
    "/people/staff/": User,
    "/people/venues/": Venue,
    "/people/absences/": Absence,
    "/people/teams/": Team,
    "/referrals/": Referral,
    "/referrals/start/": ServiceUser,
    "/referrals/release/": ReleaseItem,
    "/referrals/services/": LocalService,
    "/referrals/services/onward/": OnwardReferral,
    "/referrals/services/onward/new/": ServiceUser,
    "/referrals/letters/": Letter,
    "/referrals/letters/about/": ServiceUser,
    "/referrals/letters/onward/": OnwardReferral,
    "/referrals/letters/decision/": Referral,
    "/referrals/letters/not-instead/": ServiceUser,
    "/work/of/": User,
    "/work/allocate/": Referral,
    "/work/cases/": Case,
    "/work/endings/steps/": EndingStep,
    "/work/endings/requests/": EndingRequest,
    "/work/handovers/": HandoverRequest,
    "/work/sessions/": Session,
    "/work/safeguarding/": SafeguardingConcern,
    "/work/interventions/": Intervention,
    "/work/consultations/": Consultation,
    "/work/consultations/tasks/": AgreedTask,
    "/work/consultations/materials/": Material,
    "/work/consultations/people/": ServiceUser,
    "/work/consultations/formulations/": Formulation,
    "/work/consultations/together/": JointWork,
    "/supervision/": SupervisionRecord,
    "/supervision/agreements/": Agreement,
    "/supervision/agreements/new/for/": User,
    "/supervision/actions/": AgreedAction,
    "/flags/": Flag,
    "/imports/": Sheet,
    "/inbox/": Notice,
    "/team/": Team,
    "/person/": ServiceUser,
}

READERS = {
    Role.LEAD: 2,
    Role.PRACTITIONER: 9,
    Role.SUPERVISOR: 2,
    Role.REFERRER: 8,
    Role.ADMINISTRATOR: 1,
    Role.INFORMATION_GOVERNANCE: 1,
}


def some_of(model):
    """Two of each state, first those the demo made last."""
    rows = model._default_manager.order_by("-pk")
    if not any(field.name == "status" for field in model._meta.fields):
        return list(rows.values_list("pk", flat=True)[:6])
    numbers = []
    for status in sorted(set(rows.order_by().values_list("status", flat=True))):
        numbers += rows.filter(status=status).values_list("pk", flat=True)[:2]
    return numbers


def candidates(name, converters, numbers):
    start = next(addresses_of(name, converters, [0], WORDS), "")
    if not start or LEFT_OUT.match(start):
        return []
    if "/0/" not in start:
        return list(addresses_of(name, converters, [0], WORDS))
    fitting = max((begins for begins in ROWS if start.startswith(begins)), key=len)
    return list(addresses_of(name, converters, numbers[ROWS[fitting]], WORDS))


def readers():
    """Of the larger team: leads first, who see most; of every other role some."""
    team = Team.objects.annotate(size=models.Count("memberships")).order_by("-size").first()
    for role, count in READERS.items():
        held = Membership.objects.filter(team=team, role=role).values("user")
        yield from User.objects.filter(pk__in=held).active().order_by("pk")[:count]


def pages_of(users, client):
    """Name -> (who, address): the first address of each name that the first of them can read."""
    numbers = {model: some_of(model) for model in set(ROWS.values())}
    tried = {name: candidates(name, fits, numbers) for name, fits in every_get()}
    found = {}
    for user in users:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for name in tried.keys() - found.keys():
            for address in tried[name]:
                answer = client.get(address)
                if is_page(answer):
                    found[name] = (user, address)
                if answer.status_code == 405:  # nothing to read: something one sends
                    tried[name] = []
                if is_page(answer) or answer.status_code in (403, 405):
                    break
    return found


def is_page(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def test_every_page_is_accessible_and_fits_a_phone(client, page, go, sign_in, axe, no_sideways):
    build.build(now=timezone.now(), say=lambda _words: None)
    pages = pages_of(list(readers()), client)
    assert len(pages) > 150
    wrong, signed_in = [], None
    for user, address in sorted(pages.values(), key=lambda one: (one[0].pk, one[1])):
        if user != signed_in:
            signed_in = sign_in(user)
        go(address)
        for check in (partial(axe, page), no_sideways):
            try:
                check()
            except AssertionError as found:
                wrong.append(f"{user}: {found}")
    assert not wrong, "\n\n".join(wrong)

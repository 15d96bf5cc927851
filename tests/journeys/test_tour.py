"""`make screenshots`: the demo's people, seen as each of them; axe on every page, pictures for the docs.

Not part of `make test`: it builds the whole demo, and what it walks is tested elsewhere piece by piece.
"""

import pytest
from django.utils import timezone

from demo import build, staff
from imports.models import Sheet
from people.models import ServiceUser, User
from referrals.models import Referral
from referrals.rules import Status
from tiers.models import Case, Consultation, EndingPlan, Session
from tiers.rules import CaseStatus, ConsultationStatus


@pytest.fixture
def service(page, go, sign_in, axe, shot, no_sideways):
    """`service(name, path, picture)`: sign in as that person of the demo and look; keep the picture if
    it is given a name."""
    build.build(now=timezone.now(), say=lambda _words: None)

    def see(name, path, picture=""):
        sign_in(User.objects.get(email=f"{name}@{staff.DOMAIN}"))
        go(path)
        axe(page)
        no_sideways()
        if picture:
            shot(picture, kept=True)

    return see


def test_the_service_on_a_real_day(service):
    nurse = User.objects.get(email=f"nia.bowering@{staff.DOMAIN}")
    goodbye = EndingPlan.objects.filter(case__practitioner=nurse, case__status=CaseStatus.ENDING)
    case = goodbye.order_by("pk").first().case
    planned = Session.objects.planned().filter(practitioner=nurse).order_by("planned_for").first()
    lead = User.objects.get(email=f"rhian.hopcyn@{staff.DOMAIN}")
    waiting = Referral.objects.visible_to(lead).waiting().order_by("accepted_at")
    to_decide = Referral.objects.visible_to(lead).filter(status=Status.SUBMITTED).order_by("pk")
    pp = User.objects.get(email=f"petra.lowther@{staff.DOMAIN}")
    theirs = Referral.objects.referred_by(pp).filter(status=Status.WAITING).order_by("pk").first()
    draft = Referral.objects.referred_by(pp).filter(status=Status.DRAFT).order_by("pk").first()
    person = ServiceUser.objects.get(pk=case.service_user_id)
    asked = Consultation.objects.visible_to(lead).filter(status=ConsultationStatus.ASKED).first()
    sheet = Sheet.objects.get()
    held = Case.objects.live().filter(practitioner=nurse).order_by("pk").first()

    service("petra.lowther", "/", "pp-home")
    service("petra.lowther", f"/referrals/{theirs.pk}/")
    service("petra.lowther", f"/referrals/{draft.pk}/draft/", "referral-tasks")
    service("nia.bowering", "/", "my-day")
    service("nia.bowering", "/work/", "caseload")
    service("nia.bowering", "/inbox/")
    service("nia.bowering", f"/person/{person.pk}/", "person")
    service("nia.bowering", f"/work/cases/{held.pk}/", "case")
    service("nia.bowering", f"/work/sessions/{planned.pk}/record/", "session-record")
    service("nia.bowering", f"/work/cases/{case.pk}/ending/", "ending-plan")
    service("priya.raman", f"/referrals/{to_decide[0].pk}/", "referral")
    service("angharad.rowlands", "/supervision/", "supervision")
    service("rhian.hopcyn", "/team/", "team")
    service("rhian.hopcyn", "/referrals/waiting/", "waiting-list")
    service("rhian.hopcyn", f"/work/allocate/{waiting[0].pk}/", "allocate")
    service("gwyn.tolland", f"/imports/{sheet.pk}/", "spreadsheet")
    service("angharad.rowlands", f"/work/consultations/{asked.pk}/", "consultation")
    service("beth.corfield", "/people/staff/", "staff")

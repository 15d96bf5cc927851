"""A person with one of everything, for tests that walk over all addresses."""

from datetime import timedelta

from flags.models import Flag
from people.models import PPChange
from referrals import actions as referral_actions
from referrals.models import Referral
from referrals.rules import OnwardStatus, Status
from tests import factories as make
from tests.referrals.letter_rows import decision
from tests.referrals.onward_rows import make_onward
from tiers import actions
from tiers.actions import ToDo
from tiers.models import Formulation, SharedPage

NOW, TODAY = make.NOW, make.TODAY


def everything_about(service_user, *, pp, practitioner, psychologist, lead):
    """A person with one of everything that may be read about somebody: by their PP, by the team."""
    sent = make.make_referral(service_user, referrer=pp, status=Status.SUBMITTED)
    make.make_referral(service_user, referrer=pp, status=Status.DRAFT, tier=3)
    for by in (pp, lead):
        referral_actions.write_message(referral_id=sent.pk, words="How is he?", by=by, at=NOW)
    referral_actions.decline(
        referral_id=sent.pk,
        reason="OTHER",
        words="Not now",
        alternatives=["CONSULTATION"],
        by=lead,
        at=NOW,
    )
    decision(sent, lead)
    make_onward(service_user, by=practitioner, status=OnwardStatus.SENT)
    asked = actions.ask_consultation(
        by=pp, at=NOW, service_user_id=service_user.pk, wanted="JOINT", question="Together?"
    )
    actions.agree_joint_work(
        consultation_id=asked.pk, meetings_agreed=2, purpose="Home", by=practitioner, at=NOW
    )
    actions.record_consultation(
        consultation_id=asked.pk,
        when=NOW - timedelta(hours=1),
        minutes=50,
        discussed="Silence",
        advice="Keep the hour",
        to_do=[ToDo("Keep a week", for_pp=True)],
        by=psychologist,
        at=NOW,
    )
    formulation = Formulation.objects.create(
        team=service_user.team,
        service_user=service_user,
        changed_at=NOW,
        changed_by=psychologist,
        started_at=NOW,
        started_by=psychologist,
    )
    SharedPage.objects.create(
        formulation=formulation,
        number=1,
        review_on=TODAY,
        agreed_at=NOW,
        agreed_by=psychologist,
    )
    Flag.objects.create(
        kind="DRAFT_EXPIRING",
        subject_id=Referral.objects.get(status=Status.DRAFT).pk,
        team=service_user.team,
        owner=pp,
        service_user=service_user,
        since_on=TODAY,
        raised_at=NOW,
    )
    PPChange.objects.create(service_user=service_user, from_pp=pp, to_pp=lead, at=NOW, by=lead)
    case = make.make_case(service_user, practitioner=practitioner, lead=lead, tier=1)
    make.make_session(case, when=NOW - timedelta(days=3), practitioner=practitioner)
    make.make_session(case, when=NOW + timedelta(hours=3), practitioner=practitioner)
    make.make_referral(
        service_user, referrer=pp, status=Status.WAITING, tier=2, discipline="PSYCHOLOGY"
    )
    return service_user

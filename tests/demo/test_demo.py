"""The demo keeps what it promises: a real service on a real day, and nothing where anything is."""

import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from audit.models import AuditEvent
from demo import build, names, staff, words
from flags.models import Flag
from flags.rules import FlagKind
from imports.models import Sheet
from people.models import AccessLimit, LikelyPair, Location, Merge, ServiceUser, User
from people.permissions import Profession, Role
from people.rules import check_nhs_number
from referrals.models import (
    Letter,
    LocalService,
    OnwardMove,
    OnwardReferral,
    Referral,
    ReleaseItem,
)
from referrals.rules import OnwardStatus, Status
from supervision.models import SupervisionRecord
from tiers.models import Case, Consultation, Contact, EndingStep, Session
from tiers.rules import CaseStatus, EndingReason, PauseReason, SessionStatus, StepKind, Wish

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Built once, in a transaction that the module undoes."""
    from django.db import transaction

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        build.build(now=timezone.now(), say=lambda _words: None)
        yield
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def in_team(name):
    return {"team__name": name}


SOUTH = in_team("South Wales IIRMS")
GWENT = in_team("Gwent IIRMS")


def test_the_team_is_the_papers(demo):
    professions = dict(
        User.objects.filter(memberships__team__name="South Wales IIRMS")
        .values_list("profession")
        .annotate(Count("pk", distinct=True))
        .order_by()
    )
    psychologists = (
        professions[Profession.CLINICAL_PSYCHOLOGIST]
        + professions[Profession.FORENSIC_PSYCHOLOGIST]
    )
    assert psychologists == 4
    assert professions[Profession.TLN] == 3
    assert professions[Profession.HCA] == 1
    assert professions[Profession.PDPO] == 2
    assert professions[Profession.TEAM_LEAD] == 1
    assert professions[Profession.SERVICE_MANAGER] == 1
    assert professions[Profession.PROBATION_PRACTITIONER] == 25
    held = set(User.objects.values_list("memberships__role", flat=True))
    assert held >= {Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, Role.SUPERVISOR}


def test_a_hundred_and_twenty_people_and_a_second_team(demo):
    assert ServiceUser.objects.filter(**SOUTH).count() == 120
    # One was entered twice and not looked at yet, two came with a list.
    assert ServiceUser.objects.standing().filter(**GWENT).count() == 25 + 1 + 2


def test_somebody_stands_at_every_state(demo):
    assert set(Referral.objects.filter(**SOUTH).values_list("status", flat=True)) == set(Status)
    assert set(Case.objects.filter(**SOUTH).values_list("status", flat=True)) == set(CaseStatus)
    assert set(Session.objects.values_list("status", flat=True)) == set(SessionStatus)
    assert set(Referral.objects.exclude(tier=None).values_list("tier", flat=True)) == {1, 2, 3}


def test_every_reason_to_end_has_happened(demo):
    found = set(Case.objects.exclude(ending_reason="").values_list("ending_reason", flat=True))
    assert found == set(EndingReason)


def test_the_history_is_eighteen_months_long_and_never_later_than_now(demo):
    now = timezone.now()
    first = Case.objects.order_by("opened_at").first().opened_at
    assert timedelta(days=420) < now - first < timedelta(days=640)
    assert not Session.objects.exclude(status=SessionStatus.PLANNED).filter(recorded_at__gt=now)
    assert not AuditEvent.objects.filter(at__gt=now).exists()


@pytest.mark.parametrize("kind", FlagKind)
def test_every_kind_of_flag_shows(demo, kind):
    assert Flag.objects.open().filter(kind=kind, **SOUTH).exists()


def test_flags_are_the_exception(demo):
    live = Case.objects.filter(**SOUTH).live().count()
    about_work = Flag.objects.open().filter(service_user__isnull=False, **SOUTH)
    assert about_work.values("service_user").distinct().count() < live / 2


def test_there_is_a_recall_that_paused_the_work(demo):
    case = Case.objects.get(status=CaseStatus.PAUSED, pause_reason=PauseReason.CUSTODY, **SOUTH)
    here = Location.objects.current().get(service_user=case.service_user)
    assert here.kind == "CUSTODY"


def test_there_is_a_long_goodbye_at_three_of_five(demo):
    before_end = EndingStep.objects.before_end().filter(dropped_reason="", case__status="ENDING")
    counts = before_end.values("case").annotate(all=Count("pk"), done=Count("done_at"))
    (goodbye,) = [row for row in counts if (row["done"], row["all"]) == (3, 5)]
    case = Case.objects.get(pk=goodbye["case"])
    assert case.ending_plan.wish == Wish.CONTINUE
    assert case.ending_plan.agreed_at
    assert case.practitioner.email == staff.email("Nia", "Bowering")


def test_somebody_finished_and_is_still_rung(demo):
    kept_in_touch = EndingStep.objects.filter(
        kind=StepKind.AFTER_CONTACT, done_at__isnull=False, case__ending_reason="COMPLETED"
    )
    assert kept_in_touch.exists()


def test_somebody_prefers_welsh_and_is_met_in_it(demo):
    person = ServiceUser.objects.get(prefers_welsh=True, **SOUTH)
    assert Case.objects.get(service_user=person).practitioner.speaks_welsh


def test_one_record_is_closed_to_a_named_colleague(demo):
    limit = AccessLimit.objects.get()
    assert limit.kind == "EXCLUDED"
    barred = limit.user
    assert not ServiceUser.objects.visible_to(barred).filter(pk=limit.service_user_id).exists()
    assert ServiceUser.objects.visible_to(
        User.objects.get(email=staff.email("Rhian", "Hopcyn"))
    ).filter(pk=limit.service_user_id)


def test_two_trans_men_are_recorded_by_their_own_names_and_words(demo):
    men = ServiceUser.objects.filter(gender_identity="Trans man")
    assert men.count() == 2
    for man in men:
        assert man.pronouns == "he/him"
        assert Case.objects.filter(service_user=man).exists()
        told = " ".join(
            Session.objects.filter(case__service_user=man).values_list("iirms_only", flat=True)
        )
        assert not re.search(r"\b(she|her|herself)\b", told)


def test_people_live_in_the_community_in_premises_and_in_custody(demo):
    found = set(Location.objects.current().values_list("kind", flat=True))
    assert found == {"COMMUNITY", "APPROVED_PREMISES", "CUSTODY", "HOSPITAL"}


def test_numbers_are_of_test_ranges_and_pass_their_checks(demo):
    for person in ServiceUser.objects.standing():
        assert person.crn.startswith("X")
        assert check_nhs_number(person.nhs_number).startswith("999")


def test_most_sessions_were_held_and_say_something_of_their_own(demo):
    recorded = Session.objects.exclude(status=SessionStatus.PLANNED)
    held = recorded.filter(status=SessionStatus.HELD)
    assert held.count() > 0.75 * recorded.count()
    assert held.values("shared_with_pp").distinct().count() >= 14
    assert held.values("iirms_only").distinct().count() >= 14
    assert Contact.objects.values("kind").distinct().count() >= 4
    assert SupervisionRecord.objects.held().count() > 100


def test_somebody_is_met_today(demo):
    today = timezone.localdate()
    nia = User.objects.get(email=staff.email("Nia", "Bowering"))
    assert [
        session
        for session in Session.objects.filter(practitioner=nia)
        if timezone.localdate(session.planned_for) == today
    ]


def test_the_bank_of_sentences_is_wide_and_its_pronouns_agree():
    banks = [bank for bank in vars(words).values() if isinstance(bank, list)]
    flat = [line for bank in banks for line in bank]
    sentences = {line if isinstance(line, str) else line[0] for line in flat} - {""}
    assert len(sentences) >= 120
    for sentence in sentences:
        assert "{" not in words.about(sentence, "she/her")


def test_everyone_signs_in_with_the_printed_words(demo):
    out = io.StringIO()
    call_command("demo", "--sign-ins", stdout=out)
    assert staff.PASSPHRASE in out.getvalue()
    for email, _role, _what in staff.sign_ins():
        assert email in out.getvalue()
        assert User.objects.get(email=email).check_password(staff.PASSPHRASE)


def test_a_second_run_changes_nothing(demo, settings):
    settings.DEMO = True
    before = AuditEvent.objects.count(), User.objects.count()
    out = io.StringIO()
    call_command("demo", stdout=out)
    assert "already" in out.getvalue()
    assert (AuditEvent.objects.count(), User.objects.count()) == before


def test_no_two_people_share_a_number():
    numbers = [names.nhs_number(serial * 37) for serial in range(1, 400)]
    assert len(set(numbers)) == len(numbers)


def test_some_of_what_release_plans_promised_is_there_some_is_not_and_some_is_open(demo):
    outcomes = set(
        ReleaseItem.objects.filter(**in_referral(SOUTH)).values_list("outcome", flat=True)
    )
    assert outcomes == {"", "MET", "UNMET"}


def in_referral(team):
    return {f"referral__{name}": value for name, value in team.items()}


def test_other_services_answer_as_they_do(demo):
    onward = OnwardReferral.objects.filter(**SOUTH)
    assert set(onward.values_list("status", flat=True)) == set(OnwardStatus) - {"WITHDRAWN"}
    reasons = set(OnwardMove.objects.refusals().values_list("reason", flat=True))
    assert reasons >= {"RISK", "DIAGNOSIS", "OTHER_SERVICE", "INSTABILITY"}
    assert Letter.objects.filter(kind="NOT_INSTEAD", **SOUTH).count() == 1
    assert 0 < LocalService.objects.stale(timezone.localdate()).count() < 6


def test_records_are_merged_doubted_and_brought_in(demo):
    assert Merge.objects.filter(kept__team__name="Gwent IIRMS").count() == 1
    pair = LikelyPair.objects.get(not_same_at=None)
    assert pair.one.family_name == pair.other.family_name
    assert list(Sheet.objects.values_list("status", "new_count")) == [("DONE", 2)]
    talk = Consultation.objects.get(changes__from_status="", changes__to_status="HELD")
    assert talk.minutes == 10

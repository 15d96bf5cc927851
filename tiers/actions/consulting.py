"""Tier 1: a question asked, taken, booked, talked through or answered. Nobody is left without words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.actions import Act, acting, lock
from notices import actions as notices
from notices.rules import NoticeKind
from people.models import ServiceUser, User
from people.permissions import Permission, Role
from people.rules import NotAllowed
from people.templatetags.words import moment
from referrals.actions.moving import check_still
from referrals.models import Referral
from tiers import rules
from tiers.models import Case, Consultation, ConsultationChange, WorkingNote
from tiers.rules import ConsultationStatus, Mode, OtherWay, Wanted

from .free import check_free
from .reach import check_consults
from .tasks_agreed import ToDo, give_each


def ask_consultation(
    *,
    wanted: str,
    question: str,
    by: User,
    at: datetime,
    service_user_id: int | None = None,
    team_id: int | None = None,
    referral_id: int | None = None,
    case_id: int | None = None,
    tried: str = "",
    times: str = "",
    needed_by: date | None = None,
) -> Consultation:
    """For a person one knows, or a question that names nobody (then `team_id` says whom one asks)."""
    with acting("consultation_asked", by=by) as act:
        person = _person(service_user_id, by=by)
        team = _team_asked(person, team_id, by=by)
        rules.check_said(question, field="question", ask=_("Enter what you would like help with."))
        rules.check_needed_by(needed_by, today=timezone.localdate(at))
        consultation = Consultation.objects.create(
            team_id=team,
            service_user=person,
            pp=_for_whom(person, by=by, team_id=team),
            wanted=Wanted(wanted),
            question=question,
            tried=tried,
            times=times,
            needed_by=needed_by,
            referral=_of_person(Referral, referral_id, person, by=by),
            case=_of_person(Case, case_id, person, by=by),
            asked_at=at,
            asked_by=by,
        )
        _tell_story(consultation, "", by=by, at=at)
        _record(act, consultation, at=at)
    return consultation


def _person(service_user_id: int | None, *, by: User) -> ServiceUser | None:
    if not by.can(Permission.REFER):
        raise NotAllowed(_("Your role does not ask for consultations."))
    if service_user_id is None:
        return None
    return lock(ServiceUser.objects.visible_to(by).select_related("pp"), service_user_id)


def _team_asked(person: ServiceUser | None, team_id: int | None, *, by: User) -> int:
    if person is not None:
        return person.team_id
    mine = by.teams_where(Permission.REFER)
    if team_id is None and len(mine) == 1:
        return next(iter(mine))
    if team_id is None or team_id not in mine:
        raise NotAllowed(_("Choose the team you ask."), field="team_id")
    return team_id


def _for_whom(person: ServiceUser | None, *, by: User, team_id: int) -> User:
    """A PP asks for themselves; one of the team asks on behalf of the person's PP."""
    if team_id not in by.working_team_ids:
        return by
    if person is None or person.pp is None:
        raise NotAllowed(
            _("A consultation is for a PP. Say on the person’s details who their PP is."),
            field="service_user_id",
        )
    return person.pp


def _of_person(model, pk, person, *, by):
    """What it carries on from, seen by the one who asks and about the same person."""
    if pk is None or person is None:
        return None
    return model.objects.visible_to(by).get(pk=pk, service_user=person)


# --- The one way it moves -------------------------------------------------------------------------


def held_consultation(pk: int, *, by: User, version: int | None = None) -> Consultation:
    """The row, locked. Stale when it moved since the page was opened, told in words."""
    # Nothing joined: one who waits for the lock would lose the row if what is joined had changed.
    consultation = lock(Consultation.objects.visible_to(by), pk)
    check_still(consultation, version)
    return consultation


def _move(
    consultation: Consultation,
    to: str,
    *,
    by: User,
    at: datetime,
    words: str = "",
    was_for: datetime | None = None,
) -> None:
    """Call inside an act, with the row locked; the caller saves nothing more after this. `was_for`: the
    time that was booked and is off."""
    holder = str(consultation.consultant) if consultation.consultant_id not in (None, by.pk) else ""
    rules.check_can_move_consultation(
        consultation.status, to, consultation.parts_of(by), holder=holder
    )
    before, consultation.status = consultation.status, ConsultationStatus(to)
    if to in rules.OVER:
        consultation.ended_at, consultation.ended_by = at, by
    consultation.version += 1
    consultation.save()
    _tell_story(consultation, before, by=by, at=at, words=words, was_for=was_for)


# Who is told, and of what: the PP of everything but their own withdrawal.
TOLD: Mapping[str, NoticeKind] = {
    ConsultationStatus.ASKED: NoticeKind.CONSULTATION_PUT_BACK,
    ConsultationStatus.TAKEN: NoticeKind.CONSULTATION_TAKEN,
    ConsultationStatus.BOOKED: NoticeKind.CONSULTATION_BOOKED,
    ConsultationStatus.HELD: NoticeKind.CONSULTATION_ANSWERED,
    ConsultationStatus.ANSWERED: NoticeKind.CONSULTATION_ANSWERED,
    ConsultationStatus.OFFERED: NoticeKind.CONSULTATION_ANSWERED,
    ConsultationStatus.WITHDRAWN: NoticeKind.CONSULTATION_WITHDRAWN,
}


def _tell(
    consultation: Consultation, before: str, *, by: User, at: datetime, was_for: datetime | None
) -> None:
    """News for the PP; for the leads when it is new; for the one who has it when it is withdrawn."""
    kind = TOLD[consultation.status]
    about = date_format(timezone.localtime(consultation.asked_at), "j F Y")
    users: list[int | None] = [consultation.pp_id, consultation.asked_by_id]
    if not before:
        leads = User.objects.in_team(consultation.team_id, Role.LEAD)
        kind, users = NoticeKind.CONSULTATION_ASKED, list(leads.values_list("pk", flat=True))
    elif consultation.status == ConsultationStatus.WITHDRAWN:
        users = [consultation.consultant_id]
    elif was_for is not None:
        kind, about = NoticeKind.CONSULTATION_OFF, moment(was_for)
    notices.tell(
        users,
        kind,
        subject_id=consultation.pk,
        about=about,
        service_user_id=consultation.service_user_id,
        by=by,
        at=at,
    )


def _tell_story(
    consultation: Consultation,
    before: str,
    *,
    by: User,
    at: datetime,
    words: str = "",
    is_correction: bool = False,
    was_for: datetime | None = None,
) -> None:
    _tell(consultation, before, by=by, at=at, was_for=was_for)
    ConsultationChange.objects.create(
        consultation=consultation,
        from_status=before,
        to_status=consultation.status,
        at=at,
        by=by,
        words=words,
        is_correction=is_correction,
    )


def _record(act: Act, consultation: Consultation, *, at: datetime, **detail: str) -> None:
    act.record(consultation, at=at, service_user_id=consultation.service_user_id, **detail)


# --- Taken, booked, put back ------------------------------------------------------------------------


def take_consultation(
    *, consultation_id: int, by: User, at: datetime, version: int | None = None
) -> Consultation:
    with acting("consultation_taken", by=by) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        rules.check_can_move_consultation(
            consultation.status,
            ConsultationStatus.TAKEN,
            consultation.parts_of(by),
            holder=str(consultation.consultant or ""),
        )
        # A meeting that did not take place stays with whoever had booked it.
        consultation.consultant = consultation.consultant or by
        was_for, consultation.booked_for = consultation.booked_for, None
        consultation.mode, consultation.place = "", ""
        _move(consultation, ConsultationStatus.TAKEN, by=by, at=at, was_for=was_for)
        _record(act, consultation, at=at)
    return consultation


def put_back_consultation(
    *, consultation_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Consultation:
    """The one who took it cannot go on: the list sees it again, its wait not lost."""
    with acting("consultation_put_back", by=by, reason=words) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        rules.check_said(words, field="words", ask=_("Enter what the PP should know."))
        consultation.consultant = None
        _move(consultation, ConsultationStatus.ASKED, by=by, at=at, words=words)
        _record(act, consultation, at=at)
    return consultation


def book_consultation(
    *,
    consultation_id: int,
    when: datetime,
    mode: str,
    by: User,
    at: datetime,
    place: str = "",
    version: int | None = None,
) -> Consultation:
    """A time, or another time. Whoever books what nobody has taken takes it."""
    with acting("consultation_booked", by=by) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        check_consults(by, consultation.team_id)
        rules.check_booked_for(when, now=at)
        consultant = _in_turn(consultation.consultant_id or by.pk)
        check_free(
            consultant,
            when,
            rules.USUAL_CONSULTATION_MINUTES,
            by=by,
            field="held_on",
            but=consultation,
        )
        consultation.booked_for, consultation.mode, consultation.place = when, Mode(mode), place
        consultation.consultant = consultant
        if consultation.status == ConsultationStatus.BOOKED:
            consultation.version += 1
            consultation.save()
            _tell_story(consultation, ConsultationStatus.BOOKED, by=by, at=at)
        else:
            _move(consultation, ConsultationStatus.BOOKED, by=by, at=at)
        _record(act, consultation, at=at)
    return consultation


def _in_turn(consultant_id: int) -> User:
    """Held still: two bookings in one diary are checked one after the other."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=consultant_id)


# --- How it ends ------------------------------------------------------------------------------------


def record_consultation(
    *,
    consultation_id: int,
    when: datetime,
    minutes: int,
    discussed: str,
    advice: str,
    by: User,
    at: datetime,
    joined: str = "",
    note: str = "",
    to_do: Sequence[ToDo] = (),
    follow_up_on: date | None = None,
    version: int | None = None,
) -> Consultation:
    """Talked through: the PP reads all of it but `note`."""
    with acting("consultation_held", by=by) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        check_consults(by, consultation.team_id)
        rules.check_talked_at(when, now=at)
        rules.check_said(advice, field="advice", ask=_("Enter your advice to the PP."))
        rules.check_follow_up(follow_up_on, today=timezone.localdate(at))
        consultation.consultant = consultation.consultant or by
        consultation.held_at, consultation.minutes = when, minutes
        consultation.joined, consultation.discussed = joined, discussed
        consultation.advice, consultation.follow_up_on = advice, follow_up_on
        _move(consultation, ConsultationStatus.HELD, by=by, at=at)
        if note.strip():
            _note(consultation, note, by=by, at=at)
        give_each(consultation, to_do, by=by, at=at)
        _record(act, consultation, at=at)
    return consultation


def answer_consultation(
    *,
    consultation_id: int,
    advice: str,
    by: User,
    at: datetime,
    follow_up_on: date | None = None,
    version: int | None = None,
) -> Consultation:
    with acting("consultation_answered", by=by) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        check_consults(by, consultation.team_id)
        rules.check_said(advice, field="advice", ask=_("Enter your answer."))
        rules.check_follow_up(follow_up_on, today=timezone.localdate(at))
        consultation.consultant = consultation.consultant or by
        consultation.advice, consultation.follow_up_on = advice, follow_up_on
        _move(consultation, ConsultationStatus.ANSWERED, by=by, at=at)
        _record(act, consultation, at=at)
    return consultation


def offer_other_way(
    *,
    consultation_id: int,
    other_way: str,
    advice: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Consultation:
    """Not this, but something: which way, and words for the PP (N92)."""
    with acting("consultation_offered", by=by, reason=other_way) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        check_consults(by, consultation.team_id)
        rules.check_said(other_way, field="other_way", ask=_("Choose what you offer instead."))
        rules.check_said(advice, field="advice", ask=_("Enter what you want to say to the PP."))
        consultation.consultant = consultation.consultant or by
        consultation.other_way, consultation.advice = OtherWay(other_way), advice
        _move(consultation, ConsultationStatus.OFFERED, by=by, at=at)
        _record(act, consultation, at=at)
    return consultation


def withdraw_consultation(
    *, consultation_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Consultation:
    with acting("consultation_withdrawn", by=by, reason=words) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        rules.check_said(words, field="words", ask=_("Enter why you no longer need it."))
        _move(consultation, ConsultationStatus.WITHDRAWN, by=by, at=at, words=words)
        _record(act, consultation, at=at)
    return consultation


# --- Afterwards ------------------------------------------------------------------------------------


def follow_up_consultation(
    *,
    consultation_id: int,
    words: str,
    by: User,
    at: datetime,
    follow_up_on: date | None = None,
    version: int | None = None,
) -> Consultation:
    """How things are now, for both to read; and when to ask again, if at all."""
    with acting("consultation_followed_up", by=by) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        check_consults(by, consultation.team_id)
        rules.check_can_follow_up(consultation.status)
        rules.check_said(words, field="words", ask=_("Enter how things are now."))
        rules.check_follow_up(follow_up_on, today=timezone.localdate(at))
        consultation.follow_up_on = follow_up_on
        consultation.version += 1
        consultation.save(update_fields=["follow_up_on", "version"])
        _tell_story(consultation, consultation.status, by=by, at=at, words=words)
        _record(act, consultation, at=at)
    return consultation


def correct_consultation(
    *, consultation_id: int, words: str, by: User, at: datetime, version: int | None = None
) -> Consultation:
    """What was recorded stays as it is; the correction stands beside it, and the PP is told."""
    with acting("consultation_corrected", by=by) as act:
        consultation = held_consultation(consultation_id, by=by, version=version)
        check_consults(by, consultation.team_id)
        rules.check_can_follow_up(consultation.status)
        rules.check_said(words, field="words", ask=_("Enter what should be put right."))
        before = consultation.status
        _tell_story(consultation, before, by=by, at=at, words=words, is_correction=True)
        _record(act, consultation, at=at)
    return consultation


def add_working_note(*, consultation_id: int, words: str, by: User, at: datetime) -> WorkingNote:
    """IIRMS only, at any time, by anybody of the team."""
    with acting("working_note_added", by=by) as act:
        consultation = held_consultation(consultation_id, by=by)
        if not by.can(Permission.CASE_WORK, consultation.team_id):
            raise NotAllowed(_("Only the team writes working notes."))
        rules.check_said(words, field="words", ask=_("Enter the note."))
        note = _note(consultation, words, by=by, at=at)
        _record(act, consultation, at=at)
    return note


def _note(consultation: Consultation, words: str, *, by: User, at: datetime) -> WorkingNote:
    return WorkingNote.objects.create(consultation=consultation, words=words, at=at, by=by)

"""A referral's answers as rows of words: for checking before sending, and for reading after."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from people.figures import (
    language_in_words,
    mappa_in_words,
    places_in_words,
    registers_in_words,
)
from people.models import LocationKind
from people.rules import WorkerGender
from people.templatetags.words import day
from referrals import rules
from referrals.forms import ROSH_LABELS
from referrals.models import promises_of, services_and_promises
from referrals.rules import (
    OASYS_PD_HIGHEST,
    OASYS_PD_REFERS,
    Alternative,
    Answer,
    Explained,
    PDIndicator,
    PDItem,
    ReadinessFactor,
    Step,
)

from .given import person_rows, where_in_words


def answers_in_words(referral, screening, *, change=False):
    """[(step title, rows, change address)] in the order of the steps; a row is key and value."""
    rows = {
        Step.PERSON: person_rows(referral.service_user),
        Step.ELIGIBILITY: _screening_rows(screening),
        Step.HOPES: _hope_rows(referral),
        Step.RISK: _risk_rows(referral),
        Step.READINESS: [*_readiness_rows(referral), *_place_rows(referral)],
        Step.NETWORK: _network_rows(referral),
    }
    return [
        {
            "title": step.label,
            "rows": [{"key": key, "value": value} for key, value in rows[step] if value],
            "url": reverse("referrals:referral_step", args=[referral.pk, step]) + "?back"
            if change
            else "",
        }
        for step in Step
        if step in rules.steps_for(referral.tier) or any(value for _key, value in rows[step])
    ]


def alternatives_in_words(referral):
    """What can be done instead, and where it is found when the team named it (N92)."""
    found = {}
    if referral.instead_service:
        service = referral.instead_service
        found[Alternative.LOCAL_SERVICE] = (service.name, service.get_absolute_url())
    if referral.instead_material:
        url = reverse("tiers:material_detail", args=[referral.instead_material])
        found[Alternative.PP_WORK] = (referral.instead_material_title, url)
    named = [(code, *found.get(code, ("", ""))) for code in referral.alternatives]
    return [{"label": Alternative(code).label, "name": n, "url": u} for code, n, u in named]


def wishes_in_words(referral):
    """What whoever chooses a worker and a place must know (N59, N62-N65)."""
    person = referral.service_user
    rows = [
        (_("Worker they ask for"), person.get_worker_gender_display()),
        (_("Other wishes about the worker"), referral.worker_wish),
        (_("Language"), language_in_words(person)),
        (_("Adjustments they need"), person.adjustments),
        (_("Who they must not meet"), person.must_not_meet),
        *_place_rows(referral),
        (_("What the person says"), referral.get_consent_display()),
        (_("Ready"), referral.get_readiness_display()),
        (_("Worries in a room"), referral.room_worries),
        (_("Let down by services"), referral.let_down),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def before_meeting_in_words(referral):
    """What keeps the next meeting safe and kind, for whoever plans and holds it: what was asked when
    the person was referred does not stay in the referral (N59, N62-N65)."""
    person = referral.service_user
    services, promises = services_and_promises(referral)
    rows = [
        (_("Who they must not meet"), person.must_not_meet),
        *_place_rows(referral),
        (_("Adjustments they need"), person.adjustments),
        (_("Language"), language_in_words(person)),
        (_("Worker they ask for"), _asked_gender(person)),
        (_("Other wishes about the worker"), referral.worker_wish),
        (_("Risk of serious harm"), _rosh_in_words(person)),
        (_("Registers"), registers_in_words(person)),
        (_("Worries in a room"), referral.room_worries),
        (_("In custody"), _release(person)),
        (_("Agreed for the release"), _promises(promises)),
        (_("Other services"), "\n".join(_agency_line(one) for one in services)),
        (_("Let down by services"), referral.let_down),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _rosh_in_words(person):
    said = [
        f"{label}: {level}"
        for name, label in ROSH_LABELS.items()
        if (level := getattr(person, f"get_{name}_display")())
    ]
    return "\n".join(said)


def _asked_gender(person):
    asked = person.worker_gender not in ("", WorkerGender.ANY)
    return person.get_worker_gender_display() if asked else ""


def _release(person):
    """Where, until when, and where to then; of others the bar says where they are."""
    return where_in_words(person) if person.bar_kind == LocationKind.CUSTODY else ""


def _agency_line(one):
    name = f"{one.service} ({one.contact})" if one.contact else one.service
    return f"{name}: {one.says}" if one.says else name


def _hope_rows(referral):
    return [
        (_("Tier"), referral.get_tier_display()),
        (_("Which work would fit"), referral.get_focus_display()),
        (_("For wellbeing"), referral.hope_wellbeing),
        (_("For risk"), referral.hope_risk),
        (_("Tried before"), referral.tried_before),
        (_("Who tried it"), referral.tried_by),
        (_("Let down by services"), referral.let_down),
        (_("Agreed for the release"), _promises(promises_of(referral))),
    ]


def _promises(promises):
    """Each with who sees to it and what became of it; nothing where none was made."""
    return "\n".join(_promise(one) for one in promises)


def _promise(one):
    what = f"{one.what} ({one.by_whom})" if one.by_whom else one.what
    said = [one.get_outcome_display() or _("not there yet"), one.get_reason_display(), one.words]
    return f"{what}: {'. '.join(part for part in said if part)}"


def _risk_rows(referral):
    person = referral.service_user
    return [
        *((label, getattr(person, f"get_{name}_display")()) for name, label in ROSH_LABELS.items()),
        (_("MAPPA"), mappa_in_words(person)),
        (_("Registers"), registers_in_words(person)),
        (_("In a few words"), referral.risk_summary),
        (_("Worries in a room"), referral.room_worries),
    ]


def _readiness_rows(referral):
    factors = [str(ReadinessFactor(one).label) for one in referral.readiness_factors]
    proposed = referral.review_proposed_on
    return [
        (_("Ready"), referral.get_readiness_display()),
        (_("Look again on"), day(proposed) if proposed else ""),
        (_("Hard just now"), "\n".join(factors)),
        (_("More about that"), referral.readiness_note),
        (_("Other wishes about the worker"), referral.worker_wish),
    ]


def _place_rows(referral):
    return [
        (_("Feels safe"), referral.venue_wish),
        *places_in_words(referral.service_user),
        (_("Hard about waiting or getting there"), referral.venue_worries),
    ]


def _network_rows(referral):
    return [
        (_("What the person says"), referral.get_consent_display()),
        (_("Explained"), "\n".join(str(Explained(one).label) for one in referral.explained)),
        *((one.service, _agency(one)) for one in referral.agencies.all()),
        (_("Family and supporters"), referral.network),
    ]


def _agency(one):
    lines = [_("Ask for %(name)s") % {"name": one.contact}] if one.contact else []
    return "\n".join([*lines, one.says]) or _("Nothing known yet")


def _screening_rows(screening):
    if screening is None:
        return []
    rows = [
        (str(criterion), _answer_in_words(screening, criterion.code))
        for criterion in screening.criteria_set.criteria.all()
    ]
    rows.append((_("OASys PD screen"), _pd_in_words(screening)))
    rows.append((_("Outcome"), screening.get_outcome_display()))
    rows.append((_("Note"), screening.note))
    rows.append((_("Why the PP asks for an override"), screening.asked_because))
    if screening.overridden_by_id:
        rows.append((_("Why it was signed"), screening.override_reason))
        rows.append((_("Override signed by"), str(screening.overridden_by)))
    return rows


def screening_part(screening):
    """As the part of a referral says it, for one who signs."""
    return [{"key": key, "value": value} for key, value in _screening_rows(screening) if value]


def _answer_in_words(screening, code):
    answer = str(Answer(screening.answers.get(code, Answer.UNKNOWN)).label)
    note = screening.notes.get(code)
    return f"{answer}: {note}" if note else answer


def _pd_in_words(screening):
    """The score with what makes it, and never without its limits."""
    if screening.oasys_pd_score is None:
        return ""
    said = [
        _("%(score)s of %(highest)s. Antisocial traits only: a low score rules nobody out.")
        % {"score": screening.oasys_pd_score, "highest": OASYS_PD_HIGHEST}
    ]
    if screening.oasys_pd_score >= OASYS_PD_REFERS:
        said.append(
            _("%(score)s or more suggests a referral or a consultation.")
            % {"score": OASYS_PD_REFERS}
        )
    for labels, codes in ((PDItem, screening.pd_items), (PDIndicator, screening.pd_indicators)):
        said.extend(str(labels(code).label) for code in codes)
    return "\n".join(said)


def estimate_in_words(policy, tier):
    """The team's own target, in weeks; an estimate from real waits comes with the waiting list."""
    weeks = round(policy.target_days(tier) / 7)
    return _("about %(weeks)s weeks") % {"weeks": weeks}

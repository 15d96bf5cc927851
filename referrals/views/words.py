"""A referral's answers as rows of words: for checking before sending, and for reading after."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from referrals.forms import ROSH_LABELS
from referrals.rules import OASYS_PD_HIGHEST, Answer, PDIndicator, PDItem, Step


def answers_in_words(referral, screening, *, change=False):
    """[(step title, rows, change address)] in the order of the steps; a row is key and value."""
    person = referral.service_user
    rows = {
        Step.PERSON: [
            (_("Name"), f"{person.given_name} {person.family_name}"),
            (_("Identifier"), person.identifier),
            (_("Adjustments"), person.adjustments),
            (_("To keep apart"), person.must_not_meet),
        ],
        Step.ELIGIBILITY: _screening_rows(screening),
        Step.HOPES: [
            (_("Tier"), referral.get_tier_display()),
            (_("For wellbeing"), referral.hope_wellbeing),
            (_("For risk"), referral.hope_risk),
            (_("Tried before"), referral.tried_before),
        ],
        Step.RISK: [
            *(
                (label, getattr(person, f"get_{name}_display")())
                for name, label in ROSH_LABELS.items()
            ),
            (_("MAPPA"), person.get_mappa_level_display()),
            (_("In a few words"), referral.risk_summary),
            (_("Worries in a room"), referral.room_worries),
        ],
        Step.READINESS: [
            (_("Ready"), referral.get_readiness_display()),
            (_("What is behind that"), referral.readiness_note),
            (_("Feels safe"), referral.venue_wish),
            (_("Places they know"), ", ".join(v.name for v in referral.venues_liked.all())),
            (_("Places to avoid"), referral.venue_worries),
            (_("Wishes about the worker"), referral.worker_wish),
        ],
        Step.NETWORK: [
            (_("What the person says"), referral.get_consent_display()),
            (_("Other services"), referral.other_agencies),
            (_("Family and supporters"), referral.network),
        ],
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
    ]


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
    rows.append((_("Reason for an override"), screening.override_reason))
    if screening.overridden_by_id:
        rows.append((_("Override signed by"), str(screening.overridden_by)))
    return rows


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
    for labels, codes in ((PDItem, screening.pd_items), (PDIndicator, screening.pd_indicators)):
        if codes:
            said.append(", ".join(str(labels(code).label) for code in codes))
    return "\n".join(said)


def estimate_in_words(policy, tier):
    """The team's own target, in weeks; an estimate from real waits comes with the waiting list."""
    weeks = round(policy.target_days(tier) / 7)
    return _("about %(weeks)s weeks") % {"weeks": weeks}


def wait_in_words(estimate):
    if estimate is None:
        return _("too few started in the last year to say how long it takes")
    return _(
        "half of the %(starts)s people who started in the last year did so %(low)s to %(high)s weeks"
        " after they were accepted"
    ) % {"starts": estimate.starts, "low": estimate.low, "high": estimate.high}

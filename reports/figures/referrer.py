"""What a PP sees first: each of their people as a sentence."""

from datetime import timedelta
from itertools import groupby

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.models import (
    Referral,
    of_pp,
    stuck,
    usual_waits,
    with_standing,
    with_what_is_due,
)
from referrals.rules import FINAL, Status
from referrals.words import asked_before_signing, held_up, to_do, wait_in_words, waits_for_pp
from reports import words
from tiers.models.told import told_cases

# Finished referrals stay on the first page for a quarter; afterwards they are in the full list.
SHOWN_AFTER_END = timedelta(days=92)
MOST_SHOWN = 60
GROUPS = [
    _("Waiting for you"),
    _("Waiting"),
    _("Under way"),
    _("Finished in the last three months"),
]
WAITING = 1


def my_people(user, now):
    """One entry a person: those who wait for the PP, then those who wait for us, work under way, and
    what is over; in each by name."""
    today = timezone.localdate(now)
    referrals = list(own_referrals(user, now)[:MOST_SHOWN])
    cases = {
        case["referral_id"]: case
        for case in told_cases(user, now=now).filter(
            referral__in=[r.pk for r in referrals if r.status in (Status.ALLOCATED, Status.CLOSED)]
        )
    }
    waits = _waits(referrals, now)
    entries = [
        _entry(referral, cases.get(referral.pk), today) | {"usual_wait": waits.get(referral.pk, "")}
        for referral in referrals
    ]
    entries.sort(key=lambda entry: (entry["name"], entry["person"].pk, entry["is_over"]))
    people = [
        _one(user, list(rows)) for _key, rows in groupby(entries, lambda entry: entry["person"].pk)
    ]
    people.sort(key=lambda one: one["turn"])
    return people


def in_groups(people):
    """`people` under a heading each; how long it takes is said once for all who wait at a tier."""
    grouped = [
        {"label": GROUPS[turn], "people": list(rows), "is_waiting": turn == WAITING}
        for turn, rows in groupby(people, lambda one: one["turn"])
    ]
    for group in grouped:
        group["waits"] = sorted(
            {
                (entry["referral"].tier, entry["usual_wait"])
                for one in group["people"]
                for entry in one["referrals"]
                if entry["usual_wait"]
            }
        )
    return grouped


def _one(user, entries):
    person = entries[0]["person"]
    sent = any(entry["referral"].referrer_id == user.pk for entry in entries)
    return {
        "person": person,
        "referrals": entries,
        "turn": _turn(entries),
        # Somebody else's person, whom this PP sees while they stand in.
        "covers_for": person.pp if person.pp_id not in (None, user.pk) and not sent else None,
    }


def _waits(referrals, now):
    """How long people like these wait, and the basis, for those who do (N68). One statement."""
    waiting = [one for one in referrals if one.status == Status.WAITING]
    usual = usual_waits({one.team_id for one in waiting}, now=now) if waiting else {}
    return {one.pk: wait_in_words(usual.get((one.team_id, one.tier))) for one in waiting}


def _turn(entries):
    """Which of GROUPS: where the person stands furthest forward of what is open."""
    if any(entry["needs_me"] for entry in entries):
        return 0
    statuses = {entry["referral"].status for entry in entries}
    if Status.ALLOCATED in statuses:
        return 2
    return 3 if statuses <= FINAL else 1


def own_referrals(user, now, all_of=None):
    """Referrals of the people one supervises or referred; all of one person's when asked."""
    shown = Q(service_user=all_of) if all_of else ~Q(ended_at__lt=now - SHOWN_AFTER_END)
    return (
        with_standing(with_what_is_due(Referral.objects.visible_to(user)), timezone.localdate(now))
        .filter(of_pp(user), shown)
        .exclude(status=Status.DISCARDED)
        .select_related("service_user__pp", "team__policy")
        .order_by(F("ended_at").desc(nulls_first=True), "-created_at", "pk")
    )


def _entry(referral, case, today):
    return {
        "referral": referral,
        "person": referral.service_user,
        "name": str(referral.service_user).casefold(),
        "sentence": words.where_it_stands(referral, case, today),
        "telephone": case["practitioner__telephone"] if case else "",
        "needs_me": waits_for_pp(referral),
        "is_over": referral.status in FINAL,
        "answer_url": answer_url(referral),
        "to_do": to_do(referral),
        "held_up": held_up(referral, stuck(referral)) if referral.status == Status.WAITING else [],
    }


def answer_url(referral):
    if referral.status != Status.INFORMATION_REQUESTED:
        return ""
    return reverse("referrals:referral_answer", args=[referral.pk])


def questions(people, today):
    """The team's questions, as things that need the PP today: about what was sent, and before an
    override is signed, which has no day."""
    return [
        {
            "person": str(one["person"]),
            "url": entry["answer_url"] or entry["to_do"][1],
            "due_on": due_on,
            "tone": "now" if due_on and due_on < today else "soon",
        }
        for one in people
        for entry in one["referrals"]
        if entry["answer_url"] or asked_before_signing(entry["referral"])
        for due_on in (entry["referral"].question_due_on,)
    ]

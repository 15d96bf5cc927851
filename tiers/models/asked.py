"""What a practitioner asks of a lead: to confirm an ending, to choose somebody else."""

import pghistory
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, JSONObject
from django.utils.translation import gettext_lazy as _

from audit import context
from audit.fields import pair
from people.models import Absence, User
from tiers.rules import EndingReason

from .cases import Case, OfCaseQuerySet


class AskedQuerySet(OfCaseQuerySet):
    def open(self):
        """Those that wait for a lead."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True)


class AskedOfALead(models.Model):
    """It is answered, or withdrawn: taken back, or overtaken by what happened first."""

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AskedQuerySet.as_manager()

    class Meta:
        abstract = True


def asked_once(name):
    """One open question a case, and each moment with its person."""
    return [
        models.UniqueConstraint(
            fields=["case"],
            condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            name=f"one_{name}_open",
        ),
        models.CheckConstraint(
            name=f"{name}_withdrawn_pair", condition=pair("withdrawn_at", "withdrawn_by")
        ),
        models.CheckConstraint(
            name=f"{name}_answered_or_withdrawn",
            condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
        ),
        models.CheckConstraint(name=f"{name}_asked_pair", condition=pair("asked_at", "asked_by")),
        models.CheckConstraint(
            name=f"{name}_answered_pair", condition=pair("answered_at", "answered_by")
        ),
    ]


@pghistory.track()
class EndingRequest(AskedOfALead):
    """A practitioner asks a lead to confirm an ending without a completed plan."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ending_requests")
    reason = models.CharField(max_length=16, choices=EndingReason)
    note = models.TextField()
    confirmed = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            *asked_once("ending_request"),
            models.CheckConstraint(
                name="ending_request_answer_said",
                condition=Q(answered_at__isnull=True, confirmed__isnull=True)
                | Q(answered_at__isnull=False, confirmed__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.case}: {self.reason}"


@pghistory.track()
class HandoverRequest(AskedOfALead):
    """A practitioner cannot go on, and drafts what the next one must know. Choosing somebody else
    answers it (N23)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handover_requests")
    reason = models.TextField()
    what_matters = models.TextField(_("what matters"), blank=True)
    what_was_agreed = models.TextField(_("what was agreed"), blank=True)

    class Meta:
        constraints = [
            *asked_once("handover_request"),
            models.CheckConstraint(name="handover_request_says_why", condition=~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.case}: {self.reason[:40]}"


def handovers_asked():
    """Those that wait; of somebody who only covers, while they do: other cover answers it. `cover_for`:
    the absence they cover."""
    covered = Absence.objects.on(context.today()).filter(
        user=OuterRef("case__practitioner"), cover=OuterRef("asked_by")
    )
    row = JSONObject(pk="pk", until="ends_on")
    return (
        HandoverRequest.objects.open()
        .annotate(cover_for=Subquery(covered.values(row=row)[:1]))
        .filter(Q(asked_by=F("case__practitioner")) | Q(cover_for__isnull=False))
    )


def with_asked(cases):
    """Cases, each with what waits for a lead, in the statement that finds them."""
    return cases.annotate(
        ending_asked=_first(EndingRequest.objects.open()),
        handover_asked=_first(handovers_asked(), cover_for="cover_for"),
    )


def _first(asked, **more):
    by = Concat("asked_by__given_name", Value(" "), "asked_by__family_name")
    row = JSONObject(pk="pk", reason="reason", at="asked_at", by=by, **more)
    return Subquery(asked.filter(case=OuterRef("pk")).values(row=row)[:1])

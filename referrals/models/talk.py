"""What was said about a referral, and put right in it: written once, never changed."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat, JSONObject
from django.utils.translation import gettext_lazy as _

from audit.models import append_only
from people.models import User
from people.permissions import Permission
from referrals import rules

from .referrals import OfReferralQuerySet, Referral, of_pp


class MessageQuerySet(OfReferralQuerySet):
    def unread_by(self, user):
        """Others' messages since this reader last said that they had read."""
        read = ThreadRead.objects.filter(referral=OuterRef("referral"), user_id=user.pk)
        return self.exclude(by_id=user.pk).filter(
            pk__gt=Coalesce(Subquery(read.values("up_to")[:1]), 0)
        )


class Message(models.Model):
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    words = models.TextField(_("message"))
    is_urgent = models.BooleanField(_("cannot wait"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        triggers = [append_only("message")]
        indexes = [models.Index(fields=["referral", "at"])]

    def __str__(self):
        return f"{self.referral}: {self.words[:40]}"


class ThreadRead(models.Model):
    """How far each reader has read a thread: the number of the last message."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    up_to = models.BigIntegerField()
    at = models.DateTimeField()

    objects = OfReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "user"], name="one_place_in_a_thread")
        ]

    def __str__(self):
        return f"{self.user}: {self.referral} up to {self.up_to}"


class PanelNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who decide for the team. Never the PP, whoever they are elsewhere."""
        return self.filter(
            referral__team_id__in=user.teams_where(Permission.REFERRAL_DECIDE),
            referral__in=Referral.objects.visible_to(user).values("pk"),
        ).exclude(of_pp(user, "referral__"))


class PanelNote(models.Model):
    """What those who decide think, before they do."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="panel_notes")
    words = models.TextField(_("note"))
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PanelNoteQuerySet.as_manager()

    class Meta:
        triggers = [append_only("panel_note")]
        indexes = [models.Index(fields=["referral", "at"])]

    def __str__(self):
        return f"{self.referral}: {self.words[:40]}"


class Amendment(models.Model):
    """One answer, as it was sent and as it was put right; of what is ticked, the codes."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="amendments")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(_("why"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfReferralQuerySet.as_manager()

    class Meta:
        triggers = [append_only("amendment")]
        constraints = [
            models.CheckConstraint(
                name="amendment_changes_something", condition=~Q(before=F("after"))
            )
        ]
        indexes = [models.Index(fields=["referral", "at"])]

    def __str__(self):
        return f"{self.referral}: {self.field}"


WRITER = Concat("by__given_name", Value(" "), "by__family_name")


def with_talk(referrals, user):
    """A referral's page in the statement that finds it: how many messages and how many are new, the
    notes of those who decide, and what was put right. Each as `visible_to` gives it."""
    here = {"referral": OuterRef("pk")}
    thread = Message.objects.visible_to(user).filter(**here)
    notes = PanelNote.objects.visible_to(user).filter(**here).order_by("at", "pk")
    changed = Amendment.objects.visible_to(user).filter(**here).order_by("-at", "-pk")
    said = {"at": "at", "by": WRITER}
    return referrals.annotate(
        message_count=_count(thread),
        unread_here=_count(thread.unread_by(user)),
        noted=ArraySubquery(notes.values(json=JSONObject(words="words", **said))),
        amended=ArraySubquery(
            changed.values(
                json=JSONObject(
                    field="field", before="before", after="after", reason="reason", **said
                )
            )
        ),
    )


def with_unread(referrals, user):
    """How many messages of each thread are new to this reader, in the statement that finds the rows:
    whoever sees the referral reads its thread."""
    return referrals.annotate(
        unread_here=_count(Message.objects.filter(referral=OuterRef("pk")).unread_by(user))
    )


def _count(rows):
    counted = rows.order_by().values("referral").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_moments(rows):
    """JSON has no moments: `at` becomes one again, and a changed answer has its label."""
    for row in rows:
        row["at"] = datetime.fromisoformat(row["at"])
        if "field" in row:
            field: Any = Referral._meta.get_field(row["field"])
            row["label"] = field.verbose_name
            for side in ("before", "after"):
                row[side] = rules.amended_in_words(row["field"], row[side])
    return rows

"""What happened and who looked: two tables that only ever grow.

Neither holds a foreign key: an event must outlive the rows it speaks of (style.md, habit 9).
What each row *held* before a change is kept by django-pghistory's own tables, filled by triggers.
"""

import pghistory.models
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


def append_only(name):
    """The database itself refuses to change or remove what was written."""
    return pgtrigger.Protect(
        name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete
    )


def never_emptied(name):
    """Nor all of it at one stroke: TRUNCATE passes the triggers of rows by."""
    return pgtrigger.Trigger(
        name=f"{name}_never_emptied",
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
    )


class AuditEvent(models.Model):
    """A change of state: who did which verb to what, written in the change's own transaction."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    service_user_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        triggers = [append_only("audit_event"), never_emptied("audit_event")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"]),
            models.Index(fields=["service_user_id", "-at"]),
            models.Index(fields=["actor_id", "-at"]),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action}"


class AccessKind(models.TextChoices):
    VIEW = "VIEW", _("Looked at")
    EXPORT = "EXPORT", _("Exported")
    SIGN_IN = "SIGN_IN", _("Signed in")
    SIGN_IN_FAILED = "SIGN_IN_FAILED", _("Failed to sign in")
    SIGN_OUT = "SIGN_OUT", _("Signed out")
    PASSWORD_CHANGED = "PASSWORD_CHANGED", _("Changed their password")
    PASSWORD_RESET = "PASSWORD_RESET", _("Chose a new password by a mailed link")
    REFUSED = "REFUSED", _("Was refused")


class AccessRecord(models.Model):
    """Who looked at whose record, when, on which page (DPA 2018 s.62: consultation and disclosure)."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=AccessKind)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    service_user_id = models.BigIntegerField(null=True)
    page = models.CharField(max_length=120)
    request_id = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        triggers = [append_only("access_record"), never_emptied("access_record")]
        indexes = [
            models.Index(fields=["service_user_id", "-at"]),
            models.Index(fields=["actor_id", "-at"]),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.kind} {self.page}"


class HistoryContext(pghistory.models.Context):
    """Who changed what stands in history, and why: written to while its own transaction is open (an
    act within an act adds to it), and never afterwards."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Protect(
                name="history_context_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.created_at IS DISTINCT FROM NOW()"),
            ),
            never_emptied("history_context"),
        ]

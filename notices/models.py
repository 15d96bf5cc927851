"""News for one person: what happened, when, and whether they have read it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.models import AboutReached, AboutReadable, ServiceUser, User

from .rules import LEADS_TO, NoticeKind


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and none about a person one has been barred from since."""
        return self.filter(
            Q(service_user__isnull=True) | AboutReadable("service_user_id", user.pk),
            user_id=user.pk,
        )

    def with_person(self, user):
        """`person`: whom it is about, or None when the reader no longer reaches them. What happened
        is still news, and so is the page that it leads to."""
        return self.select_related("service_user").annotate(
            within_reach=AboutReached("service_user_id", user)
        )

    def unread(self):
        return self.filter(read_at__isnull=True)

    def to_mail(self):
        """News that no mail has mentioned yet."""
        return self.unread().filter(mailed_at__isnull=True)

    def unread_first(self):
        """And of both the newest first."""
        is_read = models.ExpressionWrapper(
            Q(read_at__isnull=False), output_field=models.BooleanField()
        )
        return self.order_by(is_read, "-at", "-pk")


class Notice(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=24, choices=NoticeKind)
    subject_id = models.BigIntegerField()
    about = models.CharField(_("reference"), max_length=40, blank=True)
    service_user = models.ForeignKey(
        ServiceUser, on_delete=models.CASCADE, null=True, related_name="+"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    within_reach = False  # unless `with_person` found that they are

    objects = NoticeQuerySet.as_manager()
    counted = ngettext_lazy(
        "%(count)d notice to a colleague", "%(count)d notices to colleagues", "count"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-at"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=["user", "-at"], name="notice_all"),
        ]

    def __str__(self):
        return str(self.sentence)

    def get_absolute_url(self):
        """The page that shows what happened."""
        return reverse(LEADS_TO[self.kind], args=[self.subject_id])

    @property
    def person(self):
        return self.service_user if self.within_reach else None

    @property
    def sentence(self):
        return NoticeKind(self.kind).label % {"about": self.about}

"""A person, found by the reference of one of their referrals (people.registry.ways_to_find)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals import rules

from .referrals import Referral


class ByReference:
    called = gettext_lazy("a referral’s reference")
    example = rules.REFERENCE_EXAMPLE
    read = staticmethod(rules.read_reference)

    @staticmethod
    def found(user, reference):
        """(whom it is about, the words for it, where it is read)."""
        return [
            (
                referral.service_user_id,
                _("Referral %(reference)s") % {"reference": referral.reference},
                referral.get_absolute_url(),
            )
            for referral in Referral.objects.visible_to(user).filter(reference=reference)
        ]

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = _("Referrals")
    default_auto_field = "django.db.models.BigAutoField"
    # How else a person is found than by their own numbers and names (people.registry).
    finds_people = "referrals.models.finding.ByReference"
    # In what words two rows that cannot be one person's refuse a merge (people.registry).
    merge_clashes = {
        "one_open_referral_per_person_and_tier": _(
            "Both records have an open referral at the same tier: %(one)s and %(other)s. Decide on,"
            " withdraw or close one of the two, then merge the records."
        ),
    }

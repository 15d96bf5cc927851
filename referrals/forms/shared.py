"""What the steps of a referral share: the version, and saving what there is."""

from __future__ import annotations

from people.forms.rows import InRows


class StepForm(InRows):
    """`later=True`: save what there is and come back; nothing is required."""

    def __init__(self, *args, referral, later=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.referral = referral
        self.later = later
        self.prepare()
        if later:
            for field in self.fields.values():
                field.required = False

    def prepare(self):
        """Fields that depend on the referral."""

    def catch_up(self, version):
        """The person's record has a version of its own; both are as this request read them."""
        super().catch_up(version)
        if "person_version" in self.fields:
            self.data[self.add_prefix("person_version")] = self.initial["person_version"]

    def boxes_apart(self):
        return [self[name] for name in self.apart]

    def values(self):
        return self.own_values()

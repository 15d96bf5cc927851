"""What keeps meetings safe, on one page: risk, registers, whom not to meet, places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rows import InRows, Places, Registers
from .service_users import RISK, ROSH_LEGEND, DetailsForm

ASKED = DetailsForm.base_fields


class SafetyForm(InRows):
    """`initial`: the record's own answers, `registers`, `places` and the `venues` to choose from."""

    must_not_meet = ASKED["must_not_meet"]
    rosh_public = ASKED["rosh_public"]
    rosh_children = ASKED["rosh_children"]
    rosh_known_adult = ASKED["rosh_known_adult"]
    rosh_staff = ASKED["rosh_staff"]
    risk_recorded_on = ASKED["risk_recorded_on"]
    mappa_level = ASKED["mappa_level"]
    mappa_category = ASKED["mappa_category"]

    fieldsets = (
        (_("Whom to keep apart"), ("must_not_meet",)),
        (ROSH_LEGEND, RISK),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.registers = Registers(self, self.initial["registers"])
        self.places = Places(self, self.initial["places"], venues=self.initial["venues"])
        self.tables = (self.registers, self.places)

    def clean(self):
        super().clean()
        for table in self.tables:
            table.check_all()

    def safety(self):
        """What `actions.set_safety` takes."""
        said = {"registers": self.registers.said(), "wishes": self.places.said()}
        return self.own_values() | said

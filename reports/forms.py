"""Whose trail, and of which days."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, TextField
from people import rules
from people.forms.shared import Choice


class TrailForm(GovForm):
    mark_optional = False

    number = TextField(
        label=_("CRN, prison number, NHS number or PNC number of a person"),
        called=_("a CRN, prison number, NHS number or PNC number"),
        required=False,
        max_length=20,
        width=10,
        autocomplete="off",
        spellcheck="false",
    )
    colleague = Choice(
        label=_("Member of staff"), required=False, choices=(), blank=_("Whoever it was")
    )
    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("Until"), required=False)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [(one.pk, str(one)) for one in colleagues]

    def clean(self):
        """`identifier` is (field, value) of the number typed."""
        given = super().clean()
        number, since, until = given.get("number"), given.get("since"), given.get("until")
        if number:
            given["identifier"] = self._read(number)
        elif not given.get("colleague") and not {"number", "colleague"} & self.errors.keys():
            self.add_error("number", _("Enter a number, or choose a member of staff."))
        if since and until and since > until:
            self.add_error("until", _("Until must be the same day as From, or later."))
        return given

    def _read(self, number):
        try:
            read = rules.read_identifier(number, year=timezone.localdate().year)
        except rules.NotAllowed as refusal:
            self.add_error("number", str(refusal))
            return None
        if read is None:
            self.add_error(
                "number", _("Enter a CRN, a prison number, an NHS number or a PNC number.")
            )
        return read

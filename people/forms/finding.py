"""Looking somebody up, and proving that one knows who they are."""

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from iirms.forms import DateField, GovForm, TextField
from people import registry, rules


class FindForm(GovForm):
    mark_optional = False

    q = TextField(
        label=_("Name, CRN or another number"),
        called=_("a name, a CRN or another number"),
        max_length=80,
        width=20,
        autocomplete="off",
        spellcheck="false",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].help_text = format_lazy(
            _("For example the beginning of a name, X123456, A1234BC, {nhs_number}, {others}"),
            nhs_number=rules.NHS_EXAMPLE,
            others=", ".join((rules.PNC_EXAMPLE, *(w.example for w in registry.ways_to_find()))),
        )

    def clean(self):
        """One of three is given: `elsewhere` (the way, the number) for a number that another record
        has, `identifier` (field, value) for one of the person's own, `name` for what else was typed."""
        given, text = self.cleaned_data, self.cleaned_data.get("q")
        given |= {"elsewhere": None, "identifier": None, "name": ""}
        if not text:
            return
        given["elsewhere"] = next(
            ((way, number) for way in registry.ways_to_find() if (number := way.read(text))), None
        )
        if given["elsewhere"]:
            return
        try:
            given["identifier"] = rules.read_identifier(text, year=timezone.localdate().year)
            if given["identifier"] is None:
                rules.check_search(text)
                given["name"] = text
        except rules.NotAllowed as refusal:
            self.refuse(refusal)


class TakeOverForm(GovForm):
    date_of_birth = DateField(label=_("Their date of birth"), called=_("their date of birth"))
    family_name = TextField(label=_("Their last name"), max_length=80, width=20, autocomplete="off")

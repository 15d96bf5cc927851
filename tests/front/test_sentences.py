"""Every error sentence is one: "Enter the e-mail address", never "Enter the E-mail address, 0 to 10"."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from iirms.boxes import called
from iirms.forms import GovForm, NumberField
from people.forms import PolicyForm
from people.forms.rows import Places
from referrals.forms.steps import RiskStepForm

# Names and initials keep their capitals in the middle of a sentence; so does what is quoted.
CAPITALS = re.compile(r"“|[A-Z]{2,}|OASys|Tier |Welsh|PP")


def our_forms():
    ours = (
        app
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(settings.BASE_DIR) and ".venv" not in Path(app.path).parts
    )
    for app in ours:
        for room in pkgutil.walk_packages([app.path], f"{app.name}."):
            if "forms" in room.name.split("."):
                importlib.import_module(room.name)
    return sorted(
        (
            form
            for form in _grown_from(GovForm)
            if not form.__module__.startswith(("tests.", "iirms."))
        ),
        key=lambda form: (form.__module__, form.__name__),
    )


def _grown_from(form):
    for child in form.__subclasses__():
        yield child
        yield from _grown_from(child)


def named_in_errors():
    """Fields whose own messages name them: those that must be answered, and numbers."""
    for form in our_forms():
        for name, field in form.base_fields.items():
            if field.required or isinstance(field, NumberField):
                label = name if field.label is None else field.label
                yield pytest.param(called(field, label), id=f"{form.__name__}.{name}")


@pytest.mark.parametrize("said", list(named_in_errors()))
def test_a_field_is_called_by_words_that_fit_into_a_sentence(said):
    if said.endswith("?") or said.startswith("“"):
        return  # quoted whole: Answer “What happened?”
    assert said[0].islower() or CAPITALS.match(said), said
    assert not re.search(r"[(:;]| (within|after|every|before)$", said), said
    assert len(said) <= 80, said


def numbers():
    for form in our_forms():
        for name, field in form.base_fields.items():
            if isinstance(field, NumberField):
                yield pytest.param(called(field, field.label), id=f"{form.__name__}.{name}")


@pytest.mark.parametrize("said", list(numbers()))
def test_a_number_is_called_by_a_noun_that_must_be_1_or_more(said):
    """Never "How long it is, in minutes must be 1 or more"."""
    assert not re.match(r"how\b", said), said
    assert "," not in said or said.startswith("“"), said


def test_mappa_is_asked_for_by_its_level():
    assert RiskStepForm.base_fields["mappa_level"].called == "the MAPPA level"


def test_a_row_that_lacks_an_answer_says_what_it_asks_once():
    class Spoken(GovForm):
        def __init__(self, *args):
            super().__init__(*args)
            self.places = Places(self, [], venues=[(7, "Cardiff office")])

        def clean(self):
            self.places.check_all()

    form = Spoken({"place_0_venue": "7", "place_0_wish": ""})
    assert form.errors["place_0_wish"] == ["What they say of place 1: Choose one."]


def test_there_are_forms_to_walk():
    assert len(our_forms()) > 90


def test_a_policy_box_quotes_the_half_sentence_it_completes():
    form = PolicyForm({"decision_target_days": "0", "no_contact_days": ""})
    assert form.errors["decision_target_days"] == [
        "“Decide on a new referral, or take up a question for Tier 1, within” must be 1 or more"
    ]
    assert form.errors["no_contact_days"] == ["Enter “Flag a case after no contact for”"]

"""docs/retention.yaml names every field the service keeps, so that none is added unseen."""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.apps import apps

PAGE = yaml.safe_load((Path(__file__).parents[2] / "docs" / "retention.yaml").read_text())
KEPT_BY = {"audit", "people", "notices", "flags", "referrals", "tiers", "supervision", "imports"}


def kept_models():
    """Our tables, less the histories (which follow their model), other names for a table, and what
    Django adds."""
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label in KEPT_BY
        and not model._meta.proxy
        and not hasattr(model, "pgh_tracked_model")
    }


def fields_of(model):
    return {
        field.name
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if not field.primary_key
    }


def declared(label):
    return Counter(name for names in PAGE["models"].get(label, {}).values() for name in names)


def gaps(label, model):
    names = declared(label)
    return {
        "missing": sorted(fields_of(model) - names.keys()),
        "gone": sorted(names.keys() - fields_of(model)),
        "twice": sorted(name for name, times in names.items() if times > 1),
    }


def test_every_model_stands_on_the_page_and_none_that_is_gone():
    assert PAGE["models"].keys() == kept_models().keys()


@pytest.mark.parametrize("label", sorted(kept_models()))
def test_every_field_has_one_class(label):
    assert gaps(label, kept_models()[label]) == {"missing": [], "gone": [], "twice": []}


def test_every_class_used_is_explained_and_every_class_explained_is_used():
    used = {name for model in PAGE["models"].values() for name in model}
    assert used == PAGE["classes"].keys()
    for rule in PAGE["classes"].values():
        assert rule.keys() == {"what", "keep", "ground"}


def test_a_field_left_out_would_be_seen():
    model = kept_models()["people.ServiceUser"]
    names = PAGE["models"]["people.ServiceUser"]["identity"]
    names.remove("crn")
    try:
        assert gaps("people.ServiceUser", model)["missing"] == ["crn"]
    finally:
        names.append("crn")

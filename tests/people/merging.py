"""Merging, taking apart and barring in one line each, for the tests of both."""

from people import actions
from people.models import AccessLimit
from tests.factories import NOW


def merge(kept, gone, by, **given):
    return actions.merge(
        **{
            "kept_id": kept.pk,
            "gone_id": gone.pk,
            "choices": {},
            "reason": "Same PNC and photograph",
            "by": by,
            "at": NOW,
            **given,
        }
    )


def unmerge(done, by):
    return actions.unmerge(merge_id=done.pk, reason="Two cousins", by=by, at=NOW)


def limit(person, *, named=(), excluded=()):
    for kind, users in (("NAMED", named), ("EXCLUDED", excluded)):
        for user in users:
            AccessLimit.objects.create(service_user=person, user=user, kind=kind)
    person.is_restricted, person.has_exclusions = bool(named), bool(excluded)
    person.save()

"""Who may look (LAO): set again, the rows that stand keep their history."""

import pytest

from audit.models import AuditEvent
from people import actions
from people.models import AccessLimit, ServiceUser
from people.rules import Limits, NotAllowed, stricter
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def limit(person, by, **lists):
    return actions.set_access_limits(
        service_user_id=person.pk, by=by, at=make.NOW, reason="Probation decided it", **lists
    )


def history():
    rows = AccessLimit.pgh_event_model.objects.order_by("pgh_id")
    return list(rows.values_list("pgh_label", "user_id", "kind"))


def test_naming_one_more_leaves_the_rows_that_stand(service_user, lead, pp, colleague):
    limit(service_user, lead, named={lead.pk, pp.pk})
    before, told = set(AccessLimit.objects.values_list("pk", "user_id")), len(history())

    limit(service_user, lead, named={lead.pk, pp.pk, colleague.pk})

    assert before < set(AccessLimit.objects.values_list("pk", "user_id"))
    assert history()[told:] == [("insert", colleague.pk, "NAMED")]


def test_taking_one_off_ends_that_row_alone(service_user, lead, pp, colleague):
    limit(service_user, lead, named={lead.pk, pp.pk}, excluded={colleague.pk})
    told = len(history())

    limit(service_user, lead, named={lead.pk, pp.pk})

    assert history()[told:] == [("delete", colleague.pk, "EXCLUDED")]
    service_user.refresh_from_db()
    assert (service_user.is_restricted, service_user.has_exclusions) == (True, False)


def test_nobody_is_named_and_excluded(service_user, lead, colleague):
    with pytest.raises(NotAllowed, match="both lists") as refusal:
        limit(service_user, lead, named={lead.pk, colleague.pk}, excluded={colleague.pk})

    assert refusal.value.field == "excluded"
    assert not AccessLimit.objects.exists()
    assert not AuditEvent.objects.exists()
    assert not ServiceUser.objects.get(pk=service_user.pk).is_restricted


def test_of_two_records_the_bar_is_what_is_kept():
    one = Limits(restricted=True, named=frozenset({1, 2}))
    other = Limits(excluded=frozenset({2}))

    assert stricter(one, other) == Limits(
        restricted=True, named=frozenset({1}), excluded=frozenset({2})
    )

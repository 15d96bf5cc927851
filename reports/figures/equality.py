"""Whom the service reaches: people referred and people taken on, counted, never listed (N106)."""

from collections import Counter
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from people.models import ServiceUser, Sex
from people.rules import (
    AgeBand,
    BroadGroup,
    OffenceType,
    age_band,
    age_on,
    broad_group,
    shown_count,
)
from referrals.models import Referral
from reports.calendar import start_of
from tiers.models import Case

YEAR = timedelta(days=365)
NOT_RECORDED = ""


def reached(user, team, *, today):
    """Tables of rows; a person counts once however often they were referred. In one statement."""
    since = start_of(today - YEAR)
    sent = Referral.objects.visible_to(user).filter(team=team, submitted_at__gte=since)
    begun = Case.objects.visible_to(user).filter(team=team, opened_at__gte=since)
    people = (
        ServiceUser.objects.visible_to(user)
        .annotate(
            was_referred=Exists(sent.filter(service_user=OuterRef("pk"))),
            was_taken_on=Exists(begun.filter(service_user=OuterRef("pk"))),
        )
        .filter(Q(was_referred=True) | Q(was_taken_on=True), team=team)
        .values_list(
            "was_referred",
            "was_taken_on",
            "ethnic_group",
            "date_of_birth",
            "sex",
            "index_offence",
            "prefers_welsh",
        )
    )
    return _tables(list(people), today)


def _tables(people, today):
    return [
        _table(_("Ethnic group"), BroadGroup.choices, people, lambda row: broad_group(row[2])),
        _table(_("Age"), AgeBand.choices, people, lambda row: age_band(age_on(row[3], today))),
        _table(_("Sex"), Sex.choices, people, lambda row: row[4]),
        _table(
            _("Index offence"),
            [*OffenceType.choices, (NOT_RECORDED, _("Not recorded"))],
            people,
            lambda row: row[5],
        ),
        _table(
            _("Language"),
            [(True, _("Prefers Welsh")), (False, _("Has not asked for Welsh"))],
            people,
            lambda row: row[6],
        ),
    ]


def _table(title, choices, people, kind_of):
    """Every kind has its row, so that no absence is told; no totals, from which one could reckon back."""
    referred = Counter(kind_of(row) for row in people if row[0])
    taken_on = Counter(kind_of(row) for row in people if row[1])
    rows = [
        {
            "label": label,
            "referred": shown_count(referred[kind]),
            "taken_on": shown_count(taken_on[kind]),
        }
        for kind, label in choices
    ]
    return {"title": title, "rows": rows}

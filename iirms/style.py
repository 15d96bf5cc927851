"""Every component on one page, at /style/ in development: to look at, and for the tests to measure."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone

from .forms import (
    CheckboxesField,
    DateField,
    GovForm,
    LongTextField,
    NumberField,
    RadioField,
    SelectField,
    TextField,
    TickField,
    TimeField,
    YesNoField,
)

MONDAY = date(2026, 11, 23)


class EverythingForm(GovForm):
    fieldsets = (
        ("When", ("held_on", "starts_at", "minutes")),
        ("What happened", ("outcome", "themes", "tell_pp")),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
    name = TextField(label="Name they like to be called", width=20, help_text="As they say it")
    crn = TextField(label="CRN", width=10, required=False, spellcheck="false")
    held_on = DateField(label="Date", called="the date", help_text="For example, 23 11 2026")
    starts_at = TimeField(label="Start time")
    minutes = NumberField(label="Length in minutes", suffix="minutes", min_value=5, max_value=480)
    outcome = RadioField(
        label="What happened?",
        called="what happened",
        choices=[
            ("HELD", "We met"),
            ("MISSED", "It was missed"),
            ("CANCELLED", "It was cancelled"),
        ],
        hints={"MISSED": "Nobody loses their place for missing a session"},
        reveals={"HELD": ("shared_note",), "MISSED": ("missed_by",)},
    )
    shared_note = LongTextField(label="Shared with the PP", rows=4, max_length=400)
    missed_by = SelectField(
        label="Who missed it", choices=[("PERSON", "The person"), ("US", "We could not make it")]
    )
    themes = CheckboxesField(
        label="Worked on",
        choices=[("RELATIONAL", "Relational"), ("SKILLS", "Skills"), ("DBT", "DBT skills")],
        required=False,
        small=True,
    )
    tell_pp = YesNoField(
        label="Tell the PP about a change in risk?", called="whether to tell the PP"
    )
    read_back = TickField(label="I have read this back to the person", required=False)


class NarrowForm(GovForm):
    mark_optional = False
    tier = SelectField(
        label="Tier", required=False, blank="All", choices=[("2", "Tier 2"), ("3", "Tier 3")]
    )
    name = TextField(label="Name or CRN", required=False, width=20)


PERSON = {
    "display_name": "Elin Prosser",
    "pronouns": "she/her",
    "crn": "X123456",
    "age": 34,
    "language_note": "Prefers Welsh",
    "where_now": "Approved premises, Cardiff",
    "risk_line": "RoSH high · MAPPA 2",
    "pp_name": "Petra Pritchard",
    "cover_note": "cover: Owen Hughes until 3 December",
    "alerts": ["Do not leave voicemail", "Must not meet: see place notes"],
}

DOTS = [
    {"x": 0, "kind": "session", "state": "done", "label": "3 Aug"},
    {"x": 62, "kind": "session", "state": "done", "label": "17 Aug"},
    {"x": 130, "kind": "session", "state": "done", "label": "7 Sep"},
    {"x": 230, "kind": "session", "state": "done", "label": "5 Oct"},
    {"x": 350, "kind": "session", "state": "late", "label": "9 Nov"},
    {"x": 480, "kind": "letter", "state": "due", "label": "7 Dec"},
    {"x": 560, "kind": "farewell", "state": "due", "label": "21 Dec"},
    {"x": 700, "kind": "after", "state": "due", "label": "21 Jan"},
    {"x": 1000, "kind": "after", "state": "due", "label": "22 Mar"},
]


def at(day, hour, minute=0):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@login_not_required
def style(request):
    form = EverythingForm(request.POST or None)
    return render(request, "style.html", {"form": form, **samples()})


def samples():
    return {
        "person": PERSON,
        "dots": DOTS,
        "filters": NarrowForm({"tier": "2"}),
        "rows": [
            {"key": "Date of birth", "value": "4 May 1992", "url": "#dob"},
            {"key": "GP practice", "value": ""},
            {"key": "Adjustments", "value": "Short sessions\nA quiet room"},
        ],
        "items": [
            {
                "at": at(MONDAY, 9, 30),
                "title": "Session held",
                "by": "Nia Nurse",
                "text": "We talked about the move.\n\nShe chose the next date herself.",
                "tone": "good",
                "url": "#session",
            },
            {
                "at": MONDAY - timedelta(days=14),
                "title": "Session missed",
                "tone": "soon",
                "tag": "Missed",
            },
            {"at": MONDAY - timedelta(days=90), "title": "Referral accepted", "by": "Lowri Lead"},
        ],
        "tasks": [
            {"title": "The person", "status": "Completed", "tone": "good", "url": "#person"},
            {"title": "Risk", "status": "In progress", "tone": "calm", "url": "#risk"},
            {
                "title": "Check and send",
                "status": "Cannot start yet",
                "tone": "quiet",
                "hint": "Finish the steps above",
            },
        ],
        "parts": [
            {"url": "#timeline", "label": "Timeline", "current": True},
            {"url": "#ending", "label": "Ending plan"},
            {"url": "#referral", "label": "Referral"},
        ],
        "statuses": ["SUBMITTED", "HELD", "INFORMATION_REQUESTED", "OVERDUE", "ENDING", "DRAFT"],
        "monday": MONDAY,
    }

"""What is typed: read as people type it, refused in words that name the field, never lost."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string

from iirms.dates import Ambiguous, read_day, read_time
from iirms.forms import (
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
    at,
)
from iirms.style import EverythingForm
from people.rules import NotAllowed


class DayForm(GovForm):
    agreed_on = DateField(label="Date you agreed")
    starts_at = TimeField(label="Start time", required=False)


class NoteForm(GovForm):
    note = LongTextField(label="Shared with the PP", max_length=20_000)
    title = TextField(label="Title", required=False)


class SessionForm(GovForm):
    outcome = RadioField(
        label="What happened?",
        called="what happened",
        choices=[("HELD", "We met"), ("MISSED", "It was missed")],
        reveals={"HELD": ("minutes",), "MISSED": ("missed_by",)},
    )
    minutes = NumberField(label="Length in minutes", min_value=5, max_value=480, suffix="minutes")
    missed_by = SelectField(label="Who missed it", choices=[("US", "We did")])
    tell_pp = YesNoField(label="Tell the PP?", called="whether to tell the PP")


def boxes(day="", month="", year=""):
    return {"agreed_on_day": day, "agreed_on_month": month, "agreed_on_year": year}


@pytest.mark.parametrize(
    "typed",
    [
        boxes("23", "11", "2026"),
        boxes("23", "November", "2026"),
        boxes(" 23 ", "nov", "2026 "),
        boxes("23", "Tachwedd", "2026"),
        boxes("23/11/2026"),
        boxes("", "", "23 Nov 2026"),
        boxes("Monday 23rd November 2026"),
        {"agreed_on": "2026-11-23"},
        {"agreed_on": "23.11.2026"},
    ],
)
def test_a_date_is_read_however_it_is_typed(typed):
    form = DayForm(typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["agreed_on"] == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (boxes(), "Enter the date you agreed"),
        (boxes("23", "", "2026"), "Date you agreed must include a month"),
        (boxes("", "", "2026"), "Date you agreed must include a day and a month"),
        (boxes("31", "2", "2026"), "Date you agreed must be a real date, like 23 11 2026"),
        (boxes("1", "13", "2026"), "Date you agreed must be a real date, like 23 11 2026"),
        (boxes("x", "2", "2026"), "Date you agreed must be a real date, like 23 11 2026"),
        (boxes("1", "2", "26"), "Date you agreed must have a year of 4 numbers, like 2026"),
        (boxes("1", "2", "9026"), "Date you agreed must have a year of 4 numbers, like 2026"),
        (boxes("1", "²", "2026"), "Date you agreed must be a real date, like 23 11 2026"),
        ({"agreed_on": "soon"}, "Date you agreed must be a real date, like 23 11 2026"),
    ],
)
def test_a_wrong_date_says_what_is_wrong(typed, message):
    assert DayForm(typed).errors["agreed_on"] == [message]


def test_a_wrong_date_stays_in_its_boxes_and_the_summary_leads_to_the_wrong_one():
    form = DayForm(boxes("23", "", "2026"))
    html = str(form["agreed_on"].as_field_group())
    assert 'value="23"' in html
    assert 'value="2026"' in html
    assert html.count("govuk-input--error") == 1
    assert form["agreed_on"].error_target == "id_agreed_on_1"
    assert 'href="#id_agreed_on_1"' in render_to_string(
        "components/error_summary.html", {"form": form}
    )


def test_a_date_that_is_one_text_comes_back_in_the_first_box():
    assert 'value="soon"' in str(DayForm({"agreed_on": "soon"})["agreed_on"])


def test_an_initial_date_fills_the_three_boxes():
    html = str(DayForm(initial={"agreed_on": date(2026, 3, 9)})["agreed_on"])
    assert [f'value="{part}"' in html for part in (9, 3, 2026)] == [True, True, True]


def test_two_digit_years_are_not_guessed():
    assert read_day("23/11/26") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9:30am", time(9, 30)),
        ("9.30", time(9, 30)),
        ("9.30 am", time(9, 30)),
        ("0930", time(9, 30)),
        ("14:00", time(14)),
        ("2pm", time(14)),
        ("2:15 p.m.", time(14, 15)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("midday", time(12)),
        ("02:30", time(2, 30)),
        ("00:00", time(0)),
        ("25:00", None),
        ("13pm", None),
        ("9:60", None),
        ("9", None),
        ("later", None),
    ],
)
def test_a_time_is_read_however_it_is_typed(typed, meant):
    assert read_time(typed) == meant


def test_half_past_two_is_asked_about():
    with pytest.raises(Ambiguous):
        read_time("2:30")
    form = DayForm({**boxes("1", "2", "2026"), "starts_at": "2:30"})
    assert form.errors["starts_at"] == [
        "Say whether 2:30 is in the morning or the afternoon: 2:30am or 2:30pm"
    ]


def test_a_day_and_a_time_make_a_moment_in_london():
    summer = at(date(2026, 7, 1), time(9, 30))
    assert summer == datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))


def test_a_megabyte_of_note_is_refused_in_words_and_kept():
    text = "x" * 1_000_000
    form = NoteForm({"note": text})
    assert form.errors["note"] == [
        "Shared with the PP must be 20,000 characters or fewer. It has 1,000,000 now; nothing has been"
        " lost, shorten it below."
    ]
    assert text in str(form["note"])


def test_line_ends_count_once_as_on_the_page():
    form = NoteForm({"note": "a\r\n" * 10_000})
    assert form.is_valid(), form.errors


HIDDEN = ["\u200b", "\u202e", "\u2066", "\ufeff", "\xad", "\u3164", "\U000e0041"]


@pytest.mark.parametrize("unseen", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", *HIDDEN])
def test_characters_that_cannot_be_seen_are_refused_and_taken_out(unseen):
    form = NoteForm({"note": f"she said{unseen} yes"})
    assert form.errors["note"][0].startswith(
        "Shared with the PP held characters that cannot be seen"
    )
    assert "she said yes" in str(form["note"])
    assert NoteForm({"note": form["note"].value()}).is_valid()


@pytest.mark.parametrize("unseen", [*HIDDEN, "\u200d", "\u200c\u200d"])
def test_a_name_of_nothing_that_can_be_seen_is_none(unseen):
    form = NoteForm({"note": unseen})
    assert not form.is_valid()
    assert form["note"].value() == ""


def test_tabs_and_new_lines_are_typing():
    assert NoteForm({"note": "one\n\ttwo ŵ ŷ é 🙂"}).is_valid()


@pytest.mark.parametrize(
    "signs",
    ["\U0001f469\u200d\U0001f52c", "می\u200cخواهم", "\U0001f3f4\U000e0067\U000e0062\U000e007f"],
)
def test_what_joins_signs_and_makes_a_flag_is_typing(signs):
    assert NoteForm({"note": f"one {signs} two"}).is_valid()


def test_a_file_where_text_belongs_is_named():
    sent = SimpleUploadedFile("notes.docx", b"PK")
    form = NoteForm(QueryDict(""), {"note": sent})
    assert form.errors["note"] == [
        "Shared with the PP must be typed or pasted as text. The file notes.docx was not kept."
    ]


def test_the_box_does_not_cut_what_is_pasted():
    assert "maxlength=" not in str(NoteForm()["title"]).replace("data-maxlength", "")


def test_what_hangs_under_another_answer_is_not_asked():
    form = SessionForm(
        {"outcome": "MISSED", "missed_by": "US", "minutes": "rubbish", "tell_pp": "no"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "outcome": "MISSED",
        "missed_by": "US",
        "minutes": None,
        "tell_pp": False,
    }


def test_what_hangs_under_the_chosen_answer_is_needed():
    form = SessionForm({"outcome": "HELD", "tell_pp": "yes"})
    assert form.errors == {"minutes": ["Enter the length in minutes"]}


def test_each_field_says_its_name_when_it_is_missing():
    assert SessionForm({}).errors == {
        "outcome": ["Select what happened"],
        "tell_pp": ["Select whether to tell the PP"],
    }


def test_a_box_to_tick_says_what_it_confirms():
    class Sure(GovForm):
        right = TickField(label="These details are right")

    assert Sure({}).errors["right"] == ["Tick to confirm: these details are right"]


def test_a_field_needed_only_sometimes_is_not_called_optional():
    class Talk(GovForm):
        how = TextField(
            label="How", required=False, sometimes=True, help_text="Before it is agreed"
        )
        more = TextField(label="More", required=False)
        day = DateField(label="When", required=False, sometimes=True)

    form = Talk()
    assert [form[name].is_optional for name in ("how", "more", "day")] == [False, True, False]


@pytest.mark.parametrize(
    ("minutes", "message"),
    [
        ("an hour", "Length in minutes must be a number, like 60"),
        ("4", "Length in minutes must be 5 or more"),
        ("481", "Length in minutes must be 480 or less"),
        ("9" * 5000, "Length in minutes must be a number, like 60"),
    ],
)
def test_a_wrong_number_says_what_it_may_be(minutes, message):
    form = SessionForm({"outcome": "HELD", "minutes": minutes, "tell_pp": "no"})
    assert form.errors["minutes"] == [message]


def test_a_wrong_score_is_not_told_of_a_number_it_may_not_be():
    class Score(GovForm):
        score = NumberField(label="Readiness", min_value=0, max_value=10)

    assert Score({"score": "good"}).errors["score"] == ["Readiness must be a number from 0 to 10"]


def test_a_rules_refusal_lands_on_its_field_or_on_top():
    form = NoteForm({"note": "x"})
    form.refuse(NotAllowed("Say less.", field="note"))
    form.refuse(NotAllowed("Somebody was faster."))
    assert form.errors == {"note": ["Say less."], "__all__": ["Somebody was faster."]}


def test_what_is_typed_is_shown_as_text_and_never_as_markup():
    html = str(NoteForm({"note": "</textarea><script>alert(1)</script>", "title": '"><b>'}))
    assert "<script>" not in html
    assert "<b>" not in html


def test_every_box_of_a_form_has_a_label_and_its_hint_and_error_are_tied_to_it():
    form = EverythingForm({})
    html = str(form)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'for="id_outcome_0"' in html
    assert 'data-aria-controls="id_outcome_0_more"' in html
    assert html.count('name="shared_note"') == 1


def test_the_summary_lists_errors_in_the_order_of_the_page():
    summary = render_to_string("components/error_summary.html", {"form": EverythingForm({})})
    targets = [
        "id_held_on_0",
        "id_starts_at",
        "id_minutes",
        "id_outcome_0",
        "id_tell_pp_0",
        "id_name",
    ]
    assert [summary.index(f'"#{target}"') for target in targets] == sorted(
        summary.index(f'"#{target}"') for target in targets
    )

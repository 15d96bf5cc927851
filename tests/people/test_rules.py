"""Formats and check digits as domain.md section 2 gives them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import rules
from people.rules import NotAllowed
from tests.factories import TODAY, nhs_number


@pytest.mark.parametrize(
    ("typed", "kept"), [("X123456", "X123456"), ("x123456", "X123456"), (" x 123-456 ", "X123456")]
)
def test_a_crn_is_kept_in_capitals(typed, kept):
    assert rules.check_crn(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123456",
        "X12345",
        "X1234567",
        "XX12345",
        "X12345O",
        "X１23456x",
        "X１２３４５６",
        "X١٢٣٤٥٦",
    ],
)
def test_a_wrong_crn_is_refused_with_its_form(typed):
    with pytest.raises(NotAllowed, match="one letter and six digits") as refusal:
        rules.check_crn(typed)
    assert refusal.value.field == "crn"


@pytest.mark.parametrize(("typed", "kept"), [("A1234BC", "A1234BC"), ("a1234 bc", "A1234BC")])
def test_a_prison_number_is_kept_in_capitals(typed, kept):
    assert rules.check_prison_number(typed) == kept


@pytest.mark.parametrize("typed", ["A123BC", "A1234B", "1234ABC", "A1234BCD", "G12345", "A١٢٣٤BC"])
def test_a_wrong_prison_number_is_refused(typed):
    with pytest.raises(NotAllowed, match="like A1234BC"):
        rules.check_prison_number(typed)


@pytest.mark.parametrize("typed", ["9434765919", "943 476 5919", "943-476-5919"])
def test_a_right_nhs_number_is_kept_as_ten_digits(typed):
    assert rules.check_nhs_number(typed) == "9434765919"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("9434765918", "check digit"),
        ("9999999999", "check digit"),
        ("0000000000", "check digit"),
        ("943476591", "10 digits"),
        ("94347659190", "10 digits"),
        ("943476591X", "10 digits"),
        ("٩٤٣٤٧٦٥٩١٩", "10 digits"),
    ],
)
def test_a_wrong_nhs_number_is_refused_with_why(typed, why):
    with pytest.raises(NotAllowed, match=why):
        rules.check_nhs_number(typed)


@given(st.integers(min_value=0, max_value=400_000), st.integers(min_value=0, max_value=8))
def test_swapping_two_neighbouring_digits_of_an_nhs_number_is_noticed(serial, place):
    digits = list(nhs_number(serial))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    swapped = "".join(digits)
    if swapped != nhs_number(serial):
        with pytest.raises(NotAllowed):
            rules.check_nhs_number(swapped)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2004/0712343W", "2004/0712343W"),
        ("04/712343W", "2004/0712343W"),
        ("2001/1Q", "2001/0000001Q"),
        ("1999/1234567B", "1999/1234567B"),
        ("99/1234567B", "1999/1234567B"),
        ("2019/123456E", "2019/0123456E"),
        ("2004/0712343H", None),
        ("nonsense", None),
    ],
)
def test_a_pnc_is_written_in_full_or_not_believed(typed, kept):
    assert rules.canonical_pnc(typed, year=2026) == kept


@pytest.mark.parametrize(
    ("born_on", "why"),
    [
        (TODAY, "past"),
        (TODAY + timedelta(days=1), "past"),
        (date(2008, 11, 24), "adults"),
        (date(1900, 1, 1), "over 110"),
    ],
)
def test_a_date_of_birth_that_cannot_be_is_refused(born_on, why):
    with pytest.raises(NotAllowed, match=why):
        rules.check_date_of_birth(born_on, today=TODAY)


def test_the_nhs_number_shown_as_an_example_is_one_that_would_be_taken():
    assert rules.check_nhs_number(rules.NHS_EXAMPLE) == "9990000018"


def test_somebody_is_an_adult_on_their_eighteenth_birthday():
    rules.check_date_of_birth(date(2008, 11, 23), today=TODAY)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("x123456", ("crn", "X123456")),
        ("a1234bc", ("prison_number", "A1234BC")),
        ("943 476 5919", ("nhs_number", "9434765919")),
        ("2004/712343w", ("pnc", "2004/0712343W")),
        ("04/0712343W", ("pnc", "2004/0712343W")),
        ("99/1234567b", ("pnc", "1999/1234567B")),
        ("2004/0712343h", ("pnc", "2004/0712343H")),
        ("Siân Jones", None),
        ("O'Brien-Rees", None),
    ],
)
def test_one_box_takes_a_number_or_a_name(typed, read):
    assert rules.read_identifier(typed, year=2026) == read


@pytest.mark.parametrize(
    ("typed", "why"), [("X12345", "not a CRN"), ("9434765918", "check digit"), ("12/345", "not a")]
)
def test_half_a_number_is_not_searched_as_a_name(typed, why):
    with pytest.raises(NotAllowed, match=why):
        rules.read_identifier(typed, year=2026)


@pytest.mark.parametrize("typed", ["", "a", " - ", "'"])
def test_a_search_needs_two_letters(typed):
    with pytest.raises(NotAllowed, match="two letters"):
        rules.check_search(typed)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Siân O'Brien", "sian o brien"),
        ("LLŶR", "llyr"),
        ("Rhys-Jones", "rhys jones"),
        ("  Mair   Puw ", "mair puw"),
    ],
)
def test_names_are_compared_in_plain_letters(name, plain):
    assert rules.plain_name(name) == plain


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("Davies", "Davis", True),
        ("MacDonald", "McDonald", True),
        ("Siân", "SIAN", True),
        ("Jones", "Evans", False),
        ("", "", False),
    ],
)
def test_names_a_typist_could_mix_up_are_similar(one, other, similar):
    assert rules.is_similar_name(one, other) is similar


BORN = date(1990, 5, 17)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (rules.Known("Rhys", "Davis", BORN), True),
        (rules.Known("Somebody", "Davies", BORN), True),
        (rules.Known("Gareth", "Davies", date(1971, 1, 1)), True),
        (rules.Known("Gareth", "Davis", date(1971, 1, 1)), False),
        (rules.Known("Gareth", "Evans", BORN), False),
    ],
)
def test_who_is_likely_the_same_person(other, same):
    assert rules.is_likely_same(rules.Known("Gareth", "Davies", BORN), other) is same


def test_only_a_pp_takes_over_and_not_by_guessing():
    with pytest.raises(NotAllowed, match="probation practitioner"):
        rules.check_may_take_over(is_referrer=False, refusals=0)
    with pytest.raises(NotAllowed, match="Wait an hour"):
        rules.check_may_take_over(is_referrer=True, refusals=rules.TAKE_OVER_TRIES)
    rules.check_may_take_over(is_referrer=True, refusals=rules.TAKE_OVER_TRIES - 1)


def move(**values):
    rules.check_move(
        **{
            "kind": "COMMUNITY",
            "from_on": TODAY,
            "today": TODAY,
            "since": TODAY - timedelta(days=10),
            "release_expected_on": None,
            "release_unknown_reason": "",
            **values,
        }
    )


@pytest.mark.parametrize(
    ("values", "why", "field"),
    [
        ({"from_on": TODAY + timedelta(days=1)}, "future", "from_on"),
        ({"from_on": TODAY - timedelta(days=11)}, "on or after", "from_on"),
        ({"kind": "CUSTODY"}, "when release is expected", "release_expected_on"),
        (
            {"kind": "CUSTODY", "release_expected_on": TODAY - timedelta(days=1)},
            "release date must be",
            "release_expected_on",
        ),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_box(values, why, field):
    with pytest.raises(NotAllowed, match=why) as refusal:
        move(**values)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"since": None},
        {"from_on": TODAY - timedelta(days=10)},
        {"kind": "CUSTODY", "release_expected_on": TODAY},
        {"kind": "CUSTODY", "release_unknown_reason": "On remand"},
        {"kind": "HOSPITAL"},
    ],
)
def test_a_move_that_can_be_is_let_through(values):
    move(**values)


@pytest.mark.parametrize(
    ("expires_on", "state"),
    [
        (None, ""),
        (TODAY + timedelta(days=61), ""),
        (TODAY + timedelta(days=60), "SOON"),
        (TODAY, "SOON"),
        (TODAY - timedelta(days=1), "OVERDUE"),
    ],
)
def test_a_registration_is_soon_to_end_or_over(expires_on, state):
    assert rules.registration_state(expires_on, TODAY, soon_days=60) == state


def test_working_days_are_days_of_the_week_each_once():
    assert rules.check_weekdays([4, 0, 0]) == [0, 4]
    with pytest.raises(NotAllowed):
        rules.check_weekdays([7])


def test_somebody_must_be_left_to_administer():
    rules.check_someone_administers({1})
    with pytest.raises(NotAllowed, match="Make somebody else"):
        rules.check_someone_administers(set())


def day(number):
    return date(2026, 11, number)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "others"),
    [
        (day(10), day(9), []),
        (day(10), day(12), [(day(12), day(20))]),
        (day(10), None, [(day(20), day(21))]),
        (day(10), day(12), [(day(1), None)]),
        (day(10), day(12), [(day(11), day(11))]),
    ],
)
def test_absences_in_disorder_or_twice_are_refused(starts_on, ends_on, others):
    with pytest.raises(NotAllowed):
        rules.check_absence(starts_on=starts_on, ends_on=ends_on, others=others)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "others"),
    [
        (day(10), day(10), []),
        (day(10), None, [(day(1), day(9))]),
        (day(10), day(12), [(day(13), None), (day(1), day(9))]),
    ],
)
def test_absences_that_only_touch_are_let_through(starts_on, ends_on, others):
    rules.check_absence(starts_on=starts_on, ends_on=ends_on, others=others)


def test_cover_is_a_colleague_and_not_oneself():
    cover(cover_id=None, colleagues=set())
    cover()
    for cover_id in (1, 3):
        with pytest.raises(NotAllowed):
            cover(cover_id=cover_id, colleagues={1, 2})


def cover(**values):
    given = {"user_id": 1, "cover_id": 2, "colleagues": {2}, "starts_on": day(5), "ends_on": day(9)}
    rules.check_cover(**given | values)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "away", "throughout"),
    [
        (day(5), day(9), [(day(5), day(9))], True),
        (day(5), day(9), [(day(1), None)], True),
        (day(5), day(9), [(day(8), day(12)), (day(1), day(7))], True),
        (day(5), None, [(day(1), None)], True),
        (day(5), None, [(day(1), day(20))], False),
        (day(5), day(9), [(day(6), day(12))], False),
        (day(5), day(9), [(day(1), day(6)), (day(8), None)], False),
        (day(5), day(9), [], False),
    ],
)
def test_whoever_is_away_on_all_of_the_days_does_not_cover(starts_on, ends_on, away, throughout):
    given = {
        "starts_on": starts_on,
        "ends_on": ends_on,
        "away": [rules.Away(*spell) for spell in away],
    }
    if throughout:
        with pytest.raises(NotAllowed, match="all of these days") as refusal:
            cover(**given)
        assert refusal.value.field == "cover"
    else:
        cover(**given)


def test_two_do_not_cover_each_other():
    with pytest.raises(NotAllowed, match="cover each other"):
        cover(away=[rules.Away(day(6), day(7), cover_id=1)])
    cover(away=[rules.Away(day(6), day(7), cover_id=3)])


@pytest.mark.parametrize(
    ("typed", "kept"), [("1, 3, 6", "1, 3, 6"), ("1 3,6 ", "1, 3, 6"), ("", "")]
)
def test_after_contact_months_are_kept_tidy(typed, kept):
    assert rules.check_after_contact_months(typed) == kept


@pytest.mark.parametrize("typed", ["one", "3, 1", "1, 1", "0", "37", "1.5", "²"])
def test_after_contact_months_out_of_order_are_refused(typed):
    with pytest.raises(NotAllowed):
        rules.check_after_contact_months(typed)


def test_a_warning_comes_before_the_draft_expires():
    rules.check_draft_warning(warning_days=13, expiry_days=14)
    with pytest.raises(NotAllowed):
        rules.check_draft_warning(warning_days=14, expiry_days=14)


def test_a_version_given_must_be_the_one_found():
    rules.check_version(2, 2)
    rules.check_version(2, None)
    with pytest.raises(rules.Stale):
        rules.check_version(3, 2)


@pytest.mark.parametrize(
    "typed", ["029 2018 0000", "+44 7700 900123", "01632 960001 ext 4, ask for Mair", "12345"]
)
def test_a_telephone_is_kept_as_it_was_written(typed):
    assert rules.check_telephone(f" {typed} ") == typed


@pytest.mark.parametrize("typed", ["abc", "none", "029", "n/a"])
def test_what_cannot_be_rung_is_refused(typed):
    with pytest.raises(NotAllowed, match="like 029 2018 0000") as refusal:
        rules.check_telephone(typed)
    assert refusal.value.field == "telephone"

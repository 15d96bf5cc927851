"""What leaves in a file for a spreadsheet program is read there, never run."""

import pytest

from iirms.cells import harmless


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\tTide", "'\tTide"),
        (" =1", "' =1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("Tide = Housing", "Tide = Housing"),
        ("", ""),
    ],
)
def test_a_cell_is_never_a_formula(text, kept):
    assert harmless(text) == kept

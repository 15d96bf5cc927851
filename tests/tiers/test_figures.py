import pytest

from tiers import figures


@pytest.mark.parametrize(
    ("values", "points"),
    [([], ""), ([5], ""), ([0, 10], "0,20 60,0"), ([3, 5, 4], "0,14 30,10 60,12")],
)
def test_a_line_needs_two_points_and_rises_with_the_number(values, points):
    assert figures.sparkline(values) == points

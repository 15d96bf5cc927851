"""A number that is none, in an address or a box: the page opens as if nothing had been asked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from iirms.dates import DateField
from iirms.forms import whole_number
from tests import factories as make

NONSENSE = ("²", "9" * 5_000, "-1", "", " 1", "1.5", "٣")


@pytest.mark.parametrize("text", NONSENSE)
def test_what_is_no_number_is_none(text):
    assert whole_number(text) is None


@pytest.mark.parametrize("figures", [30, 5_000])
def test_a_day_or_month_of_many_figures_is_no_date(figures):
    for day, month in (("1", "9" * figures), ("9" * figures, "1")):
        with pytest.raises(ValidationError, match="real date"):
            DateField().clean([day, month, "2026"])
    assert DateField().clean(["1", "02", "2026"]) == date(2026, 2, 1)


@pytest.mark.parametrize("asked", NONSENSE[:2])
@pytest.mark.parametrize(
    "address",
    ["/referrals/?from=", "/work/consultations/teaching/?team=", "/referrals/services/?from="],
)
def test_a_list_opens_from_its_start(as_user, practitioner, service_user, pp, address, asked):
    make.make_referral(service_user, referrer=pp)

    assert as_user(practitioner).get(address + asked).status_code == 200

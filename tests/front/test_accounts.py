"""Passwords: what is refused is said in the house's words, and one finds the way back."""

import pytest
from django.urls import reverse
from django.utils import translation

pytestmark = pytest.mark.django_db

OLD, NEW = "a long enough passphrase", "three quiet words here"


@pytest.fixture
def change(as_user, pp):
    pp.set_password(OLD)
    pp.save()
    client = as_user(pp)

    def sent(**typed):
        words = {"oldpassword": OLD, "password1": NEW, "password2": NEW} | typed
        return client.post(reverse("account_change_password"), words)

    return sent


@pytest.mark.parametrize(
    ("typed", "box", "said"),
    [
        ({"oldpassword": "guessed"}, "oldpassword", "Your current password is not right"),
        ({"password2": "three loud words here"}, "password2", "The two passwords are not the same"),
        ({"password2": ""}, "password2", "Enter the new password again"),
    ],
)
def test_a_refused_password_is_named_at_its_box(change, typed, box, said):
    assert change(**typed).context["form"].errors == {box: [said]}


def test_the_page_to_change_it_leads_back_to_my_details(as_user, pp):
    page = as_user(pp).get(reverse("account_change_password")).text
    mine = reverse("people:my_details")
    assert f'href="{mine}" class="govuk-back-link"' in page
    assert reverse("account_change_password") in as_user(pp).get(mine).text


@pytest.mark.parametrize(
    ("who", "leads_to"),
    [
        ("practitioner", ["Go to “Today”", "Find a person"]),
        ("pp", ["Go to “Today”", "Refer a person"]),
        ("lead", ["Go to “Team”", "Find a person"]),
        (None, ["Sign in"]),
    ],
)
def test_a_page_that_is_not_there_says_where_to_go(
    request, as_user, client, settings, who, leads_to
):
    if who:
        client = as_user(request.getfixturevalue(who))
        page = client.get("/nowhere/")
    else:
        page = client.get(reverse("account_reset_password_from_key", args=["1", "x"]) + "nowhere/")
    assert page.status_code == 404
    main = page.text.partition("<main")[2]
    for words in leads_to:
        assert words in main


def test_in_welsh_the_days_of_an_english_page_are_english(as_user, practitioner, client, now):
    with translation.override("en"):  # what the last request was answered in stays with the thread
        client.post("/language/", {"language": "cy"})
        login = client.get("/accounts/login/").text
        page = as_user(practitioner).get("/").text
    assert '<main class="govuk-main-wrapper" id="main-content">' in login
    assert '<html lang="cy"' in page
    assert 'id="main-content" lang="en"' in page
    assert "Monday 23 November" in page
    assert "Allgofnodi" in page

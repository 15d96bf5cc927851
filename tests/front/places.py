"""Every place of the navigation at a plain address."""

from django.http import HttpResponse
from django.urls import include, path


def page(request):
    return HttpResponse()


def app(name, **places):
    return ([path(address, page, name=place) for place, address in places.items()], name)


urlpatterns = [
    path(
        "referrals/",
        include(
            app(
                "referrals",
                referral_list="",
                referral_incoming="to-decide/",
                service_list="services/",
                criteria_list="criteria/",
                waiting_list="waiting/",
            )
        ),
    ),
    path("work/", include(app("tiers", caseload="", consultation_list="consultations/"))),
    path("supervision/", include(app("supervision", my_supervision=""))),
    path("people/", include(app("people", person_find="", staff_list="staff/"))),
    path("flags/", include(app("flags", flag_list=""))),
    path("spreadsheets/", include(app("imports", sheet_list=""))),
    path("", include(app("reports", home="", team="team/"))),
]

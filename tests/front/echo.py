"""The service's addresses and two that answer with what they were sent."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from iirms.forms import GovForm, LongTextField
from iirms.urls import *  # noqa: F403
from iirms.urls import urlpatterns


class EchoForm(GovForm):
    note = LongTextField(label="Note")


@require_http_methods(["GET", "POST"])
def echo(request):
    return JsonResponse(dict(request.POST.lists()))


def echo_form(request):
    return render(
        request, "account/password_set.html", {"form": EchoForm(request.POST), "redirect_field": ""}
    )


urlpatterns = [*urlpatterns, path("echo/", echo), path("echo/form/", echo_form)]

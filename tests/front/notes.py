"""The service's addresses and a page to write notes on, kept in a list: for the browser tests."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path

from iirms.forms import GovForm, LongTextField
from iirms.urls import *  # noqa: F403
from iirms.urls import urlpatterns

WRITTEN = []
PAGE = """{% extends "base.html" %}
{% block title %}Write a note{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Write a note</h1>
<form method="post" class="iirms-form" novalidate>{% csrf_token %}
{{ form }}
<button class="govuk-button" data-module="govuk-button">Save</button></form>
{% endblock %}"""


class NoteForm(GovForm):
    note = LongTextField(label="Note")


def notes(request):
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        WRITTEN.append(form.cleaned_data["note"])
        messages.success(request, "Note saved")
        return redirect("/notes/")
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


urlpatterns = [*urlpatterns, path("notes/", notes)]

from django.urls import path

from . import api

urlpatterns = [path("flags/", api.FlagList.as_view(), name="api_flags")]

"""The service's addresses and, as in development, the page of every component."""

from django.urls import path

from iirms.style import style
from iirms.urls import *  # noqa: F403
from iirms.urls import urlpatterns

urlpatterns = [*urlpatterns, path("style/", style, name="style")]

"""The plain REST API, version 1. Each app lists its own endpoints in `api_urls.py`."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from .built import built

PLACES = ["people.api_urls", "referrals.api_urls", "tiers.api_urls", "flags.api_urls"]

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
    *[path("", include(module)) for module in PLACES if built(module)],
]

"""The plain REST API, version 1. Each app lists its own endpoints in `api_urls.py`."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs", SpectacularSwaggerView.as_view(url_name="api_schema"), name="api_docs"),
    path("", include("referrals.api_urls")),
    path("", include("tiers.api_urls")),
    path("", include("flags.api_urls")),
]

"""The plain REST API, version 1. Each app lists its own endpoints in `api_urls.py`."""

from csp.decorators import csp_update
from django.http import Http404
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.views import APIView


class NotThere(APIView):
    """An address under the API that leads nowhere answers as the API does."""

    schema = None

    def get(self, request, **_kwargs):
        raise Http404

    post = put = patch = delete = get


# What it runs and how it looks are fetched, and none of it stands in the page: the policy of every
# page asks for that. Only the small pictures in its own style sheet are let in.
docs = csp_update({"img-src": ["data:"]})(
    SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api_docs.html")
)

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs", docs, name="api_docs"),
    path("", include("referrals.api_urls")),
    path("", include("tiers.api_urls")),
    path("", include("flags.api_urls")),
    re_path("", NotThere.as_view(), name="api_not_there"),
]

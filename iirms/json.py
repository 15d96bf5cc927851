"""JSON in and out, fast. By itself: the settings of REST framework name it, and are read while its own views
are still being imported."""

from __future__ import annotations

import orjson
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer


class ORJSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        # What is wrong with the third of a list stands under the number 2.
        options = orjson.OPT_NON_STR_KEYS
        return b"" if data is None else orjson.dumps(data, default=str, option=options)


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("Too much was sent at once")
    default_code = "too_large"


class ORJSONParser(BaseParser):
    """Refuses what DRF's own lets through to a 500: brackets without end, half a character, and
    more than any form of ours may send."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return orjson.loads(stream.body if hasattr(stream, "body") else stream.read())
        except RequestDataTooBig:
            raise TooLarge from None
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(f"JSON parse error - {error}") from None

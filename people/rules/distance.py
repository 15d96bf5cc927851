"""How far one place is from another, as the crow flies. No outside service is asked."""

from __future__ import annotations

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext_lazy as _

from .refusals import NotAllowed

EARTH_KM = 6371.0088  # the mean radius (IUGG)

Point = tuple[float | Decimal, float | Decimal]


def km_between(one: Point, other: Point) -> float:
    """Great-circle distance by the haversine formula: latitude and longitude in degrees."""
    north, east = (radians(float(value)) for value in one)
    to_north, to_east = (radians(float(value)) for value in other)
    half = (
        sin((to_north - north) / 2) ** 2
        + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def check_coordinates(latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        raise NotAllowed(
            _("Enter both the latitude and the longitude, or neither."),
            field="longitude" if longitude is None else "latitude",
        )
    if latitude is not None and not -90 <= latitude <= 90:
        raise NotAllowed(_("A latitude is between -90 and 90, like 51.48158."), field="latitude")
    if longitude is not None and not -180 <= longitude <= 180:
        raise NotAllowed(
            _("A longitude is between -180 and 180, like -3.17909."), field="longitude"
        )

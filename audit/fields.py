"""Shapes the database holds for every app: a moment always has its person."""

from django.db.models import Q


def pair(at, by):
    """Both or neither: `x_at` and `x_by` are set together (style.md, habit 12)."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    return both | Q(**{f"{at}__isnull": True, f"{by}__isnull": True})

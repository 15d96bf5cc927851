"""While the rooms are being built: goes when they all stand."""

import sys
from importlib import import_module


def built(module):
    """While the rooms are being built one that does not import yet must not close the others."""
    try:
        import_module(module)
    except ImportError as problem:
        print(f"{module} left out: {problem}", file=sys.stderr)  # noqa: T201
        return False
    return True

#!/usr/bin/env python3
"""Django's commands. In a checkout that nobody configured, the laptop's own settings are used."""

import os
import sys
from pathlib import Path


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iirms.settings")
    if not {"DATABASE_URL", "SECRET_KEY"} & set(os.environ) and checkout():
        from bin import laptop

        laptop.use()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def checkout():
    """A production image holds no bin/: there, a missing variable is an error, as it should be."""
    return (Path(__file__).resolve().parent / "bin" / "laptop.py").exists()


if __name__ == "__main__":
    main()

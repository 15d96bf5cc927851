"""A letter as PDF/UA-1: tagged, with its title and language, readable aloud."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.rules import NotAllowed

LAYOUT = Path(__file__).parent / "letter.typ"
NOT_DRAWN = re.compile(r"the text `?\"(?P<sign>.+?)\"`? could not be displayed")


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Ours, and typst's own for letters of other alphabets: the same paper on every machine."""
    vendored = settings.BASE_DIR / "static" / "vendor" / "atkinson-next"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(vendored)]
    )


def to_pdf(contents: dict[str, Any], *, at: datetime) -> bytes:
    """`at` is the moment the letter was made: the same letter is the same file."""
    compiler = typst.Compiler(str(LAYOUT), root=str(LAYOUT.parent), font_paths=fonts())
    try:
        made = compiler.compile(
            format="pdf",
            sys_inputs={"letter": json.dumps(contents)},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        found = NOT_DRAWN.search(str(error))
        if found is None:
            raise
        raise NotAllowed(
            _("“%(sign)s” cannot be printed. Write it in other words.") % {"sign": found["sign"]}
        ) from error
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made

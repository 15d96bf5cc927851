"""Letters: what each says, and the same words as PDF and as a Word document. Values in, files out.

Whoever draws the first letter loads the libraries for it: they are 23 MB that most workers never need.
"""

from datetime import datetime
from typing import Any

from .contents import Facts, compose

__all__ = ["Facts", "compose", "to_pdf", "to_word"]


def to_pdf(contents: dict[str, Any], *, at: datetime) -> bytes:
    """`at` is the moment the letter was made: the same letter is the same file."""
    from . import pdf

    return pdf.to_pdf(contents, at=at)


def to_word(contents: dict[str, Any], *, at: datetime) -> bytes:
    """As `to_pdf`."""
    from . import word

    return word.to_word(contents, at=at)

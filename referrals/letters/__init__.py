"""Letters: what each says, and the same words as PDF and as a Word document. Values in, files out."""

from .contents import Facts, compose, plain
from .pdf import to_pdf
from .word import to_word

__all__ = ["Facts", "compose", "plain", "to_pdf", "to_word"]

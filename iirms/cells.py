"""Text that leaves as a cell of a spreadsheet."""

# Excel takes the wide ones of Japanese keyboards for the same.
RUNS = tuple("=+-@＝＋－＠")
# These move what follows to a place of its own.
MOVES = ("\t", "\r")


def harmless(text: str) -> str:
    """A program that opens the file must read what stands here, never run it: an apostrophe in front
    makes it text."""
    runs = text.startswith(MOVES) or text.lstrip().startswith(RUNS)
    return f"'{text}" if runs else text

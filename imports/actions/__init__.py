"""Records brought in from spreadsheets: sent, read, confirmed, brought in, undone."""

from .bringing import bring_in_sheet, confirm_sheet, give_up
from .reading import read_sheet
from .sending import discard_sheet, forget_sheets, send_sheet
from .undoing import Touched, touched_rows, undo_sheet
from .works import WORKS

__all__ = [
    "WORKS",
    "Touched",
    "bring_in_sheet",
    "confirm_sheet",
    "discard_sheet",
    "forget_sheets",
    "give_up",
    "read_sheet",
    "send_sheet",
    "touched_rows",
    "undo_sheet",
]

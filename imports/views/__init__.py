from .reading import sheet_detail, sheet_problems
from .sending import sheet_list, sheet_new, sheet_template
from .settling import sheet_confirm, sheet_discard, sheet_undo

__all__ = [
    "sheet_confirm",
    "sheet_detail",
    "sheet_discard",
    "sheet_list",
    "sheet_new",
    "sheet_problems",
    "sheet_template",
    "sheet_undo",
]

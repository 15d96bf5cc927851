"""Values in, sentences out: where something stands, and what the trail says happened."""

from .standing import age, how_the_work_stands, where_it_stands
from .trail import event_in_words, look_in_words, reason_shown

__all__ = [
    "age",
    "event_in_words",
    "how_the_work_stands",
    "look_in_words",
    "reason_shown",
    "where_it_stands",
]

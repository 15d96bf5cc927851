"""Characters that show nothing, or turn what follows them round: nobody types one on purpose."""

import re

UNSEEN = re.compile(
    # Tab, new line and carriage return are typing; the rest of C0, DEL and C1 arrive by accident.
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
    # Soft hyphens, spaces of no width, marks of direction, fillers, halves of a character.
    r"|[\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164]"
    r"|[\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e001f]"
    # Joiners belong between two signs, and tags to a flag: Wales's own is written with them.
    r"|(?<!\S)[\u200c\u200d]|[\u200c\u200d](?!\S)"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]"
)

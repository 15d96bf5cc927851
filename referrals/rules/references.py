"""A referral's reference: read aloud without mistakes."""

# Read aloud without mistakes: no I, O, 0, 1 (design.md section 5).
REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


REFERENCE_DIGITS = "23456789"


def reference(picks: list[int]) -> str:
    """Seven numbers in [0, 24) become a reference like KT47295."""
    letters = [REFERENCE_LETTERS[pick % len(REFERENCE_LETTERS)] for pick in picks[:2]]
    digits = [REFERENCE_DIGITS[pick % len(REFERENCE_DIGITS)] for pick in picks[2:]]
    return "".join(letters + digits)

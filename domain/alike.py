"""Which known word was meant by one that is not known: of which it is a mistyping."""

from collections.abc import Collection

# Of 1: how much of the longer word must be there. A letter more, less, wrong or out of its place
# in words of three letters and more; not a word that only holds the other, or has its letters.
ALIKE = 0.65


def alike(word: str, known: Collection[str]) -> str | None:
    """Return the known word that ``word`` is a mistyping of, None where it is of none."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(
        word,
        sorted(known),
        processor=str.casefold,
        scorer=OSA.normalized_similarity,
        score_cutoff=ALIKE,
    )
    return found[0] if found else None

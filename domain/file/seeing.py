"""Two parents, one case: what one of them gave never reaches the other.

``seen_by`` is the one way from the file towards a person; ``leaks`` looks, in what is about to
leave, for what it should not hold, whichever way that came.

Source: CMA-T1-S1h; the rules of the case file on two parents.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pydantic import JsonValue

from domain.file.rows import BOTH, Facts, File, Row

# What a customer is shown of each kind that is theirs; what is not listed is not shown.
OWN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "issue": ("about", "closed"),
        "decision": ("result", "in_force_from", "review_until"),
        "telling": ("decision", "by_voice"),
        "option": ("issue", "option", "answer"),
        "commitment": ("who", "what", "by_day", "kept_at"),
        "contact": ("direction", "channel", "result"),
        "correspondence": ("received_on", "category", "answered_by"),
        "plan": ("sort", "start", "end", "review_by"),
        "referral": ("to", "answer"),
        "incident": ("sort", "channel"),
    }
)

# What of a customer's own words, or of what was said to them, is shown to them again.
OWN_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"issue": ("words",), "option": ("meaning", "consequences")}
)

# What both parents may be shown of a row that is of both.
SHARED: Mapping[str, tuple[str, ...]] = MappingProxyType({"decision": ("result", "in_force_from")})


@dataclass(frozen=True)
class Seen:
    """What one person may be shown of a row."""

    id: str
    kind: str
    facts: Mapping[str, JsonValue]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """The part of a file that one person may be shown: letters are filled from it alone.

    ``file`` has their rows only, so that what is counted and computed is of theirs too.
    """

    person: str
    file: File
    rows: tuple[Seen, ...]

    def of(self, kind: str) -> tuple[Seen, ...]:
        """Return what may be shown of the rows of a kind."""
        return tuple(row for row in self.rows if row.kind == kind)


def seen_by(file: File, person: str) -> tuple[Seen, ...]:
    """Return what a person may be shown: rows of their side, and what is of both.

    What was told in confidence is shown to nobody, and what was entered in error is not there.
    """
    return tuple(_seen(file.rows, person, {}))


def sight_of(file: File, person: str, words: Mapping[str, Mapping[str, str]]) -> Sight:
    """Return the part of a file that a person may be shown; ``words`` are those of its rows."""
    theirs = tuple(row for row in file.rows if _fields(row, person))
    return Sight(person, replace(file, rows=theirs), tuple(_seen(theirs, person, words)))


def covered(file: File, covers: Collection[str]) -> File:
    """Leave what an authority over some issues covers; everything where it is limited to none.

    What does not say of which issue it is may be of another. Source: CMA-T1-S1h.
    """
    if not covers:
        return file
    issues = {row.id for row in file.rows if getattr(row.facts, "about", None) in covers}
    decisions = {row.id for row in file.rows if row.facts.kind == "decision" and _on(row) <= issues}
    theirs = issues | decisions
    kept = [r for r in file.rows if r.id in theirs or (_on(r) and _on(r) <= theirs)]
    return replace(file, rows=tuple(kept))


def _on(row: Row[Facts]) -> set[str]:
    """Return the issues, or the decision, that a row is about."""
    several: tuple[str, ...] = getattr(row.facts, "issues", ())
    one = (getattr(row.facts, name, None) for name in ("issue", "decision"))
    return {*several, *filter(None, one)}


def _seen(
    rows: Iterable[Row[Facts]], person: str, words: Mapping[str, Mapping[str, str]]
) -> Iterator[Seen]:
    for row in rows:
        fields = _fields(row, person)
        if fields:
            facts = row.facts.model_dump(mode="json", include=set(fields), exclude_none=True)
            yield Seen(
                row.id,
                row.facts.kind,
                MappingProxyType(facts),
                MappingProxyType(_words(row, person, words.get(row.id, {}))),
            )


def _words(row: Row[Facts], person: str, said: Mapping[str, str]) -> dict[str, str]:
    shown = OWN_WORDS.get(row.facts.kind, ()) if row.told.side == person else ()
    return {name: said[name] for name in shown if said.get(name)}


def _fields(row: Row[Facts], person: str) -> tuple[str, ...]:
    if row.entered_in_error or row.told.in_confidence:
        return ()
    if row.told.side == person:
        return OWN.get(row.facts.kind, ())
    return SHARED.get(row.facts.kind, ()) if row.told.side == BOTH else ()


# ---------------------------------------------------------------------- the guard over a text


@dataclass(frozen=True)
class Protected:
    """A value of somebody's that nobody else may read; ``what`` names it without saying it."""

    of: str  # the customer
    what: str  # such as "phone, detail-2"
    value: str


@dataclass(frozen=True)
class Leak:
    """Where a text holds what it should not."""

    of: str
    what: str
    place: str  # such as "page 1, line 12", or the name of an enclosure


SHORTEST = 3  # letters and digits; less of a value is found in any text
LONG = 10  # from here on no value is part of a word by chance, where a page runs words together
# One street is written in several ways.
_SHORT: Mapping[str, str] = MappingProxyType(
    {
        "street": "st",
        "road": "rd",
        "avenue": "ave",
        "av": "ave",
        "drive": "dr",
        "place": "pl",
        "crescent": "cres",
        "court": "ct",
        "lane": "ln",
        "close": "cl",
        "parade": "pde",
        "terrace": "tce",
        "circuit": "cct",
        "highway": "hwy",
    }
)
_APART = re.compile(r"[^0-9a-z]+")
_ABROAD = re.compile(r"^(?:\+|00)61")


def leaks(texts: Mapping[str, str], protected: Iterable[Protected]) -> tuple[Leak, ...]:
    """Return every place in ``texts`` (by their place) that holds a protected value.

    Spacing, case, accents, punctuation and the forms of a number are evened out first; a value that
    is one word is found as a word, not within another.
    """
    evened = {place: _even(text) for place, text in texts.items()}
    values = [(each, wanted) for each in protected for wanted in forms(each.value)]
    return tuple(
        dict.fromkeys(
            Leak(each.of, each.what, place)
            for each, wanted in values
            for place, text in evened.items()
            if _holds(text, wanted)
        )
    )


@dataclass(frozen=True)
class _Evened:
    joined: str  # letters and digits alone
    begins: frozenset[int]  # where in it a word begins
    ends: frozenset[int]


def _even(text: str) -> _Evened:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    joined, begins, ends = "", set(), set()
    for word in _APART.split(plain):
        if word:
            begins.add(len(joined))
            joined += _SHORT.get(word, word)
            ends.add(len(joined))
    return _Evened(joined, frozenset(begins), frozenset(ends))


def forms(value: str) -> frozenset[str]:
    """Return the ways in which a value is looked for: a number also with and without +61."""
    form = _even(value).joined
    bare = _ABROAD.sub("", value.replace(" ", ""))
    found = {form, _even(bare).joined} if bare != value.replace(" ", "") else {form}
    if form.isdigit() and form.startswith("0"):
        found |= {form[1:], f"61{form[1:]}"}
    return frozenset(each for each in found if len(each) >= SHORTEST)


def _holds(text: _Evened, wanted: str) -> bool:
    at = text.joined.find(wanted)
    while at >= 0:
        # Digits run on into each other where a number is spaced in another way.
        if wanted.isdigit() or len(wanted) >= LONG:
            return True
        if at in text.begins and at + len(wanted) in text.ends:
            return True
        at = text.joined.find(wanted, at + 1)
    return False

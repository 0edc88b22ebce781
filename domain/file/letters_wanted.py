"""Letters that are wanted beside those that a procedure asks for: of their own, or copies.

Whoever has the customer asks for one at any time: which letter, to whom, with copies of which.
A letter has one addressee; whoever else is to have it is asked for with an act of their own.

Source: CSP-T4-S2e, CSP-T4-S6a, RES-T3-S3c, RES-T4-S3d to RES-T4-S3f.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, JsonValue

from domain.addressees import names_a_nominee
from domain.days import written_day
from domain.file.acts import (
    OFFICERS,
    Act,
    ActKind,
    Add,
    Changes,
    Given,
    Leaves,
    Relation,
    facts_of,
)
from domain.file.communications import kept, log, not_agreed, segment_3_of
from domain.file.parties import PartyFacts, current
from domain.file.rows import Elsewhere, Facts, File, Row, RowId
from domain.setting_kinds import CODE

WRITING = "writing"  # the channel of a letter

# What a customer is given in a talk that must come in writing, by its code there.
IN_WRITING = frozenset({"letter", "copies_of_letters"})


class _Wanted(BaseModel):
    """What is wanted, to whom, and what calls for it.

    ``sort`` is a letter of its own, with or without copies, or copies of earlier ones alone; or one
    that the file fills, of the review of every issue or confirming actions and outcomes; or a
    notice to a stakeholder. ``to`` is its one addressee: a customer of the case, whoever speaks for
    one, ``nominee``, a role of staff, or a code of the agency's directory. ``copies`` are what goes
    along: earlier letters, by their ids, and what the customer sent, by its documents' hashes.
    ``called_for_in`` is the contact or item that calls for it, or the case.
    """

    sort: Literal["letter", "copies", "review", "actions", "notice"]
    to: Elsewhere
    called_for_in: RowId
    copies: tuple[Elsewhere, ...] = ()


class WantedFacts(_Wanted, Facts):
    """A letter that is wanted; the letter itself says whether it went."""

    kind = "letter_wanted"


class LetterWanted(_Wanted, Act):
    """Somebody is to be written to, or to get copies of earlier letters."""

    name = "letter.wanted"
    words = "a letter, or copies of earlier ones, are to be sent"
    senders = OFFICERS
    content = ("why",)


def called_for_in(file: File, row: str) -> tuple[Row[WantedFacts], ...]:
    """Return the letters that a contact or item has called for."""
    return tuple(each for each in file.live(WantedFacts) if each.facts.called_for_in == row)


def to_somebody_of_the_case(given: Given[LetterWanted]) -> str | None:
    """Whoever has no part in a case would read of it: a nominee no longer in force among them.

    Where staff and stakeholders are, and who is nominee in what is known of the customer, is looked
    up when the letter is prepared. Source: CMA-T1-S1h.
    """
    to, file = given.act.to, given.file
    parts = [row for row in file.live(PartyFacts) if row.facts.customer == to]
    if to in file.sides or names_a_nominee(to) or (not parts and CODE.fullmatch(to)):
        return None
    if any(row in current(file) for row in parts):
        return None
    if parts:
        was = parts[-1].facts
        since = f", since {written_day(was.until)}" if was.until else ""
        return f"{to} is no longer in force as {was.role}{since}: write to whoever is"
    return f"{to} has no part in {file.case}: write to {' or '.join(file.sides)}"


def notices_go_to_stakeholders(given: Given[LetterWanted]) -> str | None:
    """A customer is told what concerns them; whoever is told of them reads nothing of their file.

    Source: RES-T4-S3d.
    """
    act, file = given.act, given.file
    concerned = _concerned(act.to, file)
    if act.sort == "notice" and concerned:
        return f"a notice goes to a stakeholder; {act.to} has a letter of their own"
    if act.sort in ("review", "actions") and not concerned:
        return f"{act.to} is shown nothing of the file: a notice tells a stakeholder what changes"
    return None


def _concerned(to: str, file: File) -> bool:
    party = any(row.facts.customer == to for row in file.live(PartyFacts))
    return to in file.sides or party or names_a_nominee(to)


def by_whoever_owns_the_messages(given: Given[LetterWanted]) -> str | None:
    """A letter says what calls must bear out: on segment 3 it is agreed like any other message.

    Source: RES-T4-S3e.
    """
    to, file = given.act.to, given.file
    return not_agreed(given, _side(to, file), WRITING) if _concerned(to, file) else None


def _is_a_message_on_segment_3(given: Given[LetterWanted]) -> bool:
    to, file = given.act.to, given.file
    return _concerned(to, file) and segment_3_of(file, _side(to, file)) is not None


def _log(given: Given[LetterWanted]) -> Mapping[str, JsonValue]:
    customer = _side(given.act.to, given.file)
    return {"customer": customer, "channel": WRITING, **log(given, customer, WRITING)}


def _side(to: str, file: File) -> str:
    """Return whose information a letter is: the customer's whom it is to, or is spoken for."""
    spoken_for = (row.facts.speaks_for for row in current(file) if row.facts.customer == to)
    return to if to in file.sides else next(filter(None, spoken_for), file.sides[0])


def called_for_somewhere(given: Given[LetterWanted]) -> str | None:
    """Nobody is written to for nothing that anybody could look up."""
    row = given.act.called_for_in
    if row == given.file.case or given.file.find(Facts, row):
        return None
    return f"there is no {row} in this file: name what calls for the letter"


def copies_are_of_this_case(given: Given[LetterWanted]) -> str | None:
    """What another case sent may be another customer's. Source: CSP-T4-S2e."""
    act, case = given.act, given.file.case
    if act.sort == "copies" and not act.copies:
        return "say copies of which letters: their ids"
    others = [each for each in act.copies if ".l" in each and not each.startswith(f"{case}.l")]
    return f"{', '.join(others)} is no letter of {case}; name it by its id" if others else None


def want(given: Given[LetterWanted]) -> Changes:
    """Keep it, on the side of whoever gets it."""
    to, file = given.act.to, given.file
    id_ = f"{WantedFacts.kind}-{file.next_number(WantedFacts)}"
    agreed = kept(given, _side(to, file), WRITING, id_) if _concerned(to, file) else ()
    return (Add(facts_of(WantedFacts, given.act), side=_side(to, file)), *agreed)


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        LetterWanted,
        steps=("CSP-T4-S2e", "RES-T4-S3e"),
        by=(Relation.OWNER,),
        changes=want,
        rules=(
            to_somebody_of_the_case,
            called_for_somewhere,
            copies_are_of_this_case,
            notices_go_to_stakeholders,
            by_whoever_owns_the_messages,
        ),
        leaves=(
            Leaves(
                "RES-T4-S3e",
                "Cuba",
                "message_log",
                {"about": "sort", "message": "why"},
                derived=_log,
                where=_is_a_message_on_segment_3,
            ),
        ),
    ),
)

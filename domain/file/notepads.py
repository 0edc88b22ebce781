"""How the stacking document is kept: the places of its notepads, their headings, what they hold.

Source: RES-T1-S2a to RES-T1-S2i, CSP-T1-S2h, CSP-T1-S2i, CSP-T4-S2a.
"""

from typing import Any

from pydantic import JsonValue

from domain.file.acts import ActKind, Add, Changes, Given, Leaves, Relation, facts_of
from domain.file.commitments import CommitmentFacts
from domain.file.contacts import TALKED, ContactFacts
from domain.file.intrays import CASE_REVIEW, PLACES, REFERRAL_REASON, NotepadFacts, NotepadFiled
from domain.file.options import OptionFacts
from domain.file.rows import BOTH, File

# Functions with notepads of their own, to which ours point. Source: RES-T1-S2i.
FUNCTIONS = ("non_agency_payment", "income", "change_of_care")
SAY_NOTHING = ("", "note", "notes", "notepad", "new", "other", "misc", "untitled")  # RES-T1-S2e


def next_place(file: File, of: str) -> int:
    """Return the place of the case's next notepad; an earlier case has a document of its own."""
    mine = (n.facts for n in file.live(NotepadFacts) if n.told.case == file.case)
    return 1 + max((facts.place for facts in mine if facts.of == of), default=0)


def in_its_place(given: Given[NotepadFiled]) -> str | None:
    """The first two have their places, and every other follows. Source: RES-T1-S2c, RES-T1-S2d."""
    act, free = given.act, _place(given)
    if act.place not in (None, free):
        return f"the next notepad of the {act.of.replace('_', ' ')} is number {free}"
    fixed = PLACES.get(free) if act.of == "stacking_document" else None
    if fixed and act.heading != fixed:
        return f"number {free} of the stacking document is the {fixed.replace('_', ' ')}"
    if fixed and act.side not in (None, BOTH, given.file.sides[0]):
        return f"the {fixed.replace('_', ' ')} is of {given.file.sides[0]}, whose case it is"
    if fixed is None and act.heading in PLACES.values() and act.of == "stacking_document":
        return f"the {act.heading.replace('_', ' ')} is in its place already"
    return None


def heading_says_what_it_is(given: Given[NotepadFiled]) -> str | None:
    """A heading that says nothing hides what is under it from the next reader.

    Source: RES-T1-S2e.
    """
    heading = given.act.heading
    if heading.strip("_0123456789") not in SAY_NOTHING:
        return None
    return f"'{heading}' says nothing of what the notepad is about: give it a heading that does"


def functions_keep_their_own(given: Given[NotepadFiled]) -> str | None:
    """What a function keeps in a notepad of its own stays there; here is a pointer to it.

    Source: RES-T1-S2i.
    """
    act = given.act
    if act.heading not in FUNCTIONS or act.points_to:
        return None
    name = act.heading.replace("_", " ")
    return f"the notepad on {name} stays with its function: point to it (points_to)"


def file_notepad(given: Given[NotepadFiled]) -> Changes:
    """Keep it: officers read it, customers never do, but for what is marked as one's."""
    side = given.act.side or given.file.sides[0]
    return (Add(facts_of(NotepadFacts, given.act, place=_place(given)), side=side),)


def _place(given: Given[NotepadFiled]) -> int:
    """Return the place of a notepad: the next one."""
    return next_place(given.file, given.act.of)


def documents(given: Given[NotepadFiled]) -> dict[str, JsonValue]:
    """Return what the stacking document has, each with its place: the list of the documentation.

    Source: RES-T1-S1.
    """
    here = (n for n in given.file.live(NotepadFacts) if n.told.case == given.file.case)
    there = {n.facts.place: n.facts.heading for n in here if n.facts.of == given.act.of}
    there |= {_place(given): given.act.heading}
    return {"documentation_list": [f"{place}. {there[place]}" for place in sorted(there)]}


def last_discussion(given: Given[NotepadFiled]) -> dict[str, JsonValue]:
    """Return what the last talk brought: options, who committed to what, and by which day.

    Nothing where nobody spoke with the customer. Source: RES-T1-S2f.
    """
    file = given.file
    talks = [row for row in file.live(ContactFacts) if row.facts.result in TALKED]
    talk = max(
        talks, key=lambda row: (row.told.at, row.told.told_at, _number(row.id)), default=None
    )
    if talk is None:
        return {}
    given_there = (row for row in file.live(OptionFacts) if row.facts.explained_in == talk.id)
    made = [row for row in file.live(CommitmentFacts) if row.facts.made_in == talk.id]
    return {
        "discussion": talk.id,
        "options": [row.facts.option for row in given_there],
        "commitments": [f"{row.id}: {row.facts.who}, {row.facts.what}" for row in made],
        "timeframes": [row.facts.by_day.isoformat() for row in made],
    }


def _number(id_: str) -> int:
    return int(id_.rpartition("-")[2])


ACTS: tuple[ActKind[Any], ...] = (
    ActKind(
        NotepadFiled,
        steps=("CSP-T1-S2h", "RES-T1-S2c", "RES-T1-S2d", "RES-T1-S2e", "RES-T1-S2i"),
        by=(Relation.OWNER, Relation.SPECIALIST),
        changes=file_notepad,
        rules=(heading_says_what_it_is, in_its_place, functions_keep_their_own),
        leaves=(
            Leaves(
                "RES-T1-S1",
                "Cuba",
                "ps_documentation_list",
                {"of": "of"},
                derived=documents,
                when={"of": "stacking_document"},
            ),
            Leaves(
                "RES-T1-S2b",
                "Cuba",
                "ps_notes_window",
                {"document": "of", "first_notepad": "heading"},
                when={"heading": REFERRAL_REASON},
            ),
            Leaves(
                "RES-T1-S2c",
                "Cuba",
                "referral_reason_notepad",
                {"heading": "heading", "reason": "text"},
                derived=lambda given: {"place": _place(given)},
                when={"heading": REFERRAL_REASON},
            ),
            Leaves(
                "RES-T1-S2d",
                "Cuba",
                "case_review_notepad",
                {"heading": "heading", "review": "text"},
                derived=lambda given: {"place": _place(given)},
                when={"heading": CASE_REVIEW},
            ),
            Leaves(
                "RES-T1-S2f",
                "Cuba",
                "discussion_notepad",
                {"heading": "heading", "text": "text"},
                derived=last_discussion,
                where=lambda given: (
                    given.act.of == "stacking_document"
                    and given.act.heading not in PLACES.values()
                    and bool(last_discussion(given))
                ),
            ),
            Leaves(
                "RES-T1-S2i",
                "Cuba",
                "pointer_notepad",
                {"heading": "heading", "pointer": "points_to"},
                where=lambda given: given.act.heading in FUNCTIONS,
            ),
            Leaves(
                "RES-T1-S2e",
                "Cuba",
                "ps_stacking_document",
                {"heading": "heading"},
                derived=lambda given: {"place": _place(given)},
                when={"of": "stacking_document"},
            ),
            Leaves(
                "CSP-T1-S2h",
                "Cuba",
                "ps_stacking_document",
                {"first_notepad": "heading"},
                when={"heading": REFERRAL_REASON},
            ),
            Leaves(
                "CSP-T1-S2h",
                "Cuba",
                "referral_reason_notepad",
                {"reason": "text"},
                when={"heading": REFERRAL_REASON},
            ),
            Leaves(
                "CSP-T1-S2i",
                "Cuba",
                "ps_case_review",
                {"review": "text"},
                when={"heading": CASE_REVIEW},
            ),
            Leaves(
                "CSP-T4-S2a",
                "Cuba",
                "ps_stacking_document",
                {"heading": "heading", "text": "text"},
                derived=lambda given: {"place": _place(given)},
                when={"of": "stacking_document"},
                where=lambda given: given.act.heading not in PLACES.values(),
            ),
        ),
    ),
)

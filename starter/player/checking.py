"""Does a case look as a scenario expects it to, and do all of its cases together?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from database.models import Case, Letter
from database.queries.cases import case_json
from letters.render import text_of
from starter.player import shape
from starter.player.matching import found, miscounted, mismatches, not_single, shown
from starter.player.scenario import CasesPart, CheckPart, TextPart

Named = Mapping[str, Any]  # words of a check, with references in place of names of cases


async def faults_of_case(
    db: AsyncSession, ref: str, check: CheckPart, *, expected: Named, none: Named, one: Named
) -> list[str]:
    """Say what of a check does not hold of a case; empty where all of it does."""
    actual = await case_json(db, ref)
    return [
        *mismatches(dict(expected), actual),
        *found(none, actual),
        *not_single(one, actual),
        *miscounted(check.count, actual),
        *(fault for words in (expected, none, one) for fault in shape.mistyped(words, actual)),
        *[fault for text in check.text for fault in await _of_letter(db, ref, text)],
    ]


async def _of_letter(db: AsyncSession, ref: str, text: TextPart) -> list[str]:
    """Say what the newest letter of a step should say and does not, and the other way round."""
    wanted = select(Letter.pdf).where(Letter.case == ref, Letter.step == text.letter)
    newest = (func.length(Letter.id).desc(), Letter.id.desc())  # l10 comes after l2
    pdf = await db.scalar(wanted.order_by(*newest).limit(1))
    if pdf is None:
        return [f"text: expected a letter of {text.letter} with its pages\n  actual there is none"]
    return list(_faults_of_text(text, " ".join(text_of(pdf).split())))


def _faults_of_text(text: TextPart, printed: str) -> Iterator[str]:
    for words in text.contains:
        if " ".join(words.split()) not in printed:
            yield f"text: expected '{words}' in the letter of {text.letter}\n  actual {printed}"
    for words in text.lacks:
        if " ".join(words.split()) in printed:
            yield f"text: expected no '{words}' in the letter of {text.letter}\n  actual it says so"


async def faults_of_cases(db: AsyncSession, cases: CasesPart, none: Sequence[Named]) -> list[str]:
    """Say what does not hold of all cases of the story together."""
    refs = list(await db.scalars(select(Case.ref).order_by(Case.opening)))
    there = [await case_json(db, ref) for ref in refs]
    lines = "".join(f"\n    {_line(case)}" for case in there)
    faults = []
    if cases.count is not None and cases.count != len(there):
        faults.append(f"cases: expected {cases.count} of them, actual {len(there)}{lines}")
    for unwanted in none:
        faults += [
            f"cases: expected none like {shown(dict(unwanted))}\n  actual {_line(case)}"
            for case in there
            if not mismatches(dict(unwanted), case)
        ]
    return faults


def _line(case: Mapping[str, Any]) -> str:
    return shown({key: case[key] for key in ("ref", "type", "customer", "state", "phase")})

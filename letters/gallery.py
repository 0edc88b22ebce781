"""Render one letter of each kind with sample data, as it leaves, for people to look at.

Run as ``python -m letters.gallery FOLDER``; the folder gets one PNG for each page. Where it has
a README, what that says of who approved and signed each letter is written anew.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from domain.catalogue import CASE_TYPES, LETTERS, SETTINGS
from domain.complaints.settings import REVIEW_WAYS
from domain.letter_states import ActRefused, LetterAct, Standing, move
from domain.letters import LetterError, LetterFields, LetterKind
from domain.roles import ROLE_WORDS, Role
from letters.render import page_images, render

SAMPLES = Path(__file__).parent / "samples"
AS_THEY_LEFT = "## As they left"


def sample(name: str) -> LetterFields:
    """Return the sample fields of one kind, from the file of its name in ``letters/samples``.

    What the settings say of it is as it stands while an agency has set nothing.
    """
    return LETTERS[name].fill(_read("shared") | _of_the_settings(name) | _read(name))


def _of_the_settings(name: str) -> dict[str, Any]:
    of = next(each for each in CASE_TYPES.values() if LETTERS[name] in each.letters)
    lines: Any = SETTINGS[of.contact].default
    found = {"contact": lines["child_support"]}
    if "review" in LETTERS[name].fields.model_fields:
        ways: Any = SETTINGS[REVIEW_WAYS].default
        found |= {"review": tuple(ways.values()), "hears_by": date(2026, 12, 17)}
    return found


def _read(name: str) -> dict[str, Any]:
    fields: dict[str, Any] = yaml.safe_load((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
    return fields


class Left(NamedTuple):
    """A sample that has come through the same states as a real letter: these are its pages."""

    kind: LetterKind
    fields: LetterFields
    letter: Standing

    def row(self) -> str:
        """Return what the page of the gallery says of it."""
        chain = [ROLE_WORDS[role] for role in self.kind.approvers]
        signed = self.fields.signatory
        cells = (
            f"`{self.kind.name}`",
            self.fields.reference,
            f"{self.fields.dated.day} {self.fields.dated:%B %Y}",
            ", then ".join(chain) or "nobody before the signature",
            f"{signed.name}, {ROLE_WORDS[signed.role]}",
            f"`{self.letter.signed_sha256}`"[:13] + "`",
        )
        return f"| {' | '.join(cells)} |"


def left(name: str) -> Left:
    """Have a sample approved by everybody in its chain, signed by who its page names, and sent.

    Raises:
        LetterError: one of them is refused, as they would be with a real letter.
    """
    kind, fields = LETTERS[name], sample(name)
    letter = Standing(sha256=render(kind, fields).sha256)
    approved = [(LetterAct.APPROVE, role) for role in kind.approvers]
    acts: list[tuple[LetterAct, Role | None]] = [
        *([(LetterAct.SUBMIT, None), *approved] if approved else ()),
        (LetterAct.SIGN, fields.signatory.role),
        (LetterAct.SEND, None),
    ]
    for act, by in acts:
        moved = move(kind, letter, act, by=by, sha256=letter.sha256)
        if isinstance(moved, ActRefused):
            raise LetterError(moved.reason)
        letter = moved
    return Left(kind, fields, letter)


def as_they_left(page: str) -> str:
    """Return the page of the gallery with what it says of each letter as it left."""
    before, _, after = page.partition(AS_THEY_LEFT)
    told, gap, further = after.partition("\n\n## ")
    head = told.partition("\n|---")[0]
    rows = "\n".join(left(name).row() for name in LETTERS)
    return f"{before}{AS_THEY_LEFT}{head}\n|---|---|---|---|---|---|\n{rows}{gap}{further}"


def main(folder: Path) -> None:
    """Write the page images of every kind into a folder, and its README anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in LETTERS.items():
        for number, image in enumerate(page_images(kind, sample(name)), start=1):
            (folder / f"{name}-{number}.png").write_bytes(image)
    page = folder / "README.md"
    if page.is_file():
        page.write_text(as_they_left(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Who approves and who signs each kind of letter: one table, which the catalogue is held to.

The table is the page that an agency reads; its rows are those of the procedures, by their steps.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from domain.catalogue import LETTERS
from domain.letters import LetterKind
from domain.roles import Role
from procedures.matrix import steps

PAGE = Path(__file__).parents[2] / "docs" / "letters" / "README.md"
BY_SIGNING = "by signing it"
KINDS = pytest.mark.parametrize("kind", LETTERS.values(), ids=LETTERS)


def table() -> dict[str, list[str]]:
    """Return the cells of each row, by the name of its kind."""
    part = PAGE.read_text(encoding="utf-8").partition("## Who approves and who signs")[2]
    lines = [line for line in part.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def roles(cell: str) -> tuple[Role, ...]:
    return tuple(Role(word) for word in re.findall(r"`(\w+)`", cell))


def test_the_table_has_every_kind_once_in_the_order_of_the_catalogue() -> None:
    assert list(table()) == list(LETTERS)


@KINDS
def test_a_kind_is_approved_in_order_by_whom_the_table_says(kind: LetterKind) -> None:
    """CSP-T3-S3c, CSP-T3-S6d, CSP-T3-S6e, CSP-T3-S6f, CLK-T5-S2c, CSP-T8-S2e."""
    approved = table()[kind.name][1]

    assert roles(approved) == kind.approvers
    assert bool(kind.approvers) is (approved not in {"none", BY_SIGNING})
    levels = [list(Role).index(role) for role in kind.approvers]
    assert all(lower < higher for lower, higher in pairwise(levels))


@KINDS
def test_a_kind_is_signed_by_whom_the_table_says_and_nobody_else(kind: LetterKind) -> None:
    """CSP-T4-S6b, CSP-T3-S3c, CSP-T3-S7e."""
    signs = roles(table()[kind.name][2])

    assert signs == kind.signatories
    refused = {role for role in Role if kind.signing_problem(role)}
    assert refused == set(Role) - set(signs)


@KINDS
def test_the_table_cites_the_steps_by_which_a_kind_is_written_approved_and_signed(
    kind: LetterKind,
) -> None:
    cited = table()[kind.name][3].split(", ")

    assert {kind.step, kind.approval_source, kind.signatory_source} <= {*cited}
    assert {*cited} <= steps().keys()

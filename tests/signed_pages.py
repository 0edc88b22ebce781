"""Look at the pages of a letter that was approved where that is called for, signed and sent."""

from typing import Any

from domain.catalogue import LETTERS
from domain.roles import ROLE_WORDS
from letters.render import pages_of


def show_who_signed(letter: dict[str, Any], pdf: bytes) -> None:
    """See that the pages show whom they went to, their date, whose they are, and who signed them.

    ``letter`` is as a case's JSON has it.
    """
    kind, pages = LETTERS[letter["kind"]], pages_of(pdf)
    fields = kind.fields.model_validate(letter["fields"])
    signs, day = fields.signatory, fields.dated
    assert letter["to"]["name"] in pages[0]
    assert f"Date {day.day} {day:%B %Y} Our reference {letter['case']}" in pages[0]
    assert f"Yours sincerely {signs.name} {ROLE_WORDS[signs.role]}" in pages[-1]
    assert signs.role in kind.signatories
    assert letter["signed_by"]
    assert bool(letter["approved_by"]) is bool(kind.approvers)

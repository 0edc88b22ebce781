"""Write ``domain/step_ids.py`` from the matrix: run ``python -m procedures.generate``."""

from pathlib import Path

from procedures.matrix import steps

OUTPUT = Path(__file__).parent.parent / "domain" / "step_ids.py"

KIT_STEPS = {
    "CB-OPEN": "a case is opened",
    "CB-CLOSE": "a case is closed",
    "CB-MOVE": "a case moves to its next phase",
    "CB-LINK": "cases are linked, started or told",
    "CB-NOTE": "somebody adds a note",
    "CB-CORRECT": "an entry is corrected",
    "CB-MESSAGE": "a message becomes work, or cannot be read or matched",
    "CB-LATE": "a message in time is recorded after its deadline",
    "CB-LETTER": "a letter cannot go, or could not be delivered",
    "CB-CALENDAR": "a changed calendar moves a deadline",
    "CB-CUSTOMER": "what is known of a customer changes",
    "CB-SECURITY": "somebody acts without being let in",
    "CB-TASK": "a task is claimed, released, handed over or returned",
    "CB-REFERRAL": "a referral is asked after, whose answer is late",
    "CB-REPAIR": "a case is brought back whose workflow was lost",
    "CB-DANGER": "somebody may be in danger",
    "CB-DEATH": "a customer died, or was reported to have",
    "CB-LEAVER": "an officer leaves, and their work goes to somebody else",
    "CB-MISTAKEN": "a case is about the wrong customer",
}


def source() -> str:
    """Return the generated module's text."""
    lines = [
        '"""Every step id that an effect may cite. Generated from procedures/steps.yaml."""',
        "",
        "from typing import Literal",
        "",
        "StepId = Literal[",
        *(f'    "{step}",' for step in steps()),
        "    # The kit's own few.",
        *(f'    "{step}",' for step in KIT_STEPS),
        "]",
        "",
        "KIT_STEPS = {",
        *(f'    "{step}": "{words}",' for step, words in KIT_STEPS.items()),
        "}",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    OUTPUT.write_text(source(), encoding="utf-8")

"""Render one letter of each kind with sample data, for people to look at.

Run as ``python -m letters.gallery FOLDER``; the folder gets one PNG for each page.
"""

import sys
from datetime import date
from pathlib import Path

from domain.letters import LETTERS, LetterFields
from letters.render import page_images

_CONTACT: dict[str, object] = {
    "phone": "1800 160 401",
    "hours": "Monday to Friday, 8 am to 5 pm",
    "post": ["Personalised Services", "GPO Box 9001", "CANBERRA ACT 2601"],
    "assistance": (
        "If you need an interpreter, or this letter in large print or another format, "
        "tell us and we will arrange it free of charge."
    ),
}
_SHARED: dict[str, object] = {
    "agency": {"name": "the Agency", "service": "Child Support"},
    "customer_reference": "900 555 013",
    "to": {
        "name": "Casey Lee",
        "lines": ["Unit 4", "27 Example Street", "BRADDON ACT 2612"],
    },
    "contact": _CONTACT,
    "signatory": {
        "name": "Ana Diaz",
        "role": "psso",
        "team": "Personalised Services, Child Support",
    },
}
_NOMINEE = {"name": "Robin Ames", "lines": ["PO Box 88", "DICKSON ACT 2602"]}

_OWN: dict[str, dict[str, object]] = {
    "complaint_acknowledgement": {
        "reference": "co-4n7qk2xw9d",
        "dated": date(2026, 12, 3),
        "contact": _CONTACT | {"post": ["Complaints", "GPO Box 9001", "CANBERRA ACT 2601"]},
        "signatory": {
            "name": "Mei Wu",
            "role": "complaints_officer",
            "team": "Complaints, Child Support",
        },
        "received_on": date(2026, 12, 1),
        "about": (
            "You told us that you were not called back on 20 and 24 November although an officer "
            "had promised it, and that you were spoken to abruptly when you rang on 25 November."
        ),
        "next_contact_by": date(2026, 12, 15),
    },
    "after_contact_letter": {
        "reference": "ps-m3t8zc5h1r",
        "dated": date(2026, 12, 8),
        "copies": [_NOMINEE],
        "discussed_on": date(2026, 12, 8),
        "message": (
            "You told us about the payment of 14 October and about the income that your "
            "assessment uses. Ana Diaz is the one officer who looks after your matters from now "
            "on, and your calls reach her team.\n\n"
            "We will find the payment and call you on 17 December 2026 at 10:00."
        ),
        "enclosed": ["Statement of account of 3 November 2026", "Our letter of 20 November 2026"],
    },
    "issues_and_options_letter": {
        "reference": "ps-m3t8zc5h1r",
        "dated": date(2026, 12, 9),
        "copies": [_NOMINEE],
        "discussed_on": date(2026, 12, 8),
        "issues": [
            {
                "title": "The income used in your assessment",
                "finding": (
                    "Your assessment uses the income from your 2024\N{EN DASH}25 tax return. You "
                    "told us that your hours were cut in July 2026 and that you now earn less."
                ),
            },
            {
                "title": "A payment of 14 October that is not on your statement",
                "finding": (
                    "We have found the payment. It was recorded under an old reference number. "
                    "It now counts from the day on which you made it."
                ),
            },
        ],
        "options": [
            {
                "title": "Give us an estimate of your income",
                "detail": (
                    "You can estimate what you will earn from now until the end of the financial "
                    "year. We would use the estimate in place of your last tax return."
                ),
                "consequence": (
                    "We compare the estimate with your tax return afterwards. If you earned more "
                    "than you estimated, you may have to pay the difference."
                ),
            },
            {
                "title": "Ask for a change of assessment",
                "detail": (
                    "If the usual rules do not fit your circumstances, you can ask us to change "
                    "the assessment. A specialist officer makes that decision, and the other "
                    "parent is asked for their view."
                ),
                "consequence": "Your present assessment continues until the decision is made.",
            },
            {
                "title": "Leave things as they are",
                "consequence": (
                    "Your assessment continues and is worked out anew when you lodge your next "
                    "tax return."
                ),
            },
        ],
        "follow_up_on": date(2026, 12, 17),
    },
    "finalisation_contact_letter": {
        "reference": "ps-m3t8zc5h1r",
        "dated": date(2027, 1, 4),
        "copies": [_NOMINEE],
        "tried_on": [date(2026, 12, 29), date(2026, 12, 31)],
        "addressed": [
            "Your estimate of income is in place and your assessment has changed from 1 January.",
            "Your payment of 14 October has been added to your statement.",
        ],
        "reply_by": date(2027, 1, 18),
    },
}


def sample(name: str) -> LetterFields:
    """Return the sample fields of one kind."""
    return LETTERS[name].fill(_SHARED | _OWN[name])


def main(folder: Path) -> None:
    """Write the page images of every kind into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in LETTERS.items():
        for number, image in enumerate(page_images(kind, sample(name)), start=1):
            (folder / f"{name}-{number}.png").write_bytes(image)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

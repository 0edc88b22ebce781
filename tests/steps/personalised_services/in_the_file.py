"""What letters are filled from, as officers write it into the file of a case."""

from tests.steps.driving import Worked
from tests.steps.personalised_services.working import PSSO

WORDS = "Two payments are not on my account"
MEANS = "You and the other parent agree on payments yourselves."
FOLLOWS = "We collect nothing for you while it lasts."


async def with_an_option(case: Worked) -> str:
    """Talk with the customer, who raises payments and is given an option; return the customer."""
    customer = str((await case.json())["customer"])
    talk = f"contact-{1 + len((await case.json())['file']['contacts'])}"
    issue = f"issue-{1 + len((await case.json())['file']['issues'])}"
    await case.send(
        "contact.made",
        officer=PSSO,
        facts={"customer": customer, "result": "reached", "identity": "confirmed"},
    )
    await case.send(
        "issue.raised",
        officer=PSSO,
        facts={"about": "payment", "raised_in": talk, "parties": [customer]},
        content={"words": WORDS},
    )
    await case.send(
        "option.given",
        officer=PSSO,
        facts={
            "issue": issue,
            "party": customer,
            "option": "private_collection",
            "consequences": ["no_collection"],
            "explained_in": talk,
        },
        content={"meaning": MEANS, "consequences": FOLLOWS},
    )
    return customer


async def tried(case: Worked) -> None:
    """Ring the customer, who does not answer (CSP-T6-S1i)."""
    customer = (await case.json())["customer"]
    facts = {"customer": customer, "result": "no_answer"}
    await case.send("contact.made", officer=PSSO, facts=facts)

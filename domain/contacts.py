"""Who writes, by programme, and how its customers can answer until the agency has said how.

The numbers are reserved for fiction, and the addresses nobody's: each team's lines are a dated
setting, marked as the agency's to confirm.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from domain.letters import Agency

AGENCIES: Mapping[str, Agency] = {
    "child_support": Agency(name="the Agency", service="Child Support"),
    "centrelink": Agency(name="the Agency", service="Centrelink"),
}


def contacts(**phones: str) -> dict[str, JsonValue]:
    """Return the lines of a team for each programme, with the phone of each."""
    return {
        programme: {
            "phone": phone,
            "hours": "Monday to Friday, 8:30 am to 4:45 pm",
            "post": ["The Agency", "Reply Paid 7000", "CANBERRA ACT 2610"],
            "assistance": (
                "An interpreter, or this letter in another format, costs you nothing: ask us."
            ),
        }
        for programme, phone in phones.items()
    }

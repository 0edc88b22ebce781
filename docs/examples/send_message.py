"""Tell Casebound, as a telephony system would, that a customer rang back.

Usage: python send_message.py CASE ID INSTANT. The stack is the one that CASEBOUND_DATABASE_URL and
CASEBOUND_TEMPORAL_ADDRESS name, else the one in .casebound here.
"""

import asyncio
import sys
from datetime import datetime, timedelta

from starter.cli import leave
from starter.client import open_door
from starter.doors.caller import Authentication, Caller
from starter.doors.sent import Sent


async def tell(case: str, id_: str, instant: str) -> str:
    """Send the message; sent again under the same id, it gives the first receipt."""
    async with open_door("telephony") as door:  # gives receipts while Temporal is down, too
        receipt = await door.send(
            Sent(
                "customer.called_back",
                Caller("telephony", Authentication.CONFIGURED),
                id=id_,
                case=case,
                occurred_at=datetime.fromisoformat(instant),
                content={"text": "The letter has come, thank you"},
            )
        )
        receipt = await door.outcome(receipt, timedelta(seconds=30))
    return receipt.status or "received"


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(tell(*sys.argv[1:])) + "\n")
    leave(0)  # past Temporal's threads, which may still want the interpreter

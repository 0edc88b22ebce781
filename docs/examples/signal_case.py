"""Tell a case by a Temporal signal that its customer replied: facts only.

Usage: python signal_case.py ADDRESS CASE ID. The address is the Temporal server's, host:port.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime

from temporalio.client import Client

TYPE = "customer.replied"  # the signal has the name of the message's type


async def signal(address: str, case: str, id_: str) -> None:
    """Send the message; sent again under the same id, the case takes it once."""
    message = {
        "id": id_,
        "type": TYPE,
        "source": "telephony",
        "case": case,
        "occurred_at": datetime.now(UTC).isoformat(),
        "facts": {"channel": "phone"},
    }
    client = await Client.connect(address)
    await client.get_workflow_handle(case).signal(TYPE, message)


if __name__ == "__main__":
    asyncio.run(signal(*sys.argv[1:]))
    # Straight out: a thread of the Temporal client may still be inside the interpreter, which then
    # aborts while it is taken down (temporalio/sdk-python, 300).
    os._exit(0)

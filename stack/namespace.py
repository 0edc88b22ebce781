"""Prepare a namespace of a Temporal server that runs elsewhere.

``python -m stack.namespace MODULE:NAME`` creates the namespace ``CASEBOUND_TEMPORAL_NAMESPACE`` at
``CASEBOUND_TEMPORAL_ADDRESS`` where it is missing, with the search attributes that the mapping
``NAME`` of ``MODULE`` declares. It may be repeated, and waits for a server that is just starting.
"""

import argparse
import asyncio
import importlib
import os
import sys
import time

from stack.errors import StackError
from stack.temporal import NAMESPACE, Attributes, connect, prepare_namespace

SECONDS_TO_WAIT = 60.0


async def prepare(address: str, namespace: str, attributes: Attributes) -> None:
    """Create the namespace and its attributes as soon as the server answers.

    Raises:
        StackError: it does not answer within a minute, or refuses.
    """
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            await prepare_namespace(await connect(address, namespace), attributes)
        except StackError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(1)
        else:
            return


def main() -> int:
    """Read the environment and the arguments; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m stack.namespace", description=__doc__)
    parser.add_argument("attributes", metavar="MODULE:NAME")
    module, _, name = parser.parse_args().attributes.partition(":")
    attributes: Attributes = getattr(importlib.import_module(module), name)
    address = os.environ.get("CASEBOUND_TEMPORAL_ADDRESS")
    namespace = os.environ.get("CASEBOUND_TEMPORAL_NAMESPACE", NAMESPACE)
    if not address:
        parser.error("set CASEBOUND_TEMPORAL_ADDRESS to host:port of the Temporal server")
    try:
        asyncio.run(prepare(address, namespace, attributes))
    except StackError as error:
        sys.stderr.write(f"casebound: {error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    # Straight out: a thread of the Temporal client that has just handed over its last answer may
    # still be inside the interpreter, which then aborts while it is taken down
    # (temporalio/sdk-python, 300).
    os._exit(status)

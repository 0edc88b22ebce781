"""Case references, which are workflow ids: no meaning, no personal data, the same on a repeat."""

import base64
import hashlib

PREFIXES = {
    "Complaint": "co",
    "CustomerContact": "cc",
    "PersonalisedServicesCase": "ps",
    "ManagedServicePlan": "ms",
    "ServiceRestriction": "sr",
    "ColdTransfer": "ct",
    "CustomerOwnership": "ow",
}
LENGTH = 10

# What operators read beside a reference.
WORDS = {
    "Complaint": "Written complaint (procedure 277-09020010)",
    "PersonalisedServicesCase": "Personalised Services, Child Support (procedure 101-17021300)",
}


def case_reference(type_: str, source: str, message: str) -> str:
    """Derive a reference from the message that starts the case; a repeat is the same case.

    Raises:
        KeyError: no such lifecycle.
    """
    digest = hashlib.sha256(f"{type_}|{source}|{message}".encode()).digest()
    return f"{PREFIXES[type_]}-{base64.b32encode(digest).decode().lower()[:LENGTH]}"

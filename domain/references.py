"""Case references, which are workflow ids: no meaning, no personal data, the same on a repeat."""

import base64
import hashlib

from domain.catalogue import CASE_TYPES

LENGTH = 10


def case_reference(type_: str, source: str, message: str) -> str:
    """Derive a reference from the message that starts the case; a repeat is the same case.

    Raises:
        KeyError: no such kind of case.
    """
    digest = hashlib.sha256(f"{type_}|{source}|{message}".encode()).digest()
    return f"{CASE_TYPES[type_].prefix}-{base64.b32encode(digest).decode().lower()[:LENGTH]}"

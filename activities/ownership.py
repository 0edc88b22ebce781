"""What is answered about the ownership of a customer: the lock, as the file has it."""

from types import MappingProxyType
from typing import Any

from activities.gathering import Gatherers
from activities.lookups import Answers, OfFile
from domain.file.locks import lock_of
from domain.file.rows import File
from domain.ownership.lookups import OWNED


def _owned(file: File) -> dict[str, Any] | None:
    row = lock_of(file, file.sides[0])
    if row is None:
        return None
    lock = row.facts
    return {
        "case": row.told.case,
        "holder": lock.holder,
        "area": lock.area,
        "fence": lock.fence,
        "promised_to": lock.promised_to,
        "promised_area": lock.promised_area,
    }


ANSWERS: Answers = MappingProxyType({OWNED: OfFile(_owned)})
GATHERERS: Gatherers = MappingProxyType({})

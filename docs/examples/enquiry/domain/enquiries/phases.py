"""The phases of an enquiry; their values are wire names."""

from enum import StrEnum


class Phase(StrEnum):
    """Where an enquiry stands."""

    ANSWERING = "answering"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

"""What officers answer where a test is about something else."""

from typing import Any

# A complaint about a process, the first of its customer: nothing beside the assessment follows.
ASSESSED: dict[str, Any] = {
    "WC-S3b": False,
    "WC-S3e": False,
    "WC-S3g": False,
    "WC-S3h": False,
    "WC-S3i": "Four calls without an answer",
    "WC-S3j": "process",
}

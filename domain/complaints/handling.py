"""Who handles a written complaint, and without whose leave: procedure 277-09020010."""

from domain.complaints.assessment import Level
from domain.roles import ALIASES, Role, complaints_handler


def acknowledged_by(level: Level, *, in_ps: bool) -> Role:
    """Return the role that writes to the customer and tries to resolve at the first contact.

    Source: WC-S3k, WC-S3m, BG-WC-a (A04). Where Personalised Services owns the customer, the
    owning PSSO writes at either level: other areas go through Personalised Services and not to
    the customer (CMA-T1-S7d, reading A01 of WC-S4b).
    """
    if in_ps or level is Level.LEVEL_2:
        return complaints_handler(in_personalised_services=in_ps)
    return Role.LEVEL_1_OFFICER


def owned_by(handler: str | None, *, agreed: str | None, psso: str | None) -> str | None:
    """Return who owns a complaint that ``handler`` has begun to deal with.

    Source: WC-S4b (A01), WC-S3f. The PSSO of a PS customer co-ordinates, whoever stands in for
    a day; else the owner whom the SSM settled, whoever writes the letter.
    """
    return psso or agreed or handler


def clock_watcher() -> Role:
    """Return who is alerted about the acknowledgement. Source: WC-S3n, BG-WC-b."""
    return ALIASES["Complaints Team Leader"]

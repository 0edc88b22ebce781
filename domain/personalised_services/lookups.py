"""What phases may ask about Personalised Services."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.days import written_day
from domain.lookups import Lookup


def _with_psso(found: Mapping[str, str | None]) -> Iterable[str]:
    since = written_day(date.fromisoformat(found["since"] or ""))
    owner = found["owner"]
    stands = f"with {owner} since {since}" if owner else f"with nobody yet, open since {since}"
    return (f"{found['case']}, {stands}",)


def _by_when(found: Mapping[str, str]) -> Iterable[str]:
    return (f"by {written_day(date.fromisoformat(found['by_day']))}, as {found['id']} says",)


_BEARING = ("open_issues", "escalations", "restrictions", "characteristics", "outstanding")


def _bearing(found: Mapping[str, list[str]]) -> Iterable[str]:
    return (
        f"{name.replace('_', ' ')}: {', '.join(found[name])}" for name in _BEARING if found[name]
    )


def _proposed(found: Mapping[str, str]) -> Iterable[str]:
    return (f"{found['ground'].replace('_', ' ')}, says {found['by']}: {found['row']} of the file",)


AGREED_CONTACT = Lookup("agreed_contact", "Next contact that was agreed", _by_when)
"""The contact that was agreed with a customer and is still to be made; None where there is none."""

SPECIALISED_ISSUES = Lookup("specialised_issues", "Issues that specialist areas have")
"""The ids of the issues that specialist areas have."""

BARRED = Lookup("barred", "Barred to the customer: reach them another way")
"""The channels that are barred today to a customer of the case, in full or all but a part."""

PS_OWNER = Lookup("ps_owner", "Open Personalised Services case", _with_psso)
"""The open case by which Personalised Services owns the customer, and its PSSO (A48); or None."""

FINALISATION = Lookup("finalisation")
"""What the file says of a finalisation: what was attested, what a request links, who takes over."""

SEGMENT_3 = Lookup("segment_3", "What the file has for segment 3, or against it", _bearing)
"""What Table 8 knows of the file: ``segment_3.Known``."""

TAKEN_ON = Lookup("taken_on")
"""How the customers of the case were taken on: ``TakenOn``, as the file has it."""

WHOSE_VERSIONS = Lookup("whose_versions")
"""Of which customer each version of a plan is, by its id."""

DECLINE = Lookup("decline", "Why the referral should not be taken up", _proposed)
"""What is put to the SSM of not taking the referral up: its row, who proposed it, the ground."""

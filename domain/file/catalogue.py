"""Every act on the file, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.file import (
    closing,
    commitments,
    communications,
    contacts,
    correspondence,
    declines,
    discussions,
    faults,
    gates,
    handovers,
    indicators,
    intrays,
    issues,
    letters_wanted,
    locks,
    notepads,
    options,
    parties,
    plan_versions,
    plans,
    preparations,
    procedures,
    putting_right,
    referring,
    social_work,
    specialists,
    tellings,
    warned,
)
from domain.file.acts import ActKind
from domain.messages import Message
from domain.step_ids import StepId

ACTS: Mapping[str, ActKind[Any]] = MappingProxyType(
    {
        act.of.name: act
        for module in (
            parties,
            locks,
            issues,
            closing,
            tellings,
            specialists,
            options,
            commitments,
            communications,
            contacts,
            preparations,
            letters_wanted,
            correspondence,
            plans,
            plan_versions,
            putting_right,
            intrays,
            notepads,
            indicators,
            warned,
            social_work,
            referring,
            procedures,
            declines,
            discussions,
            gates,
            handovers,
            faults,
        )
        for act in module.ACTS
    }
)

# What a case that has a file takes, and the steps that this serves.
TAKEN: Mapping[type[Message], tuple[StepId, ...]] = MappingProxyType(
    {act.of: act.steps for act in ACTS.values()}
)

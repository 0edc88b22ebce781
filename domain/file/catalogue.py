"""Every kind of row, and every act, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from domain.file import (
    closing,
    commitments,
    contacts,
    correspondence,
    indicators,
    intrays,
    issues,
    options,
    parties,
    plans,
    referrals,
    tellings,
)
from domain.file.acts import ActKind
from domain.file.rows import Facts

KINDS: Mapping[str, type[Facts]] = MappingProxyType(
    {
        facts.kind: facts
        for facts in (
            parties.PartyFacts,
            parties.DetailFacts,
            issues.IssueFacts,
            tellings.DecisionFacts,
            tellings.TellingFacts,
            options.OptionFacts,
            commitments.CommitmentFacts,
            contacts.ContactFacts,
            correspondence.ItemFacts,
            plans.PlanFacts,
            plans.VersionFacts,
            intrays.IntrayFacts,
            intrays.NotepadFacts,
            indicators.IndicatorFacts,
            indicators.IncidentFacts,
            referrals.ReferralFacts,
        )
    }
)

ACTS: Mapping[str, ActKind[Any]] = MappingProxyType(
    {
        act.of.name: act
        for module in (
            parties,
            issues,
            closing,
            tellings,
            options,
            commitments,
            contacts,
            correspondence,
            plans,
            intrays,
            indicators,
            referrals,
        )
        for act in module.ACTS
    }
)

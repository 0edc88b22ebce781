"""Every kind of row, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file import (
    attestations,
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
            attestations.AttestationFacts,
        )
    }
)

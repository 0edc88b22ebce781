"""Every kind of row, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file import (
    attestations,
    commitments,
    communications,
    contacts,
    corrections,
    correspondence,
    declines,
    discussions,
    faults,
    handovers,
    indicators,
    intrays,
    issues,
    letters_wanted,
    locks,
    options,
    parties,
    plan_versions,
    plans,
    preparations,
    referrals,
    tellings,
    warned,
)
from domain.file.rows import Facts

KINDS: Mapping[str, type[Facts]] = MappingProxyType(
    {
        facts.kind: facts
        for facts in (
            parties.PartyFacts,
            parties.DetailFacts,
            locks.LockFacts,
            issues.IssueFacts,
            tellings.DecisionFacts,
            tellings.TellingFacts,
            options.OptionFacts,
            commitments.CommitmentFacts,
            communications.CommunicationFacts,
            contacts.ContactFacts,
            preparations.PreparationFacts,
            letters_wanted.WantedFacts,
            correspondence.ItemFacts,
            plans.PlanFacts,
            plan_versions.VersionFacts,
            intrays.IntrayFacts,
            intrays.NotepadFacts,
            indicators.IndicatorFacts,
            indicators.IncidentFacts,
            warned.WarningFacts,
            referrals.ReferralFacts,
            declines.DeclineFacts,
            discussions.DiscussionFacts,
            attestations.AttestationFacts,
            handovers.HandoverFacts,
            corrections.CorrectionFacts,
            faults.FaultFacts,
        )
    }
)

"""The acts on the file that a complaint takes: what is with others, and what is written in."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file.contacts import ContactMade
from domain.file.correspondence import (
    CorrespondenceAnswered,
    CorrespondenceClosed,
    CorrespondenceRecategorised,
    CorrespondenceReceived,
)
from domain.file.procedures import ProcedureReported
from domain.file.referrals import ReferralAnswered, ReferralChased, ReferralMade
from domain.messages import Message
from domain.step_ids import StepId

ACTS: Mapping[type[Message], tuple[StepId, ...]] = MappingProxyType(
    {
        ProcedureReported: ("WC-S5a", "WC-S3g", "WC-S3h", "WC-S1c"),
        ReferralMade: ("WC-S5a",),
        ReferralAnswered: ("WC-S5a",),
        ReferralChased: ("WC-S5a",),
        CorrespondenceReceived: ("WC-S2a",),
        CorrespondenceRecategorised: ("WC-S3a",),
        CorrespondenceAnswered: ("WC-S3m",),
        CorrespondenceClosed: ("WC-S3m",),
        ContactMade: ("WC-S3m",),
    }
)

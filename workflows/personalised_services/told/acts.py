"""What follows in a Personalised Services case from which act on its file.

Each function collects; none waits, and none changes what the case remembers.
"""

from collections.abc import Mapping
from types import MappingProxyType

from domain.file.acts import Act
from domain.file.closing import IssueClosed, IssueHandedOn
from domain.file.commitments import CommitmentKept, CommitmentMade, CommitmentReleased
from domain.file.contacts import ContactMade
from domain.file.intrays import IntrayClosed, IntrayRaised
from domain.file.issues import IssueRaised
from domain.file.letters_wanted import LetterWanted
from domain.file.options import OptionGiven
from domain.file.plan_versions import PlanApproved, PlanReturned, PlanSubmitted
from domain.file.plans import PlanConsultedOn, PlanEnded, PlanOpened
from domain.file.referrals import ReferralAnswered, ReferralChased, ReferralMade
from domain.file.social_work import ReferralConsidered, ReferralDiscussed
from domain.file.tellings import IssueDecided
from workflows.file import Then
from workflows.personalised_services.told import contacts, issues, letters, plans, referrals

THEN: Mapping[type[Act], Then] = MappingProxyType(
    {
        LetterWanted: letters.wanted,
        OptionGiven: issues.option_given,
        PlanOpened: plans.opened,
        PlanSubmitted: plans.submitted,
        PlanApproved: plans.approved,
        PlanReturned: plans.returned,
        PlanConsultedOn: plans.recommended,
        PlanEnded: plans.over,
        CommitmentMade: contacts.promised,
        CommitmentKept: contacts.kept,
        CommitmentReleased: contacts.released,
        ContactMade: contacts.contacted,
        IssueRaised: issues.raised,
        IssueDecided: issues.decided,
        IssueClosed: issues.over,
        IssueHandedOn: issues.over,
        IntrayRaised: issues.intray_raised,
        IntrayClosed: issues.intray_closed,
        ReferralConsidered: referrals.considered,
        ReferralDiscussed: referrals.discussed,
        ReferralMade: referrals.made,
        ReferralAnswered: referrals.answered,
        ReferralChased: referrals.chased,
    }
)

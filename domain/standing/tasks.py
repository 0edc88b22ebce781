"""Work that standing orders open, in a case of any kind."""

from domain.refers import ANY_CASE, ELSEWHERE, OFFICER
from domain.roles import Role
from domain.sittings import choice, ending, line, reference, sitting, text
from domain.standing.danger import Danger

# The first is whose it is where nobody is named; beside them each of the others may do it.
ANYBODY = (Role.TEAM_LEADER, *Role)

SEE_TO_DANGER = sitting(
    "see_to_danger",
    "Somebody may be in danger: see to it now, before anything else",
    ANYBODY,
    line(
        "CB-DANGER",
        text("What was said, and what was done?"),
        incident=reference("Under which number is it in the register of incidents?", ELSEWHERE),
    ),
    outcomes={
        "in_danger": "Somebody is: the procedure for it is followed",
        "no_danger": ending(
            "Nobody is: the words mean something else", leaves_open=("CB-DANGER.incident",)
        ),
    },
)

OPEN_DOCUMENTS = sitting(
    "open_documents",
    "Attachments could not be searched for words of danger: open them yourself",
    ANYBODY,
    line(
        "CB-DANGER",
        text("What do they say, and what was done?"),
        sort=choice("Who may be in danger, or what is threatened?", *Danger),
        incident=reference("Under which number is it in the register of incidents?", ELSEWHERE),
    ),
    outcomes={
        "in_danger": "They show that somebody is: the procedure for it is followed",
        "no_danger": ending("They show no danger to anybody", needs=()),
    },
)

_OFFICER_THERE = reference(
    "Which officer there has them? Left open: they are in its queue", OFFICER, required=False
)

SEE_TO_DEATH = sitting(
    "see_to_death",
    "The customer died: hand over to Deceased Customer Management, and see to what is held",
    tuple(Role),
    line(
        "CB-DEATH",
        reference=reference("Under which number have they taken it?", ELSEWHERE),
        officer=_OFFICER_THERE,
    ),
    role_chosen=True,
)

SEE_TO_DEATH_OF_PARTY = sitting(
    "see_to_death_of_party",
    "Another party died: see that Deceased Customer Management has them, and to what is held",
    tuple(Role),
    line(
        "CB-DEATH",
        reference=reference("Under which number have they taken the party?", ELSEWHERE),
        officer=_OFFICER_THERE,
    ),
    role_chosen=True,
)

SEE_TO_DEATH_OF_SPEAKER = sitting(
    "see_to_death_of_speaker",
    "Whoever spoke for the customer died, and does so no more: find who speaks for them now",
    tuple(Role),
    line(
        "CB-DEATH",
        told=reference("Which contact, letter or record shows that the customer knows?", ELSEWHERE),
    ),
    role_chosen=True,
)

PUT_CUSTOMER_RIGHT = sitting(
    "put_customer_right",
    "The case is about the wrong customer: put it right, and see who learnt what of whom",
    (Role.TEAM_LEADER, Role.COMPLAINTS_SSM, Role.PS_SSM),
    line(
        "CB-MISTAKEN",
        case=reference("Which case, here or elsewhere, has the matter of the right one?", ANY_CASE),
    ),
    outcomes={
        "another": "It is about somebody else, and goes on in their own case",
        "right_after_all": ending(
            "It is about the right one after all", leaves_open=("CB-MISTAKEN.case",)
        ),
    },
)

TASKS = (
    SEE_TO_DANGER,
    OPEN_DOCUMENTS,
    SEE_TO_DEATH,
    SEE_TO_DEATH_OF_PARTY,
    SEE_TO_DEATH_OF_SPEAKER,
    PUT_CUSTOMER_RIGHT,
)

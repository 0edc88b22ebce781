"""The work of an ownership that is asked for: Table 1, Step 6 (procedure 277-01100010).

Customers hear nothing of it and are asked nothing (CMA-T1-S6f).
"""

from domain.ownership.lookups import OWNED
from domain.roles import Role
from domain.sittings import ending, line, record, sitting, yes_no

AGREE_OWNER = sitting(
    "agree_owner",
    "Another area wants to have the customer: agree with them who keeps the customer",
    (Role.SERVICE_OFFICER, Role.SPECIALIST_OFFICER, Role.PSSO),
    line("CMA-T1-S6d", shows=(OWNED,)),
    line("CMA-T1-S6b", yes_no("Does the other area's issue cause the most contact?")),
    line("CMA-T1-S6c", yes_no("Does the other area's issue take the longest?")),
    line(
        "CMA-T1-S6a",
        None,
        record("Cuba", "transfer_weighed", most_contact="CMA-T1-S6b", longest="CMA-T1-S6c"),
    ),
    outcomes={"agreed": "Yes", "not_agreed": ending("No", reason=True)},
    role_chosen=True,  # of the area that has the customer
    four_eyes=True,  # not whoever asks now; who asked before may be who has the customer
)

SETTLE_OWNERSHIP = sitting(
    "settle_ownership",
    "Two areas do not agree who has the customer: settle it",
    Role.TEAM_LEADER,
    line("CMA-T1-S6e", shows=(OWNED,)),
    outcomes={
        "pass_on": ending("The other area has the customer", reason=True),
        "keep": ending("Whoever has the customer keeps them", reason=True),
    },
    decides_on=(AGREE_OWNER,),
)

TASKS = (AGREE_OWNER, SETTLE_OWNERSHIP)

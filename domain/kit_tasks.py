"""Work that any kind of case may open, whatever its procedure."""

from domain.roles import Role
from domain.tasks import AnswerType, Question, TaskKind

READ_MESSAGE = TaskKind(
    name="read_message",
    title="Read what came in and deal with it",
    roles=(Role.PSSO,),
    step="CB-MESSAGE",
    asks={"CB-MESSAGE": Question(words="What was done about it?", type=AnswerType.TEXT)},
)

READ_LATE_MESSAGE = TaskKind(
    name="read_late_message",
    title="A reply came after its time was over: read it and decide what follows",
    roles=(Role.PSSO,),
    step="CB-LATE",
    asks={"CB-LATE": Question(words="What was done about it?", type=AnswerType.TEXT)},
)

PUT_DELIVERY_RIGHT = TaskKind(
    name="put_delivery_right",
    title="A letter could not be delivered: put it right and let it go",
    roles=(Role.PSSO, Role.COMPLAINTS_OFFICER, Role.MAIL_TEAM),
    step="CB-LETTER",
    asks={"CB-LETTER": Question(words="What was put right?", type=AnswerType.TEXT)},
)

APPROVE_LETTER = TaskKind(
    name="approve_letter",
    title="Approve a letter, exactly as it is",
    roles=tuple(Role),
    role_chosen=True,
    step="CB-LETTER",
    outcomes={"approve": "Approve it as it is", "return": "Return it to whoever drafted it"},
    reasons=("return",),
    four_eyes=True,
)

SIGN_LETTER = TaskKind(
    name="sign_letter",
    title="Sign a letter that is approved",
    roles=tuple(Role),
    role_chosen=True,
    step="CB-LETTER",
    outcomes={
        "send": "Sign it; it leaves at once",
        "edit": "Change it; it must be approved again",
    },
)

DECIDE_REOPENING = TaskKind(
    name="decide_reopening",
    title="Something reached a closed case: decide whether to reopen",
    roles=(Role.COMPLAINTS_SSM, Role.PS_SSM),
    step="CB-MESSAGE",
    outcomes={"reopen": "Reopen by a new case", "leave_closed": "Leave it closed"},
    asks={"CB-MESSAGE": Question(words="Why?", type=AnswerType.TEXT)},
)

FIND_CASE = TaskKind(
    name="find_case",
    title="A message names no case that exists: find where it belongs",
    roles=(Role.MAIL_TEAM, Role.COMPLAINTS_SSM),
    step="CB-MESSAGE",
    asks={"CB-MESSAGE": Question(words="Where does it belong?", type=AnswerType.TEXT)},
)

READ_QUARANTINED = TaskKind(
    name="read_quarantined",
    title="A message could not be read: find out what it was",
    roles=(Role.TEAM_LEADER, Role.COMPLAINTS_SSM, Role.PS_SSM),
    step="CB-MESSAGE",
    asks={"CB-MESSAGE": Question(words="What was it, and what was done?", type=AnswerType.TEXT)},
)

KIT_TASKS = (
    READ_MESSAGE,
    READ_LATE_MESSAGE,
    PUT_DELIVERY_RIGHT,
    APPROVE_LETTER,
    SIGN_LETTER,
    DECIDE_REOPENING,
    FIND_CASE,
    READ_QUARANTINED,
)

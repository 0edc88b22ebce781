"""Work that any kind of case may open, whatever its procedure."""

from domain.days import PAST_YEAR
from domain.file.confirming import CorrectionConfirmed, CorrectionRefused, undecided
from domain.file.stood import not_so
from domain.kit_deadlines import CHASE
from domain.refers import ANY_CASE, ELSEWHERE
from domain.roles import Role
from domain.shown import SEEN_TO, by_a_thing
from domain.sittings import (
    ahead,
    choice,
    day,
    ending,
    line,
    needed,
    reference,
    sitting,
    text,
)
from domain.standing import tasks as standing

# Asked of whoever prepares a letter; a kind has its own step for all else.
LETTER_CHANNEL = ahead(
    "CB-LETTER",
    channel=choice(
        "How does it go? Left open: as the customer prefers", "post", "email", required=False
    ),
)
(CHANNEL,) = LETTER_CHANNEL.asks

# What lies outside is shown by what stands there.
_INCIDENT = reference("Under which number is it in the register of incidents?", ELSEWHERE)

READ_MESSAGE = sitting(
    "read_message",
    "Read what came in and deal with it",
    Role.PSSO,
    by_a_thing("CB-MESSAGE"),
    outcomes=SEEN_TO,
)

READ_LATE_MESSAGE = sitting(
    "read_late_message",
    "A reply came after its time was over: read it and decide what follows",
    Role.PSSO,
    by_a_thing("CB-LATE"),
    outcomes=SEEN_TO,
)

PUT_DELIVERY_RIGHT = sitting(
    "put_delivery_right",
    "A letter could not be delivered: put it right and let it go",
    (Role.PSSO, Role.COMPLAINTS_OFFICER, Role.MAIL_TEAM),
    line(
        "CB-LETTER",
        text("What else is to be known of it?", required=False),
        put_right=reference(
            "What was put right: a detail of the file, a restriction, or a record elsewhere?",
            ELSEWHERE,
        ),
    ),
)

SEE_TO_LETTER = sitting(
    "see_to_letter",
    "A letter is not sent again by itself: find out whether it has left, and say what follows",
    tuple(Role),
    line(
        "CB-LETTER",
        text("What was put right, if anything?", required=False),
        shown_by=reference(
            "What shows it: the entry of the mail server's log, or the file in the spool?",
            ELSEWHERE,
        ),
    ),
    outcomes={
        "again": "It has not left: send it, as it is",
        "left": "It has left: the mail server's log says so",
    },
    role_chosen=True,
)

SEE_TO_PUSH = sitting(
    "see_to_push",
    "What this case wanted of another is not tried again: see why, and say what follows",
    (Role.TEAM_LEADER, Role.COMPLAINTS_SSM, Role.PS_SSM),
    line(
        "CB-LINK",
        text("What was put right, if anything?", required=False),
        shown_by=reference(
            "What shows it: the entry of a log, or the other case itself?", ELSEWHERE
        ),
    ),
    outcomes={
        "again": "Have it tried again, as it is",
        "done": "It was done by hand",
    },
)

CHASE_PROCEDURE = sitting(
    "chase_procedure",
    "A procedure has not said how it ended what was left to it: ask after it",
    tuple(Role),
    line(
        "CB-REFERRAL",
        choice("What did they say?", "goes_on", "report_follows", "not_known_there"),
        until=day("Until which day is their report waited for?", agrees=CHASE.id),
    ),
    role_chosen=True,
)

RELEASE_LETTER = sitting(
    "release_letter",
    "A letter shows what its reader may not see: decide whether it may go all the same",
    (Role.PS_SSM, Role.PS_SM, Role.COMPLAINTS_SSM),
    line("CB-LETTER"),
    outcomes={
        "release": ending("It may go, as it is", reason=True),
        "keep_stopped": "It stays stopped until it is written otherwise",
    },
    role_chosen=True,
    four_eyes=True,
)

POST_COPY = sitting(
    "post_copy",
    "A nominee has no address: find it and post their copy, or say why none goes",
    (Role.PSSO, Role.COMPLAINTS_OFFICER, Role.MAIL_TEAM),
    line(
        "CB-LETTER",
        address=reference(
            "To which address: a detail of the file, or a record elsewhere?", ELSEWHERE
        ),
        posted_on=day("On which day was it posted?", near=PAST_YEAR),
    ),
    outcomes={
        "posted": "The copy was posted",
        "none_goes": ending("None goes", needs=(), reason=True),
    },
)

APPROVE_LETTER = sitting(
    "approve_letter",
    "Approve a letter, exactly as it is",
    tuple(Role),
    line("CB-LETTER"),
    outcomes={
        "approve": "Approve it as it is",
        "return": ending("Return it to whoever drafted it", reason=True),
    },
    role_chosen=True,
    approves=True,
    four_eyes=True,
)

SIGN_LETTER = sitting(
    "sign_letter",
    "Sign a letter that is approved",
    tuple(Role),
    line("CB-LETTER"),
    outcomes={
        "send": "Sign it; it leaves at once",
        "edit": "Change it; it must be approved again",
    },
    role_chosen=True,
)

DECIDE_REOPENING = sitting(
    "decide_reopening",
    "Something reached a closed case: decide whether to reopen",
    (Role.COMPLAINTS_SSM, Role.PS_SSM),
    line("CB-MESSAGE", text("Why?")),
    outcomes={"reopen": "Reopen by a new case", "leave_closed": "Leave it closed"},
)

FIND_CASE = sitting(
    "find_case",
    "A message names no case that exists: find where it belongs",
    (Role.MAIL_TEAM, Role.COMPLAINTS_SSM),
    line(
        "CB-MESSAGE",
        case=reference("To which case does it belong, here or in another system?", ANY_CASE),
    ),
    outcomes={
        "found": "It belongs to a case",
        "nowhere": ending("It belongs nowhere", needs=(), reason=True),
    },
)

READ_QUARANTINED = sitting(
    "read_quarantined",
    "A message could not be read: find out what it was",
    (Role.TEAM_LEADER, Role.COMPLAINTS_SSM, Role.PS_SSM),
    line("CB-MESSAGE", text("What was it, and what was done?")),
)

REPORT_INCIDENT = sitting(
    "report_security_incident",
    "Somebody tried to act by a signal, without being let in: find out who, and report it",
    (Role.TEAM_LEADER, Role.COMPLAINTS_SSM, Role.PS_SSM),
    line("CB-SECURITY", text("Who was it?"), incident=_INCIDENT),
)

SEE_TO_WHAT_STOOD = sitting(
    "see_to_each_that_stood",
    "A row of the file was put right: say of each thing that stood on it what becomes of it",
    (Role.PSSO, Role.COMPLAINTS_OFFICER, Role.TEAM_LEADER, Role.PS_SSM),
    line("CB-CORRECT", needs=needed("what was said of each is so", not_so)),
)

CONFIRM_CORRECTION = sitting(
    "confirm_correction",
    "A correction would open a gate of the corrector's own request: confirm it, or refuse it",
    Role.PS_SSM,
    line(
        "CB-CORRECT",
        needs=needed("a second person's word", undecided, CorrectionConfirmed, CorrectionRefused),
    ),
)

REPORT_PRIVACY_INCIDENT = sitting(
    "report_privacy_incident",
    "Something of one customer's was filed with another's: report what left, and to whom",
    (Role.TEAM_LEADER, Role.COMPLAINTS_SSM, Role.PS_SSM),
    line("CB-SECURITY", text("What was done for the customer?"), incident=_INCIDENT),
)

KIT_TASKS = (
    *standing.TASKS,
    READ_MESSAGE,
    READ_LATE_MESSAGE,
    PUT_DELIVERY_RIGHT,
    SEE_TO_LETTER,
    SEE_TO_PUSH,
    CHASE_PROCEDURE,
    RELEASE_LETTER,
    POST_COPY,
    APPROVE_LETTER,
    SIGN_LETTER,
    DECIDE_REOPENING,
    FIND_CASE,
    READ_QUARANTINED,
    REPORT_INCIDENT,
    SEE_TO_WHAT_STOOD,
    CONFIRM_CORRECTION,
    REPORT_PRIVACY_INCIDENT,
)

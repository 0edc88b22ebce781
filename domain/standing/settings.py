"""What the agency decides about standing orders."""

from domain.setting_kinds import Form, Setting
from domain.standing.danger import WORDS

WORDS_OF_DANGER = "cb.words_of_danger"

SETTINGS = (
    Setting(
        name=WORDS_OF_DANGER,
        form=Form.WORDS,
        default={danger.value: list(words) for danger, words in WORDS.items()},
        words="Words in a message, a document or a contact that have a person look at once whether "
        "somebody is in danger",
        steps=("CSP-T3-S2e",),
        reading="A44",
        to_confirm=True,
    ),
)

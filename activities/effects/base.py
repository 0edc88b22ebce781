"""What every effect says: its step, and the instant of its cause."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.step_ids import StepId


class Contract(BaseModel):
    """A frozen value that crosses between workflow and activity."""

    model_config = ConfigDict(frozen=True)


class Cited(Contract):
    """An effect; ``at`` is the instant of the message, the deadline or the opening behind it."""

    step: StepId
    at: AwareDatetime
    actor: str | None = None  # the person or system behind it; None is the case itself
    stands_with: str | None = None  # digest of a message: it is written where that is admitted

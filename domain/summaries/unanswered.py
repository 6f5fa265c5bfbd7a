"""A line of the whole list of what is unanswered."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnansweredLine:
    """`state`: "" where somebody was told and has not answered; else "unreached" or "absent".

    `deadline`: of the task itself.
    """

    unit: str
    code: str
    title: str
    owner: str
    state: str
    deadline: date | None

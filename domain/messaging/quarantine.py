"""A quarantine: after a restore, or by a wrong clock, the service only answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from domain.calendar.work_calendar import Window, WorkCalendar
from domain.messaging.messages import Facts

Reason = Literal["restored", "clock"]


class QuarantineState(StrEnum):
    """How far a quarantine is: stands, or is lifted and about to end."""

    STANDS = "stands"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What happened from `since` to `began_at` is not known to this database."""

    id: int
    reason: Reason
    since: datetime
    began_at: datetime
    lifted_at: datetime | None = None

    @property
    def standing(self) -> QuarantineState:
        return QuarantineState.LIFTED if self.lifted_at else QuarantineState.STANDS

    def facts(self, periods: Collection[str]) -> Facts:
        """What is said of it; `periods`: those in which answers may be missing."""
        until = self.began_at.isoformat()
        return {"since": self.since.isoformat(), "until": until, "periods": list(periods)}

    def said_before(self, meant_at: datetime, window: Window, calendar: WorkCalendar) -> bool:
        """Whether what should have been said then may have been, in the time that is not known."""
        return window.next_open(max(meant_at, self.since), calendar) < self.began_at

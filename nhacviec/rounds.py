"""The Office's rounds: what is looked over, told and asked at set times besides the ladder."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from scheduler import readiness
from storage.database import Database

Round = Callable[[datetime], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """`readiness_days`: so many working days before a period opens it is looked over; 0: never."""

    readiness_days: int = 0

    def jobs(self, db: Database, budget: readiness.AskBudget) -> dict[str, Round]:
        """What the passing of time asks for, by name."""
        return {"look over readiness": partial(readiness.look_over, db, budget)}

    async def plan(self, db: Database, _now: datetime) -> None:
        """Write down what comes next; harmless when repeated."""
        if self.readiness_days:
            await readiness.plan_checks(db, self.readiness_days)

"""The Office's rounds: what is looked over, told and asked at set times besides the ladder."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from domain.summaries.briefing import BriefingSchedule
from scheduler.office import announcements, briefing, imports, privacy_requests, readiness
from scheduler.reporting import acceptance, assignments, groups, issues, sign_off
from storage.engine.database import Database

Round = Callable[[datetime], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """`readiness_days`: so many working days before a period opens it is looked over; 0: never.

    `rhythm`: when the leaders meet, unless the Office says otherwise; None: not at set times.
    `unit_groups`: whether groups may be linked; those that are, are left where they may not.
    """

    readiness_days: int = 0
    rhythm: BriefingSchedule | None = None
    unit_groups: bool = False

    def jobs(self, db: Database, budget: readiness.AskBudget) -> dict[str, Round]:
        """What the passing of time asks for, by name."""
        jobs: dict[str, Round] = {
            "look over readiness": partial(readiness.look_over, db, budget),
            "ask again to confirm": partial(announcements.ask_again, db),
            "remind of difficulties": partial(issues.remind_office, db),
            "ask units to confirm": partial(sign_off.ask, db),
            "accept by rule": partial(acceptance.accept_due, db),
            "give up imports": partial(imports.give_up, db),
            "remind of requests": partial(privacy_requests.remind_office, db),
            "look at groups": partial(groups.look, db, self.unit_groups),
        }
        jobs["take briefings"] = partial(briefing.take_briefings, db, self.rhythm)
        return jobs

    async def plan(self, db: Database, now: datetime) -> None:
        """Write down what comes next; harmless when repeated."""
        await briefing.plan_briefings(db, self.rhythm, now)
        await readiness.plan_checks(db, self.readiness_days)
        await assignments.watch_owners(db, now)

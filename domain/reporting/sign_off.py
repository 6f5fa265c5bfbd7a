"""The unit's confirmation: whether a head has confirmed the unit's reports, and who asks for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.calendar.work_calendar import local_day
from domain.reporting.cycles import LATE_STEP, Cycle
from domain.reporting.policy import Audience, Step


class SignOffState(StrEnum):
    """`CHANGED`: a report came or was corrected after the unit had confirmed."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody confirmed the reports as they were: `seen` is the newest version among them."""

    at: datetime
    by: int
    late: bool
    missing: int
    seen: int


@dataclass(frozen=True, slots=True)
class SignOff:
    """One unit that confirms, in one period.

    `missing`: duties without an answer. `newest`: the newest version of any report, 0 for none.
    `last`: the newest of `times` confirmations. `rung` is the highest step taken.
    """

    id: int
    cycle_id: int
    unit_id: int
    rung: int
    next_at: datetime | None
    missing: int
    newest: int
    times: int
    last: Confirmation | None

    @property
    def standing(self) -> SignOffState:
        return standing(self.last, self.newest)

    @property
    def complete(self) -> bool:
        return self.missing == 0


def standing(last: Confirmation | None, newest: int) -> SignOffState:
    """A confirmation holds for what had been reported by then, and for nothing newer."""
    if last is None:
        return SignOffState.WAITING
    return SignOffState.CONFIRMED if newest <= last.seen else SignOffState.CHANGED


@dataclass(frozen=True, slots=True)
class UnitConfirmation:
    """What a summary says of a unit that confirms. `at`, `by` and `late` are of the last time."""

    standing: SignOffState
    at: datetime | None = None
    by: str = ""
    late: bool = False

    @property
    def holds(self) -> bool:
        return self.standing is SignOffState.CONFIRMED


def asked(step: Step, cycle: Cycle) -> Audience | None:
    """Whom a step of the ladder asks about units that have not confirmed; None for nobody.

    The head on the last day on which owners are asked and when silence climbs, then whoever the
    ladder names.
    """
    if step.audience is Audience.OWNER:
        days = [local_day(each.at) for each in cycle.steps if each.audience is Audience.OWNER]
        return Audience.HEAD if local_day(step.at) == max(days) else None
    return step.audience if step.escalates else None


def asking_steps(cycle: Cycle, after: int) -> tuple[Step, ...]:
    """The steps above a rung at which somebody is asked."""
    return tuple(each for each in cycle.steps if each.rung > after and asked(each, cycle))


def speaks(step: Step, cycle: Cycle, now: datetime) -> Audience | None:
    """Whom a step asks when it leaves now: one that leaves late gives way to the next one soon."""
    audience = asked(step, cycle)
    soon = now + cycle.policy.catch_up_gap
    replaced = any(
        asked(later, cycle) is audience and now < later.at <= soon
        for later in asking_steps(cycle, step.rung)
    )
    return None if now - step.at >= LATE_STEP and replaced else audience

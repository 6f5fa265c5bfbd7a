"""Takes duties whose next step has come, and writes one letter to each person to be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.cycles import LATE_STEP, Cycle, catch_up_horizon, next_at, steps_of
from domain.duties import Duty
from domain.escalation import Roster, told
from domain.ladder import Audience, Step
from domain.letters import Kind, NewLetter
from domain.officials import Official
from storage import calendar, cycles, duties, letters, officials
from storage.database import Database, Tx
from storage.duties import Move


@dataclass(frozen=True, slots=True)
class Due:
    """A duty whose step has come: the steps that passed, and those that come after."""

    duty: Duty
    cycle: Cycle
    passed: tuple[Step, ...]
    coming: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a batch is decided with, read once."""

    roster: Roster
    calendar: WorkCalendar
    now: datetime


async def climb(db: Database, now: datetime) -> bool:
    """Move one batch of duties up their ladders; returns whether there was any."""
    async with db.begin() as tx:
        taken = await duties.take_due(tx, now)
        if taken:
            scene = Scene(await officials.roster(tx), await calendar.get(tx), now)
            due = await _due(tx, taken, scene)
            await duties.move_on(tx, [_move(each, scene) for each in due])
            await _write(tx, due, scene)
    return bool(taken)


async def _due(tx: Tx, taken: Sequence[Duty], scene: Scene) -> list[Due]:
    known = {each: await cycles.get(tx, each) for each in {duty.cycle_id for duty in taken}}
    return [_split(duty, known[duty.cycle_id], scene) for duty in taken]


def _split(duty: Duty, cycle: Cycle, scene: Scene) -> Due:
    steps = steps_of(cycle, duty, scene.calendar)
    passed = tuple(step for step in steps if step.at <= scene.now)
    return Due(duty, cycle, passed, tuple(step for step in steps if step.at > scene.now))


def _move(due: Due, scene: Scene) -> Move:
    rung = due.passed[-1].rung if due.passed else due.duty.rung
    return Move(due.duty.id, rung, next_at(due.cycle, due.duty, scene.calendar, after=rung))


async def _write(tx: Tx, due: Sequence[Due], scene: Scene) -> None:
    written = [
        _letter(official, cycle, step, held, scene)
        for (official, cycle), (step, held) in _latest(due, scene).items()
    ]
    for letter in written:
        await letters.withdraw_earlier(tx, letter, scene.now)
    await letters.add_all(tx, written, scene.now)


def _latest(due: Iterable[Due], scene: Scene) -> dict[tuple[Official, Cycle], tuple[Step, int]]:
    """For each person the latest step that applies: one message, however long we were away."""
    latest: dict[tuple[Official, Cycle], tuple[Step, int]] = {}
    for each in due:
        for step in each.passed:
            for official in _receivers(each, step, scene):
                person = (official, each.cycle)
                if person not in latest or latest[person][0].at <= step.at:
                    latest[person] = (step, each.duty.held_days)
    return latest


def _receivers(due: Due, step: Step, scene: Scene) -> Sequence[Official]:
    """Who is to be told of this step, without those whom the next one reaches soon anyway."""
    receivers = told(step, due.duty, scene.roster).officials
    if scene.now - step.at < LATE_STEP:
        return receivers
    horizon = catch_up_horizon(due.cycle, scene.now, scene.calendar)
    soon = [later for later in due.coming if later.at <= horizon]
    told_soon = {
        official.id for later in soon for official in told(later, due.duty, scene.roster).officials
    }
    return [official for official in receivers if official.id not in told_soon]


def _letter(official: Official, cycle: Cycle, step: Step, held: int, scene: Scene) -> NewLetter:
    """The letter names only the step: what it says is read again when it leaves."""
    again = f"+{held}" if held else ""
    return NewLetter(
        key=f"duty-digest:{cycle.period}:rung:{step.rung}{again}:{official.code}",
        kind=_kind(step),
        text_key="digest.step",
        facts={"cycle": cycle.id, "rung": step.rung, "escalates": step.escalates},
        logical_at=step.at,
        send_at=cycle.policy.window.next_open(scene.now, scene.calendar),
        official_id=official.id,
        about=f"cycle:{cycle.id}:{step.audience}",
    )


def _kind(step: Step) -> Kind:
    if step.audience is Audience.OWNER:
        return Kind.REMINDER
    return Kind.ESCALATION if step.escalates else Kind.NOTICE

"""Taking an act back before anybody was told: each thing as it was, unless it has changed since."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from actions import consequences
from actions.acting import Acting
from domain.extensions.extensions import ExtensionState
from domain.messaging.messages import Facts
from domain.reporting.acceptance import AcceptanceState
from domain.reporting.duties import Duty, OwnTime
from storage.messaging import outbox
from storage.people import vacancies
from storage.plans import plans
from storage.reports import acceptances, duties, extensions, reports
from storage.reports.duties import Move

DAYS = ("due_day", "extended_from", "extended_to")


def owner(duty: Duty, to: int) -> Facts:
    """That somebody else owns it now."""
    reached = duty.reached_at.isoformat() if duty.reached_at else None
    return {"what": "owner", "duty": duty.id, "from": duty.owner_id, "to": to, "reached": reached}


def given(task_id: int, unit_id: int, before: int | None, to: int) -> Facts:
    """That a task is somebody else's for the periods to come."""
    return {"what": "given", "task": task_id, "unit": unit_id, "from": before, "to": to}


def course(duty: Duty) -> Facts:
    """That its ladder was placed anew."""
    time = {name: _plain(value) for name, value in asdict(duty.time).items()}
    place = {"rung": duty.rung, "held_days": duty.held_days, "next_at": _plain(duty.next_at)}
    return {"what": "course", "duty": duty.id, "time": time, **place}


def extension(number: int, state: ExtensionState, *, unasked: bool = False) -> Facts:
    """That a request was decided, or more time given without one."""
    return {"what": "extension", "number": number, "state": state.value, "unasked": unasked}


def claim(number: int, state: AcceptanceState, next_at: datetime | None) -> Facts:
    """That a claim was decided; `next_at`: when a rule would have."""
    plain = {"state": state.value, "next_at": _plain(next_at)}
    return {"what": "claim", "number": number, **plain}


def returned(duty: Duty, version: int) -> Facts:
    """That its report was sent back, by this version."""
    return {**course(duty), "what": "returned", "version": version}


def with_messages(steps: tuple[Facts, ...], withdrawn: Sequence[int]) -> tuple[Facts, ...]:
    """The same; whoever takes back the first of them puts back the messages that it withdrew."""
    return ({**steps[0], "withdrawn": list(withdrawn)}, *steps[1:]) if steps else steps


async def take_back(acting: Acting, steps: Sequence[Facts]) -> int:
    """The last first; returns how many stay as they are, since they changed meanwhile."""
    kept = 0
    for step in reversed(steps):
        done = await BACK[step["what"]](acting, step)
        kept += not done
        if done and step.get("withdrawn"):
            await outbox.put_back(acting.tx, step["withdrawn"], acting.now)
        if done and "duty" in step:
            await acting.record("board.undo", f"duty:{step['duty']}", kind=step["what"])
    return kept


async def _owner(acting: Acting, step: Facts) -> bool:
    duty = await duties.get(acting.tx, step["duty"])
    if not duty.open or duty.owner_id != step["to"]:
        return False
    by = acting.me.id
    await duties.hand_over(acting.tx, duty.id, step["from"], now=acting.now, by=by)
    if step["reached"]:
        await duties.mark_reached(acting.tx, [duty.id], datetime.fromisoformat(step["reached"]))
    if step["from"] is None:
        await vacancies.keep(acting.tx, acting.now)
    return True


async def _given(acting: Acting, step: Facts) -> bool:
    pair = step["task"], step["unit"]
    if await plans.given_to(acting.tx, *pair) != step["to"]:
        return False
    await plans.assign(acting.tx, *pair, step["from"], acting.now)
    return True


async def _course(acting: Acting, step: Facts) -> bool:
    duty = await duties.get(acting.tx, step["duty"])
    before = _time(step["time"])
    if not duty.open or duty.time.course != before.course + 1:
        return False
    await duties.restore_course(acting.tx, duty.id, before, _place(step))
    return True


async def _extension(acting: Acting, step: Facts) -> bool:
    number = step["number"]
    if step["unasked"]:
        return await extensions.remove(acting.tx, number)
    return await extensions.reopen(acting.tx, number, ExtensionState(step["state"]))


async def _claim(acting: Acting, step: Facts) -> bool:
    state, next_at = AcceptanceState(step["state"]), _moment(step["next_at"])
    return await acceptances.reopen(acting.tx, step["number"], state, next_at)


async def _returned(acting: Acting, step: Facts) -> bool:
    """The answer holds again, as a version of its own; the return stays counted."""
    duty = await duties.get(acting.tx, step["duty"])
    if duty.revision != step["version"]:
        return False
    before = [each for each in await reports.versions(acting.tx, duty.id) if each.status][-1]
    made = replace(before, version=duty.revision + 1)
    then = Move(duty.id, step["rung"], None)
    if not await duties.settle(acting.tx, duty, made, source=acting.source, then=then):
        return False
    time = replace(_time(step["time"]), returned=duty.time.returned)
    await duties.restore_course(acting.tx, duty.id, time, _place(step))
    await consequences.follow(acting, duty, made)
    return True


BACK: Mapping[str, Callable[[Acting, Facts], Awaitable[bool]]] = {
    "owner": _owner,
    "given": _given,
    "course": _course,
    "extension": _extension,
    "claim": _claim,
    "returned": _returned,
}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _time(told: Mapping[str, Any]) -> OwnTime:
    days = {name: date.fromisoformat(told[name]) for name in DAYS if told[name]}
    return OwnTime(**{**told, **days, "late_after": _moment(told["late_after"])})


def _place(step: Facts) -> tuple[int, int, datetime | None]:
    return step["rung"], step["held_days"], _moment(step["next_at"])

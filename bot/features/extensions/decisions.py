"""Deciding on extensions: by one tap, or with a reason; whoever asked is told."""

from typing import Any

from bot.features.extensions.conversation import DecideExtension
from bot.features.extensions.handlers import FLOW, request_facts
from bot.inbound.context import Scene
from domain.messaging.messages import Refusal, Say
from domain.people.permissions import Action, Target
from domain.reporting.cycles import placed
from domain.reporting.duties import Duty
from domain.reporting.extensions import Extension, ExtensionState, may_decide
from domain.reporting.individual_deadlines import due_at_of, extended
from storage.messaging import outbox as letters
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, extensions


async def press(scene: Scene, number: int, *, grants: bool, with_reason: bool) -> list[Say]:
    """One tap decides; a reason is waited for where it was wished, or where it is needed."""
    asked, duty = await _decidable(scene, number)
    late = grants and await _is_late(scene, duty)
    if not late and not with_reason:
        return await decide(scene, DecideExtension(number, grants, ""))
    facts = await request_facts(scene.tx, asked)
    place = {"extension_id": number, "grants": grants, "facts": facts}
    await scene.wait_for(FLOW, "hear_decision_reason", **place)
    return [Say("extension.late_why" if late else "extension.decision_why", facts)]


async def _is_late(scene: Scene, duty: Duty) -> bool:
    cycle, working_days = await cycles.get(scene.tx, duty.cycle_id), await calendar.get(scene.tx)
    return scene.now >= due_at_of(duty, cycle, working_days)


async def _decidable(scene: Scene, number: int) -> tuple[Extension, Duty]:
    """A request that waits, for whoever decides now."""
    asked = await extensions.find(scene.tx, number)
    duty = await duties.find(scene.tx, asked.duty_id) if asked else None
    if asked is None or duty is None:
        raise Refusal("help.too_old")
    await scene.authorise(Action.DECIDE_EXTENSION, Target(duty.unit_id))
    cycle = await cycles.get(scene.tx, duty.cycle_id)
    if not may_decide(scene.me, await officials.roster(scene.tx, scene.now)):
        raise Refusal("help.not_allowed")
    if not asked.open:
        raise Refusal("extension.decided_before", {"code": duty.task_code, "state": asked.state})
    cycle.refuse_when_closed(scene.now)
    return asked, duty


async def decide(scene: Scene, effect: DecideExtension) -> list[Say]:
    """Grant or refuse, once; the asker, the owner and the head are told.

    What is granted after the due time needs a reason, and is judged by the original date.
    """
    asked, duty = await _decidable(scene, effect.extension_id)
    late = effect.grants and await _is_late(scene, duty)
    if late and not effect.reason:
        raise Refusal("extension.late_needs_reason", {"code": duty.task_code})
    if effect.grants:
        await _grant(scene, asked, duty)
    state = ExtensionState.GRANTED if effect.grants else ExtensionState.REFUSED
    decided = Extension(
        asked.id,
        asked.duty_id,
        asked.asker_id,
        asked.from_day,
        asked.to_day,
        asked.reason,
        asked.percent,
        asked.asked_at,
        state,
        effect.reason,
        scene.me.id,
        scene.now,
        late,
    )
    await extensions.decide(scene.tx, decided)
    await letters.withdraw(scene.tx, extensions.about(asked.id), scene.now)
    await scene.record(f"extension.{state}", f"duty:{duty.id}", number=asked.id, late=late)
    facts = {**await request_facts(scene.tx, decided), "answer": effect.reason, "late": late}
    told = await _tell(scene, duty, asked, facts | {"by": scene.me.name, "state": state.value})
    return [Say("extension.decided", facts | {"state": state.value, "names": ", ".join(told)})]


async def _grant(scene: Scene, asked: Extension, duty: Duty) -> None:
    """The ladder follows the new date."""
    cycle, working_days = await cycles.get(scene.tx, duty.cycle_id), await calendar.get(scene.tx)
    if placed(cycle, asked.to_day, working_days).due_at <= scene.now:
        raise Refusal("extension.day_passed", {"day": asked.to_day.isoformat()})
    course = extended(duty, asked.to_day, cycle, working_days, scene.now)
    await duties.set_course(scene.tx, duty.id, course)


async def _tell(scene: Scene, duty: Duty, asked: Extension, facts: dict[str, Any]) -> list[str]:
    """Returns the names of those who are told."""
    roster = await officials.roster(scene.tx, scene.now)
    heads = [each.id for each in roster.heads(duty.unit_id)]
    concerned = dict.fromkeys([asked.asker_id, duty.owner_id, *heads])
    people = [roster.get(each) for each in concerned if each != scene.me.id]
    for person in people:
        if person is not None:
            await scene.tell(
                person.id,
                "extension.told",
                facts | {"name": person.name},
                key=f"extension-decided:{asked.id}:{person.id}",
            )
    return [person.name for person in people if person is not None]

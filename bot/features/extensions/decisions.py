"""Deciding on extensions: by one tap, or with a reason; whoever asked is told."""

from typing import Any

from bot.features.extensions.conversation import DecideExtension
from bot.features.extensions.handlers import FLOW, request_facts
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.extensions.extensions import Extension, ExtensionState, may_decide
from domain.extensions.individual_deadlines import IndividualDeadline, due_at_of, extended
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Refusal, Reply
from domain.people.permissions import Action, Target
from domain.reporting.cycles import placed
from domain.reporting.duties import Duty
from storage.messaging import outbox
from storage.people import officials
from storage.plans import calendar
from storage.reports import cycles, duties, extensions

routes = Router()


async def press(
    context: UpdateContext, number: int, *, grants: bool, with_reason: bool
) -> list[Reply]:
    """One tap decides; a reason is waited for where it was wished, or where it is needed."""
    asked, duty = await _decidable(context, number)
    late = grants and await _is_late(context, duty)
    if not late and not with_reason:
        return await decide(context, DecideExtension(number, grants, ""))
    facts = await request_facts(context.tx, asked)
    place = {"extension_id": number, "grants": grants, "facts": facts}
    await context.wait_for(FLOW, "hear_decision_reason", **place)
    return [Reply("extension.late_why" if late else "extension.decision_why", facts)]


async def _is_late(context: UpdateContext, duty: Duty) -> bool:
    cycle, working_days = (
        await cycles.get(context.tx, duty.cycle_id),
        await calendar.get(context.tx),
    )
    return context.acted_at >= due_at_of(duty, cycle, working_days)


async def _decidable(context: UpdateContext, number: int) -> tuple[Extension, Duty]:
    """A request that waits, for whoever decides now."""
    asked = await extensions.find(context.tx, number)
    duty = await duties.find(context.tx, asked.duty_id) if asked else None
    if asked is None or duty is None:
        raise Refusal("help.too_old")
    await context.authorise(Action.DECIDE_EXTENSION, Target(duty.unit_id))
    cycle = await cycles.get(context.tx, duty.cycle_id)
    if not may_decide(context.me, await officials.roster(context.tx, context.now)):
        raise Refusal("help.not_allowed")
    if not asked.open:
        raise Refusal("extension.decided_before", {"code": duty.task_code, "state": asked.state})
    cycle.refuse_when_closed(context.acted_at)
    return asked, duty


@routes.effect(DecideExtension)
async def decide(context: UpdateContext, effect: DecideExtension) -> list[Reply]:
    """Grant or refuse, once; the asker, the owner and the head are told.

    What is granted after the due time needs a reason, and is judged by the original date.
    """
    asked, duty = await _decidable(context, effect.extension_id)
    late = effect.grants and await _is_late(context, duty)
    if late and not effect.reason:
        raise Refusal("extension.late_needs_reason", {"code": duty.task_code})
    course = await _granted(context, asked, duty) if effect.grants else None
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
        context.me.id,
        context.acted_at,
        late,
    )
    if not await extensions.decide(context.tx, decided):
        raise await _decided_before(context, asked, duty)
    if course is not None:
        await duties.set_course(context.tx, duty.id, course)
    await outbox.withdraw(context.tx, extensions.about(asked.id), context.now)
    await context.record(f"extension.{state}", f"duty:{duty.id}", number=asked.id, late=late)
    facts = {**await request_facts(context.tx, decided), "answer": effect.reason, "late": late}
    told = await _tell(context, duty, asked, facts | {"by": context.me.name, "state": state.value})
    return [Reply("extension.decided", facts | {"state": state.value, "names": ", ".join(told)})]


async def _decided_before(context: UpdateContext, asked: Extension, duty: Duty) -> Refusal:
    """Somebody else was faster: what he decided is what is told."""
    now = await extensions.find(context.tx, asked.id) or asked
    return Refusal("extension.decided_before", {"code": duty.task_code, "state": now.state})


async def _granted(context: UpdateContext, asked: Extension, duty: Duty) -> IndividualDeadline:
    """The course that the ladder follows once the new date is granted."""
    cycle, working_days = (
        await cycles.get(context.tx, duty.cycle_id),
        await calendar.get(context.tx),
    )
    if placed(cycle, asked.to_day, working_days).due_at <= context.acted_at:
        raise Refusal("extension.day_passed", {"day": asked.to_day.isoformat()})
    return extended(duty, asked.to_day, cycle, working_days, context.moments)


async def _tell(
    context: UpdateContext, duty: Duty, asked: Extension, facts: dict[str, Any]
) -> list[str]:
    """Returns the names of those who are told."""
    roster = await officials.roster(context.tx, context.now)
    heads = [each.id for each in roster.heads(duty.unit_id)]
    concerned = dict.fromkeys([asked.asker_id, duty.owner_id, *heads])
    people = [roster.get(each) for each in concerned if each != context.me.id]
    for person in people:
        if person is not None:
            await context.tell(
                person.id,
                "extension.told",
                facts | {"name": person.name},
                key=f"extension-decided:{asked.id}:{person.id}",
            )
    return [person.name for person in people if person is not None]


@routes.button("grant", require=Action.DECIDE_EXTENSION)
async def grant(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    return await press(context, pressed.id, grants=True, with_reason=bool(pressed.revision))


@routes.button("deny", require=Action.DECIDE_EXTENSION)
async def deny(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    return await press(context, pressed.id, grants=False, with_reason=bool(pressed.revision))

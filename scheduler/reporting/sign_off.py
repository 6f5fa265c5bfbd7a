"""Asks heads to confirm their unit's reports, and tells those above of units that have not."""

from collections.abc import Sequence
from datetime import datetime, time

from domain.calendar.work_calendar import at_local, end_of, local_day
from domain.messaging.outbox import MOST_A_DAY, Kind, NewMessage
from domain.people.officials import Official
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Audience, Step
from domain.reporting.recipients import Recipients, recipients
from domain.reporting.sign_off import SignOff, SignOffState, asked, asking_steps
from scheduler.reporting.digests import BatchContext, StepForPerson, digest_message, write
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.people import officials, open_items
from storage.plans import calendar
from storage.reports import cycles, sign_offs


async def ask(db: Database, now: datetime) -> bool:
    """Look at one batch of units that confirm; returns whether there was any."""
    async with db.begin() as tx:
        taken = await sign_offs.take_due(tx, now)
        if taken:
            context = BatchContext(await officials.roster(tx, now), await calendar.get(tx), now)
            latest: dict[tuple[Official, int], tuple[Cycle, Step]] = {}
            for closing in taken:
                await _look_at(tx, closing, context, latest)
            await _write(tx, latest, context)
    return bool(taken)


async def _look_at(
    tx: Tx,
    closing: SignOff,
    context: BatchContext,
    latest: dict[tuple[Official, int], tuple[Cycle, Step]],
) -> None:
    """Note whom the steps that passed tell of this unit; or ask the head, once all is answered."""
    cycle = await cycles.get(tx, closing.cycle_id)
    steps = asking_steps(cycle, closing.rung)
    passed = [step for step in steps if step.at <= context.now]
    coming = [step.at for step in steps if step.at > context.now][:1]
    rung = passed[-1].rung if passed else closing.rung
    if closing.standing is SignOffState.CONFIRMED:
        await open_items.close(tx, _item(closing, cycle), context.now)
        await sign_offs.move_on(tx, closing.id, rung, coming[0] if coming else None)
        return
    for step in passed:
        for person in await _told(tx, closing, cycle, asked(step, cycle), context):
            before = latest.get((person, cycle.id))
            if before is None or before[1].at <= step.at:
                latest[person, cycle.id] = cycle, step
    again = None if passed else await _ask_when_complete(tx, closing, cycle, context)
    next_at = min([*coming, *([again] if again else [])], default=None)
    await sign_offs.move_on(tx, closing.id, rung, next_at)


async def _told(
    tx: Tx, closing: SignOff, cycle: Cycle, audience: Audience | None, context: BatchContext
) -> Sequence[Official]:
    """Where there is no head to ask, the Office hears of it once, and keeps it as an open item."""
    found = recipients(audience or Audience.HEAD, closing.unit_id, context.roster)
    if audience is not Audience.HEAD:
        return found.officials
    return await _with_item(tx, closing, cycle, found, context)


async def _with_item(
    tx: Tx, closing: SignOff, cycle: Cycle, found: Recipients, context: BatchContext
) -> Sequence[Official]:
    key = _item(closing, cycle)
    if not found.vacant:
        await open_items.close(tx, key, context.now)
        return found.officials
    facts = {"period": str(cycle.period)}
    new = await open_items.add(
        tx, key=key, kind="no_head", unit_id=closing.unit_id, facts=facts, now=context.now
    )
    return found.officials if new else ()


def _item(closing: SignOff, cycle: Cycle) -> str:
    return f"no-head-to-confirm:{cycle.period}:{closing.unit_id}"


async def _ask_when_complete(
    tx: Tx, closing: SignOff, cycle: Cycle, context: BatchContext
) -> datetime | None:
    """Once per round of answers; when to look again, if the head has heard enough for today."""
    if not closing.complete:
        return None
    heads = recipients(Audience.HEAD, closing.unit_id, context.roster)
    for head in () if heads.vacant else heads.officials:
        message = _complete(closing, cycle, head, context)
        if await outbox.known(tx, message.key):
            continue
        if await _heard_enough(tx, message):
            tomorrow = end_of(local_day(message.send_at))
            return cycle.policy.window.next_open(tomorrow, context.calendar)
        await outbox.add(tx, message, context.now)
    return None


async def _heard_enough(tx: Tx, message: NewMessage) -> bool:
    """Whether the person gets no further message on the day on which this one would leave."""
    day = local_day(message.send_at)
    span = at_local(day, time()), end_of(day)
    return await outbox.count_on(tx, message.official_id or 0, *span) >= MOST_A_DAY


def _complete(closing: SignOff, cycle: Cycle, head: Official, context: BatchContext) -> NewMessage:
    """The message names only the unit and the round: what it says is read again when it leaves."""
    about = f"closing:{closing.id}"
    return NewMessage(
        key=f"{about}:complete:{closing.times}:{head.code}",
        kind=Kind.NOTICE,
        text_key="digest.closing",
        facts={"closing": closing.id, "times": closing.times},
        logical_at=context.now,
        send_at=cycle.policy.window.next_open(context.now, context.calendar),
        official_id=head.id,
        about=about,
    )


async def _write(
    tx: Tx, latest: dict[tuple[Official, int], tuple[Cycle, Step]], context: BatchContext
) -> None:
    """The digest of the step carries it: whoever gets one anyway gets no second message.

    A head who has heard enough for the day is asked at the next step.
    """
    for (person, _), (cycle, step) in latest.items():
        steps = [StepForPerson(cycle, None, step)]
        message = digest_message(person, steps, context)
        of_head = asked(step, cycle) is Audience.HEAD
        if of_head and not await outbox.known(tx, message.key) and await _heard_enough(tx, message):
            continue
        await write(tx, person, steps, context)

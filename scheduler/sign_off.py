"""Asks heads to confirm their unit's reports, and tells those above of units that have not."""

from collections.abc import Sequence
from datetime import datetime, time

from domain.calendar.work_calendar import at_local, end_of, local_day
from domain.messaging.outbox import MOST_A_DAY, Kind, NewLetter
from domain.people.officials import Official
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Audience, Step
from domain.reporting.recipients import Told as Receivers
from domain.reporting.sign_off import Closing, Standing, asked, asking_steps, receivers
from scheduler.digests import Scene, Told, digest_letter, write
from storage.engine.database import Database, Tx
from storage.messaging import outbox as letters
from storage.people import officials, open_items
from storage.plans import calendar
from storage.reports import cycles
from storage.reports import sign_offs as confirmations


async def ask(db: Database, now: datetime) -> bool:
    """Look at one batch of units that confirm; returns whether there was any."""
    async with db.begin() as tx:
        taken = await confirmations.take_due(tx, now)
        if taken:
            scene = Scene(await officials.roster(tx), await calendar.get(tx), now)
            latest: dict[tuple[Official, int], tuple[Cycle, Step]] = {}
            for closing in taken:
                await _look_at(tx, closing, scene, latest)
            await _write(tx, latest, scene)
    return bool(taken)


async def _look_at(
    tx: Tx,
    closing: Closing,
    scene: Scene,
    latest: dict[tuple[Official, int], tuple[Cycle, Step]],
) -> None:
    """Note whom the steps that passed tell of this unit; or ask the head, once all is answered."""
    cycle = await cycles.get(tx, closing.cycle_id)
    steps = asking_steps(cycle, closing.rung)
    passed = [step for step in steps if step.at <= scene.now]
    coming = [step.at for step in steps if step.at > scene.now][:1]
    rung = passed[-1].rung if passed else closing.rung
    if closing.standing is Standing.CONFIRMED:
        await open_items.close(tx, _item(closing, cycle), scene.now)
        await confirmations.move_on(tx, closing.id, rung, coming[0] if coming else None)
        return
    for step in passed:
        for person in await _told(tx, closing, cycle, asked(step, cycle), scene):
            before = latest.get((person, cycle.id))
            if before is None or before[1].at <= step.at:
                latest[person, cycle.id] = cycle, step
    again = None if passed else await _ask_when_complete(tx, closing, cycle, scene)
    next_at = min([*coming, *([again] if again else [])], default=None)
    await confirmations.move_on(tx, closing.id, rung, next_at)


async def _told(
    tx: Tx, closing: Closing, cycle: Cycle, audience: Audience | None, scene: Scene
) -> Sequence[Official]:
    """Where there is no head to ask, the Office hears of it once, and keeps it as an open item."""
    found = receivers(audience or Audience.HEAD, closing.unit_id, scene.roster)
    if audience is not Audience.HEAD:
        return found.officials
    return await _with_item(tx, closing, cycle, found, scene)


async def _with_item(
    tx: Tx, closing: Closing, cycle: Cycle, found: Receivers, scene: Scene
) -> Sequence[Official]:
    key = _item(closing, cycle)
    if not found.vacant:
        await open_items.close(tx, key, scene.now)
        return found.officials
    facts = {"period": str(cycle.period)}
    new = await open_items.add(
        tx, key=key, kind="no_head", unit_id=closing.unit_id, facts=facts, now=scene.now
    )
    return found.officials if new else ()


def _item(closing: Closing, cycle: Cycle) -> str:
    return f"no-head-to-confirm:{cycle.period}:{closing.unit_id}"


async def _ask_when_complete(
    tx: Tx, closing: Closing, cycle: Cycle, scene: Scene
) -> datetime | None:
    """Once per round of answers; when to look again, if the head has heard enough for today."""
    if not closing.complete:
        return None
    heads = receivers(Audience.HEAD, closing.unit_id, scene.roster)
    for head in () if heads.vacant else heads.officials:
        letter = _complete(closing, cycle, head, scene)
        if await letters.known(tx, letter.key):
            continue
        if await _heard_enough(tx, letter):
            tomorrow = end_of(local_day(letter.send_at))
            return cycle.policy.window.next_open(tomorrow, scene.calendar)
        await letters.add(tx, letter, scene.now)
    return None


async def _heard_enough(tx: Tx, letter: NewLetter) -> bool:
    """Whether the person gets no further message on the day on which this one would leave."""
    day = local_day(letter.send_at)
    span = at_local(day, time()), end_of(day)
    return await letters.count_on(tx, letter.official_id or 0, *span) >= MOST_A_DAY


def _complete(closing: Closing, cycle: Cycle, head: Official, scene: Scene) -> NewLetter:
    """The letter names only the unit and the round: what it says is read again when it leaves."""
    about = f"closing:{closing.id}"
    return NewLetter(
        key=f"{about}:complete:{closing.times}:{head.code}",
        kind=Kind.NOTICE,
        text_key="digest.closing",
        facts={"closing": closing.id, "times": closing.times},
        logical_at=scene.now,
        send_at=cycle.policy.window.next_open(scene.now, scene.calendar),
        official_id=head.id,
        about=about,
    )


async def _write(
    tx: Tx, latest: dict[tuple[Official, int], tuple[Cycle, Step]], scene: Scene
) -> None:
    """The digest of the step carries it: whoever gets one anyway gets no second message.

    A head who has heard enough for the day is asked at the next step.
    """
    for (person, _), (cycle, step) in latest.items():
        steps = [Told(cycle, None, step)]
        letter = digest_letter(person, steps, scene)
        of_head = asked(step, cycle) is Audience.HEAD
        if of_head and not await letters.known(tx, letter.key) and await _heard_enough(tx, letter):
            continue
        await write(tx, person, steps, scene)

"""Reads at once what a batch of messages will ask for one by one."""

from collections.abc import Sequence
from datetime import datetime

from domain.messaging.outbox import Kind, OutboxMessage
from domain.reporting.recipients import units_told
from storage.engine.database import Tx
from storage.messaging import chat_links, undelivered_reasons
from storage.people import officials
from storage.reports import cycles, duties
from storage.reports.duties import Silence


async def foresee(tx: Tx, batch: Sequence[OutboxMessage], now: datetime) -> None:
    people = list({each.official_id for each in batch if each.official_id is not None})
    if len(batch) < 2 or not people:
        return
    written_for = {duty_id for each in batch for duty_id in each.routing.duty_ids}
    away = (await officials.roster(tx, now)).away
    await chat_links.foresee(tx, people)
    await duties.foresee(tx, written_for, {*people, *away}, now)
    await _foresee_silence(tx, batch, now)


async def _foresee_silence(tx: Tx, batch: Sequence[OutboxMessage], now: datetime) -> None:
    """What those above will be told of: the duties of their units, at the rungs of their steps."""
    for (cycle_id, rung), units in (await _units_named(tx, batch, now)).items():
        silent = await duties.foresee_silence(tx, Silence(cycle_id, rung, now, units))
        unreached = {each.owner_id for each in silent if each.owner_id and not each.reached_at}
        since = (await cycles.get(tx, cycle_id)).opens_at
        await undelivered_reasons.foresee(tx, unreached, since)


async def _units_named(
    tx: Tx, batch: Sequence[OutboxMessage], now: datetime
) -> dict[tuple[int, int], set[int]]:
    """By period and rung: the units of whose duties somebody in the batch is told."""
    roster = await officials.roster(tx, now)
    units: dict[tuple[int, int], set[int]] = {}
    for message in batch:
        reader, routing = roster.get(message.official_id), message.routing
        if reader is None or message.kind is Kind.REMINDER or not routing.steps:
            continue
        cycle = await cycles.get(tx, routing.period_id)
        rungs = {each.rung for each in routing.steps}
        for step in (each for each in cycle.steps if each.rung in rungs):
            told = units_told(step.audience, reader, roster)
            units.setdefault((cycle.id, step.rung), set()).update(told or ())
    return units

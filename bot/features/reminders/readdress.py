"""A message whose receiver is no longer the right one: whoever is right now is told, once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from domain.messaging.outbox import NewMessage, OutboxMessage
from domain.people.officials import Official
from domain.reporting.duties import Duty
from domain.reporting.policy import Step
from domain.reporting.recipients import Roster, told
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.reports import duties

Steps = Mapping[date | None, Step]
"""The steps that a message names, by the due day of the duties that they are for."""


async def pass_on(
    tx: Tx, message: OutboxMessage, steps: Steps, roster: Roster, now: datetime
) -> None:
    """Write to those who are to hear now of the duties that this message was written for.

    Nobody hears twice: not who was told since the step came, nor whose own message still waits.
    """
    everything = [await duties.find(tx, each) for each in message.routing.duty_ids]
    still_open = [duty for duty in everything if duty and duty.open]
    for receiver, mine in _others(still_open, message, steps, roster).items():
        if await outbox.waits(tx, receiver.id, message.about):
            continue
        told_before = await outbox.told_of(tx, receiver.id, message.logical_at)
        rest = [duty.id for duty in mine if duty.id not in told_before]
        if rest:
            await outbox.add(tx, _forwarded(message, receiver, rest, now), now)


def _others(
    still_open: Iterable[Duty], message: OutboxMessage, steps: Steps, roster: Roster
) -> dict[Official, list[Duty]]:
    """Who is to be told instead of the message's receiver; nobody, where that one still is."""
    others: dict[Official, list[Duty]] = {}
    for duty in still_open:
        step = steps.get(duty.time.due_day)
        receivers = told(step, duty, roster).officials if step else ()
        if all(each.id != message.official_id for each in receivers):
            for each in receivers:
                others.setdefault(each, []).append(duty)
    return others


def _forwarded(message: OutboxMessage, to: Official, rest: list[int], now: datetime) -> NewMessage:
    return NewMessage(
        key=f"{message.key}:to:{to.code}",
        kind=message.kind,
        text_key=message.text_key,
        facts=message.facts,
        logical_at=message.logical_at,
        send_at=now,
        official_id=to.id,
        about=message.about,
        routing=replace(message.routing, duty_ids=tuple(rest), forwarded=True),
    )


async def only_news(tx: Tx, message: OutboxMessage, mine: list[Duty]) -> list[Duty]:
    """Of a message that was passed on: what its receiver was not told already."""
    if not message.routing.forwarded:
        return mine
    known = await outbox.told_of(tx, message.official_id or 0, message.logical_at, but=message.id)
    return [duty for duty in mine if duty.id not in known]

"""A letter whose receiver is no longer the right one: whoever is right now is told, once."""

from collections.abc import Iterable, Mapping
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
"""The steps that a letter names, by the due day of the duties that they are for."""


async def pass_on(
    tx: Tx, letter: OutboxMessage, steps: Steps, roster: Roster, now: datetime
) -> None:
    """Write to those who are to hear now of the duties that this letter was written for.

    Nobody hears twice: not who was told since the step came, nor whose own letter still waits.
    """
    everything = [await duties.find(tx, each) for each in letter.facts.get("meant", ())]
    still_open = [duty for duty in everything if duty and duty.open]
    for receiver, mine in _others(still_open, letter, steps, roster).items():
        if await outbox.waits(tx, receiver.id, letter.about):
            continue
        told_before = await outbox.told_of(tx, receiver.id, letter.logical_at)
        rest = [duty.id for duty in mine if duty.id not in told_before]
        if rest:
            await outbox.add(tx, _forwarded(letter, receiver, rest, now), now)


def _others(
    still_open: Iterable[Duty], letter: OutboxMessage, steps: Steps, roster: Roster
) -> dict[Official, list[Duty]]:
    """Who is to be told instead of the letter's receiver; nobody, where that one still is."""
    others: dict[Official, list[Duty]] = {}
    for duty in still_open:
        step = steps.get(duty.time.due_day)
        receivers = told(step, duty, roster).officials if step else ()
        if all(each.id != letter.official_id for each in receivers):
            for each in receivers:
                others.setdefault(each, []).append(duty)
    return others


def _forwarded(letter: OutboxMessage, to: Official, meant: list[int], now: datetime) -> NewMessage:
    return NewMessage(
        key=f"{letter.key}:to:{to.code}",
        kind=letter.kind,
        text_key=letter.text_key,
        facts={**letter.facts, "meant": meant, "forwarded": True},
        logical_at=letter.logical_at,
        send_at=now,
        official_id=to.id,
        about=letter.about,
    )


async def only_news(tx: Tx, letter: OutboxMessage, mine: list[Duty]) -> list[Duty]:
    """Of a letter that was passed on: what its receiver was not told already."""
    if not letter.facts.get("forwarded"):
        return mine
    known = await outbox.told_of(tx, letter.official_id or 0, letter.logical_at, but=letter.id)
    return [duty for duty in mine if duty.id not in known]

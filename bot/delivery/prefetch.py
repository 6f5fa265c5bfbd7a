"""Reads at once what a batch of letters will ask for one by one."""

from collections.abc import Sequence
from datetime import datetime

from domain.messaging.outbox import OutboxMessage
from storage.engine.database import Tx
from storage.messaging import chat_links
from storage.people import officials
from storage.reports import duties


async def foresee(tx: Tx, batch: Sequence[OutboxMessage], now: datetime) -> None:
    people = list({each.official_id for each in batch if each.official_id is not None})
    if len(batch) < 2 or not people:
        return
    meant = {duty_id for each in batch for duty_id in each.facts.get("meant", ())}
    away = (await officials.roster(tx, now)).away
    await chat_links.foresee(tx, people)
    await duties.foresee(tx, meant, {*people, *away}, now)

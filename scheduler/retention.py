"""Forgets what may not be kept any longer; harmless when repeated, some rows at a time."""

from datetime import datetime, timedelta

from domain.people.privacy_requests import left_before, texts_since
from storage.audit import log as audit
from storage.board import sessions
from storage.engine.database import Database
from storage.messaging import quarantine
from storage.outside import webhooks
from storage.people import personal_data, privacy_requests

BATCH = 500
MOST_BATCHES = 2_000
EVENTS_KEPT = timedelta(days=60)


async def forget(db: Database, now: datetime) -> int:
    """Words of past years, ways to reach people who left, what an erasure left on its way, and
    what the board needs no longer.

    Returns how many words and people that were; none while a quarantine stands, for by a wrong
    clock everything is old.
    """
    async with db.read() as tx:
        if await quarantine.stands(tx):
            return 0
    words = await _forget_words(db, now)
    people = await _forget_people(db, now)
    async with db.begin() as tx:
        await sessions.forget(tx, now)
        await webhooks.forget(tx, now - EVENTS_KEPT)
    if words or people:
        async with db.begin() as tx:
            facts = {"actor": "service", "action": "forget", "subject": "retention"}
            await audit.add(tx, at=now, **facts, words=words, people=people)
    return words + people


async def _forget_words(db: Database, now: datetime) -> int:
    forgotten = 0
    for _ in range(MOST_BATCHES):
        async with db.begin() as tx:
            count = await personal_data.forget_words(tx, texts_since(now), BATCH)
        forgotten += count
        if not count:
            break
    return forgotten


async def _forget_people(db: Database, now: datetime) -> int:
    async with db.read() as tx:
        gone = await personal_data.left(tx, left_before(now), BATCH)
        erased = await privacy_requests.erased_since(tx, left_before(now))
    for official_id in gone:
        async with db.begin() as tx:
            await personal_data.erase(tx, official_id, now)
    for official_id, at in erased:
        async with db.begin() as tx:
            await personal_data.forget_rest(tx, official_id, at)
    return len(gone)

"""Looks once a minute whether the service does what it should; what it finds is told once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from domain.calendar.work_calendar import Window
from domain.messaging.health_findings import LETTER_LATE, FindingChange, Look, What, judge
from domain.messaging.messages import Facts
from domain.messaging.outbox import Kind, NewMessage
from domain.messaging.quarantine import Quarantine
from storage.engine.database import Database, Tx
from storage.messaging import outbox, quarantine
from storage.monitoring import health_findings
from storage.monitoring.health_findings import StoredFinding
from storage.people import officials
from storage.plans import calendar

Sense = Callable[[], Mapping[What, Facts]]
"""Looks at something outside of the database; what it finds, or nothing."""

log = structlog.get_logger()


class Auditor:
    """Whoever watches the service from within."""

    def __init__(self, db: Database, window: Window, senses: Sequence[Sense] = ()) -> None:
        self.db = db
        self.window = window
        self.senses = senses
        self._before: Look | None = None

    async def look(self, now: datetime) -> list[What]:
        """Look once, tell what begins and what is over; returns what stands."""
        async with self.db.read() as tx:
            seen = await self._look(tx, now)
            stands = await health_findings.standing(tx)
        change = judge([each.what for each in stands], self._before, seen)
        self._before = seen
        if change.begun or change.over:
            async with self.db.begin() as tx:
                await _keep(tx, change, stands, now)
        known = {each.what for each in stands if each.what not in change.over}
        return sorted({*known, *change.begun, *seen.besides})

    async def _look(self, tx: Tx, now: datetime) -> Look:
        held = await quarantine.stands(tx)
        unknown = await self._unknown(tx, held, now)
        late = {
            What.STEPS: await health_findings.steps_late(tx, now),
            What.CHANNEL: await health_findings.channel_stopped(tx, now),
            What.ANSWERS: await health_findings.answers_late(tx, now),
            What.MESSAGES: await health_findings.messages_late(tx, now),
            What.IN_DOUBT: await health_findings.in_doubt(tx, now),
            What.HEARD: await health_findings.heard_late(tx, now),
        }
        seen = {what: each.facts for what, each in late.items() if each and what not in unknown}
        for sense in self.senses:
            seen |= sense()
        return Look(seen, unknown, {What.CLOCK} if held and held.reason == "clock" else set())

    async def _unknown(self, tx: Tx, held: Quarantine | None, now: datetime) -> set[What]:
        """Outside its hours, and in a quarantine, the service is silent on purpose."""
        if held:
            return {What.STEPS, What.MESSAGES}
        working_days = await calendar.get(tx)
        moments = (now - LETTER_LATE, now)
        silent = not all(self.window.is_open(each, working_days) for each in moments)
        return {What.MESSAGES} if silent else set()


async def _keep(
    tx: Tx, change: FindingChange, stands: Sequence[StoredFinding], now: datetime
) -> None:
    for what, facts in change.begun.items():
        log.error("finding", what=what.value)
        begun = await health_findings.begin(tx, what, facts, now)
        await _tell(tx, begun, f"finding.{what}", now)
    over = [each for each in stands if each.what in change.over]
    if over:
        await health_findings.end(tx, [each.id for each in over], now)
    for each in over:
        log.info("finding is over", what=each.what.value)
        await _tell(tx, each, f"finding_over.{each.what}", now)


async def _tell(tx: Tx, finding: StoredFinding, text_key: str, now: datetime) -> None:
    began = {"began": finding.began_at.isoformat()}
    written = [
        NewMessage(
            key=f"{text_key.partition('.')[0]}:{finding.id}:{receiver.code}",
            kind=Kind.ALARM,
            text_key=text_key,
            facts={**finding.facts, **began, "at": now.isoformat()},
            logical_at=now,
            send_at=now,
            official_id=receiver.id,
        )
        for receiver in (await officials.roster(tx, now)).offices()
    ]
    await outbox.add_all(tx, written, now)

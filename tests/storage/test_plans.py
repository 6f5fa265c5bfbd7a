"""What runs every second, or for every message, never reads a growing table from end to end."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from domain.messaging.messages import Chat
from domain.messaging.outbox import Kind, NewMessage, Priority
from domain.reporting.policy import Policy
from domain.summaries.standing import OPEN
from scheduler.reporting import cycles as opening
from scheduler.reporting import escalation
from storage.board import awaited, cells
from storage.board.wanted import Wanted
from storage.engine.database import Database, Tx
from storage.messaging import outbox, prompts, worker_leases
from storage.monitoring import health_findings, last_seen, metrics
from storage.monitoring import next_due as agenda
from storage.office import summaries
from storage.reports import acceptances, cycles, duties
from storage.tables import OUTBOX_MESSAGES
from tests import department
from tests.flows.world import at

NOW = at("2025-10-17 09:00")
GROWING = (
    "acceptances",
    "announcement_acks",
    "audit_entries",
    "duties",
    "inbox",
    "outbox_events",
    "outbox_messages",
    "prompts",
    "reports",
)
PARTIAL = (
    "ix_acceptances_waiting|ix_duties_due|ix_inbox_new|ix_outbox_messages_(about|in_flight|waiting)"
)
"""Indexes of what is open: these do not grow."""
SCANS = re.compile(
    rf"(?:\bSCAN|Seq Scan on) (?:{'|'.join(GROWING)})\b"
    rf"(?! USING (?:COVERING )?INDEX (?:{PARTIAL})\b)"
)
LETTER = NewMessage("k", Kind.REMINDER, "digest.step", {}, NOW, NOW, official_id=1, about="x")
EVERYTHING = Priority.ANSWER, Priority.REMINDER
CLAIM = outbox.SendClaim(
    "web", ("web",), EVERYTHING, 32, timedelta(minutes=5), timedelta(seconds=1)
)
Work = Callable[[Tx], Awaitable[Any]]


async def asking(tx: Tx, topic: str) -> None:
    """A message puts choices before a chat."""
    await outbox.add(tx, replace(LETTER, key=topic), NOW)
    newest = select(OUTBOX_MESSAGES.c.id).where(OUTBOX_MESSAGES.c.key == topic)
    message = (await tx.execute(newest)).scalar_one()
    opening = prompts.NewPrompt(Chat("web", "1"), topic, message, ["v1:mine:0:0"])
    await prompts.add(tx, [opening], NOW)


HOT: dict[str, Work] = {
    "due duties": lambda tx: duties.take_due(tx, NOW),
    "what a person owes": lambda tx: duties.owed_by(tx, 1, NOW),
    "what units owe": lambda tx: duties.open_in(tx, [1, 2], NOW),
    "duties of a period": lambda tx: duties.of_cycle(tx, 1),
    "a duty by its code": lambda tx: duties.find_open_period(tx, "NV-1", 1),
    "moving on": lambda tx: duties.move_on(tx, [duties.Move(1, 1, NOW)]),
    "quieting nothing": lambda tx: duties.quieten(tx, []),
    "quieting a period": lambda tx: duties.quieten(tx, [1]),
    "a summary": lambda tx: summaries.lines(tx, 1),
    "a summary of units": lambda tx: summaries.lines(tx, 1, [1, 2]),
    "a book": lambda tx: summaries.entries(tx, 1),
    "writing a letter": lambda tx: outbox.add(tx, LETTER, NOW),
    "withdrawing": lambda tx: outbox.take_over(tx, LETTER, [LETTER.about], NOW),
    "who was written to": lambda tx: outbox.written_to(tx, [1, 2], NOW),
    "whether letters wait": lambda tx: outbox.any_waiting(tx, CLAIM, NOW),
    "by which ways letters wait": lambda tx: outbox.routes_waiting(tx, CLAIM, NOW),
    "taking letters": lambda tx: outbox.take(tx, CLAIM, NOW),
    "renewing leases": lambda tx: worker_leases.renew(tx, "one", NOW),
    "what dead processes held": lambda tx: outbox.recover(tx, NOW),
    "when something is due": lambda tx: agenda.next_due(tx, NOW, NOW),
    "closing periods": lambda tx: cycles.mark_closed(tx, NOW),
    "steps that are late": lambda tx: health_findings.steps_late(tx, NOW),
    "letters that are late": lambda tx: health_findings.messages_late(tx, NOW),
    "answers that are late": lambda tx: health_findings.answers_late(tx, NOW),
    "letters in doubt": lambda tx: health_findings.in_doubt(tx, NOW),
    "what nobody handled": lambda tx: health_findings.heard_late(tx, NOW),
    "letters by state": metrics.messages,
    "letters that may leave": lambda tx: metrics.due_messages(tx, NOW),
    "messages by state": lambda tx: metrics.inbox_depth(tx, NOW),
    "what is owed by period": metrics.owed,
    "claims that wait": lambda tx: acceptances.waiting(tx, 1),
    "a page of the board": lambda tx: cells.page(tx, Wanted(1), 50, 50),
    "a page of what is left": lambda tx: cells.page(tx, Wanted(1, standings=OPEN), 50, 50),
    "tasks of the board": lambda tx: cells.tasks(tx, Wanted(1, [1, 2], OPEN)),
    "who has what left": lambda tx: awaited.in_units(tx, 1, [1, 2], []),
    "a clock that is set back": lambda tx: last_seen.set_back(tx, NOW, timedelta()),
}


@pytest.fixture
async def lived(db: Database) -> Database:
    await department.found(db, at("2025-10-01 08:00"))
    return db


async def plans(db: Database, work: Work) -> list[tuple[str, str]]:
    """Each statement of some work that may be explained, with the plan of the database for it."""
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    explain = "EXPLAIN QUERY PLAN " if db.embedded else "EXPLAIN "
    async with db.begin() as tx:
        if not db.embedded:  # small tables are read whole unless that is made dear
            await tx.exec_driver_sql("SET LOCAL enable_seqscan = off")
        engine = db.writer.sync_engine
        event.listen(engine, "before_cursor_execute", keep)
        try:
            await work(tx)
        finally:
            event.remove(engine, "before_cursor_execute", keep)
        found = []
        for statement, parameters in asked:
            if statement.lstrip().startswith(("SELECT", "UPDATE", "WITH", "DELETE")):
                one = parameters[0] if isinstance(parameters, list) else parameters
                rows = (await tx.exec_driver_sql(explain + statement, one)).all()
                found.append((statement, "\n".join(str(row[-1]) for row in rows)))
        return found


@pytest.mark.parametrize("what", HOT)
async def test_a_hot_query_reads_no_growing_table_whole(lived: Database, what: str) -> None:
    found = await plans(lived, HOT[what])
    scanned = [(statement, plan) for statement, plan in found if SCANS.search(plan)]
    assert scanned == []


async def test_closed_prompts_of_a_chat_are_not_looked_through(lived: Database) -> None:
    """A chat has thousands of them after some years; each new one closes what is still open."""
    for topic in ("duty:1", prompts.CONVERSATION):
        found = await plans(lived, partial(asking, topic=topic))
        [plan] = [plan for statement, plan in found if "SET closed_at" in statement]
        assert "ix_prompts_open" in plan


async def test_a_tick_reads_no_growing_table_whole(lived: Database) -> None:
    """All that the loop over time asks when nothing is due."""
    asked: list[str] = []

    def keep(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engine = lived.writer.sync_engine
    event.listen(engine, "before_cursor_execute", keep)
    await opening.open_periods(lived, at("2025-09-01 08:00"))
    await escalation.climb(lived, at("2025-09-01 08:00"))
    await opening.close_periods(lived, at("2025-09-01 08:00"))
    event.remove(engine, "before_cursor_execute", keep)
    assert not [each for each in asked if each.startswith("UPDATE duties")]


async def test_the_first_letters_of_a_period_are_one_statement(lived: Database) -> None:
    """They are not asked about one by one, and the next ones are: something was said before."""
    asked: list[str] = []

    def keep(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO outbox_messages"):
            asked.append(statement)

    await opening.plan_periods(lived, Policy(), at("2025-10-01 08:00"))
    event.listen(lived.writer.sync_engine, "before_cursor_execute", keep)
    counts = []
    for day in ("2025-10-17 09:00", "2025-10-22 09:00"):
        await opening.open_periods(lived, at(day))
        while await escalation.climb(lived, at(day)):
            pass
        counts.append(len(asked))
    event.remove(lived.writer.sync_engine, "before_cursor_execute", keep)
    async with lived.read() as tx:
        people = (
            await tx.exec_driver_sql("SELECT count(DISTINCT official_id) FROM outbox_messages")
        ).one()
    assert counts == [1, 1 + people[0]]
    assert people[0] > 1


async def test_a_whole_table_is_noticed(lived: Database) -> None:
    """The net has no hole: a question that no index answers is caught on both databases."""
    found = await plans(
        lived, lambda tx: tx.exec_driver_sql("SELECT id FROM duties WHERE note = 'x'")
    )
    assert [SCANS.search(plan) is not None for _, plan in found] == [True]

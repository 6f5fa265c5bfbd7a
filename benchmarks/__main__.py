"""python -m benchmarks: prints a table and, as the last line, JSON."""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy import insert, text

from benchmarks import answering
from bot.channel import Button, Hear, Rendered
from bot.compose import Desk
from bot.outbound import Outbound
from bot.words import Catalogue
from domain.calendar import Window
from domain.duties import Expected
from domain.ladder import Policy, timeline
from domain.letters import Kind, NewLetter
from domain.messages import Chat
from domain.periods import Period
from domain.plans import Part, Recurrence, Task
from storage import cycles, duties, letters
from storage.calendar import get as working_days
from storage.database import Database, open_database
from storage.tables import DUTIES, PLANS, TASKS, UNITS

RUNS = 5
DUTY_COUNT = 20_000
LETTER_COUNT = 2_000
UNIT_COUNT = 200
NOW = datetime(2025, 10, 17, 2, 0, tzinfo=UTC)
Work = Callable[[Database], Awaitable[float]]


class Sink:
    """A channel that takes everything at once."""

    name = "web"

    async def listen(self, hear: Hear) -> None:
        """Nobody speaks."""

    async def send(self, _address: str, message: Rendered) -> str:
        return message.reference

    def fits(self, _button: Button) -> bool:
        return True


async def fresh(work: Work) -> float:
    """Seconds that one piece of work takes on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="nhacviec-bench-") as folder:
        db = await open_database(f"sqlite+aiosqlite:///{folder}/bench.db")
        try:
            return await work(db)
        finally:
            await db.close()


async def _department(db: Database) -> int:
    """Units, a plan and one task per hundred duties; returns the cycle."""
    async with db.begin() as tx:
        codes = [f"U{number}" for number in range(UNIT_COUNT)]
        fixed = {"name_en": "", "kind": "phong"}
        await tx.execute(insert(UNITS), [{"code": c, "name": c, **fixed} for c in codes])
        await tx.execute(insert(PLANS).values(root_unit_id=1, version=1))
        rows = [_task_row(number) for number in range(DUTY_COUNT // UNIT_COUNT)]
        await tx.execute(insert(TASKS), rows)
        times = timeline(Period(2025, 10), Policy(), await working_days(tx))
        await cycles.plan(tx, root_unit_id=1, period=Period(2025, 10), policy=Policy(), times=times)
    return 1


def _task_row(number: int) -> dict[str, object]:
    empty = dict.fromkeys(("field", "criterion", "limitation", "output", "deadline_text"), "")
    fixed = {"plan_id": 1, "recurrence": "monthly", "first_version": 1, "last_version": 1}
    return {"code": f"NV-{number}", "title": f"Nhiệm vụ {number}", **empty, **fixed}


def _expected() -> list[Expected]:
    return [
        Expected(
            Task(
                number, f"NV-{number}", "", "", "Nhiệm vụ", "", None, "", Recurrence.MONTHLY, None
            ),
            unit,
            Part.LEAD,
            None,
        )
        for number in range(1, DUTY_COUNT // UNIT_COUNT + 1)
        for unit in range(1, UNIT_COUNT + 1)
    ]


async def open_through_the_repository(db: Database) -> float:
    cycle_id = await _department(db)
    wanted = _expected()
    start = time.perf_counter()
    async with db.begin() as tx:
        await duties.add_all(tx, cycle_id, wanted, NOW)
    return time.perf_counter() - start


async def open_by_bare_insert(db: Database) -> float:
    await _department(db)
    columns = ("cycle_id", "task_id", "unit_id", "task_code", "title", "part", "deadline",
               "recurrence", "owner_id", "revision", "rung", "held_days", "next_at", "note", "late")  # fmt: skip
    rows = [
        (
            1,
            each.task.id,
            each.unit_id,
            each.task.code,
            each.task.title,
            "lead",
            None,
            "monthly",
            None,
            0,
            -1,
            0,
            NOW.isoformat(),
            "",
            False,
        )
        for each in _expected()
    ]
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {DUTIES.name} ({', '.join(columns)}) VALUES ({marks})"
    start = time.perf_counter()
    async with db.begin() as tx:
        await tx.exec_driver_sql(statement, rows)
    return time.perf_counter() - start


async def deliver_through_the_outbox(db: Database) -> float:
    async with db.begin() as tx:
        await letters.add_all(tx, [_letter(number) for number in range(LETTER_COUNT)], NOW)
    sink = Sink()
    outbound = Outbound(db, Desk(Catalogue(), {sink.name: sink}), Window(), lambda: NOW)
    start = time.perf_counter()
    while await outbound.deliver(NOW):
        pass
    return time.perf_counter() - start


def _letter(number: int) -> NewLetter:
    facts = {"name": "Lan", "unit": "Phòng"}
    chat = Chat("web", str(number))
    key = "registration.linked"
    return NewLetter(f"k{number}", Kind.REMINDER, key, facts, NOW, NOW, chat=chat)


async def one_commit_per_letter(db: Database) -> float:
    async with db.begin() as tx:
        await letters.add_all(tx, [_letter(number) for number in range(LETTER_COUNT)], NOW)
    start = time.perf_counter()
    for number in range(1, LETTER_COUNT + 1):
        async with db.begin() as tx:
            await tx.execute(text(f"UPDATE letters SET state = 'sent' WHERE id = {number}"))
    return time.perf_counter() - start


PAIRS: tuple[tuple[str, Work, str, Work], ...] = (
    ("opening a period", open_through_the_repository, "bare executemany", open_by_bare_insert),
    (
        "delivery by the outbox",
        deliver_through_the_outbox,
        "one bare commit each",
        one_commit_per_letter,
    ),
)


async def main() -> None:
    results = {}
    for name, ours, peer_name, peer in PAIRS:
        times = [(await fresh(ours), await fresh(peer)) for _ in range(RUNS)]
        mine, theirs = (statistics.median(column) for column in zip(*times, strict=True))
        ratio = statistics.median(a / b for a, b in times)
        print(f"{name:<26} {mine:8.3f} s   {peer_name:<24} {theirs:8.3f} s   ratio {ratio:5.2f}")
        results[name] = {"seconds": mine, "peer": peer_name, "peer_seconds": theirs, "ratio": ratio}
    found = await answering.measure()
    print(f"a tap answered, idle       {found['idle_median']:8.3f} s   median")
    print(f"a tap answered, broadcast  {found['busy_median']:8.3f} s   ratio {found['ratio']:5.2f}")
    print(json.dumps(results | {"a tap answered": found}))


if __name__ == "__main__":
    asyncio.run(main())

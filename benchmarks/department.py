"""A department of any size, written straight into the tables: units, people, chats, tasks."""

import os
import pwd
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.measuring import missing
from domain.calendar.periods import Period
from domain.reporting.policy import Policy, timeline
from storage.engine.database import Database, Tx, open_database
from storage.plans.calendar import get as working_days
from storage.reports import cycles
from storage.tables import ASSIGNMENTS, LINKS, OFFICIALS, PLANS, POSITIONS, TASK_PARTS, TASKS, UNITS

PERIOD = Period(2025, 10)
FOUNDED = datetime.fromisoformat("2025-09-01T00:00:00+00:00")
NOW = datetime.fromisoformat("2025-10-17T02:00:00+00:00")  # 09:00 in Hai Phong, the first step
KEY = "only-for-benchmarks"
BATCH = 1000


@asynccontextmanager
async def opened(kind: str) -> AsyncIterator[Database]:
    """An empty database of a kind, `sqlite` or `postgres`, gone afterwards."""
    if kind == "postgres":
        with _postgres() as url:
            db = await open_database(url, [KEY])
            yield db
            await db.close()
        return
    with tempfile.TemporaryDirectory(prefix="nhacviec-bench-") as folder:
        db = await open_database(f"sqlite+aiosqlite:///{folder}/bench.db", [KEY])
        yield db
        await db.close()


@contextmanager
def _postgres() -> Iterator[str]:
    from tests.conftest import POSTGRES_BINARIES, Postgres, _unprivileged

    if not POSTGRES_BINARIES:
        missing("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="nhacviec-bench-pg-"))
    if (user := _unprivileged()) is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    server = Postgres(folder)
    server.start()
    try:
        yield server.new_database()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _add(tx: Tx, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Many rows with one statement: each statement has its trigger, within one transaction.

    The planner learns at once how large the table is: foreign keys are looked up by its plans.
    """
    for start in range(0, len(rows), BATCH):
        await tx.execute(insert(table).values(rows[start : start + BATCH]))
    await tx.execute(text(f"ANALYZE {table.name}"))


async def found(db: Database, *, units: int, people: int, tasks: int) -> None:
    """Every task is given to every unit; people are spread over units, the first one answers."""
    async with db.begin() as tx:
        await _add(tx, UNITS, [_unit(n) for n in range(1, units + 2)])
        await _add(tx, OFFICIALS, [_official(n, units) for n in range(1, people + 1)])
        await _add(tx, POSITIONS, [_post(n, units) for n in range(1, people + 1)])
        await _add(tx, LINKS, [_link(n) for n in range(1, people + 1)])
        await tx.execute(insert(PLANS).values(root_unit_id=1, version=1))
        await _add(tx, TASKS, [_task(n) for n in range(1, tasks + 1)])
        parts = [(n, unit) for n in range(1, tasks + 1) for unit in range(2, units + 2)]
        await _add(
            tx, TASK_PARTS, [{"task_id": n, "unit_id": unit, "part": "lead"} for n, unit in parts]
        )
        await _add(tx, ASSIGNMENTS, [_assignment(n, unit, units, people) for n, unit in parts])
        times = timeline(PERIOD, Policy(), await working_days(tx))
        await cycles.plan(tx, root_unit_id=1, period=PERIOD, policy=Policy(), times=times)


async def analysed(db: Database) -> None:
    """The planner knows how large the tables are, as it does in a database that has lived."""
    async with db.begin() as tx:
        await tx.execute(text("ANALYZE"))


def _unit(number: int) -> dict[str, Any]:
    parent = None if number == 1 else 1
    named = {"code": f"D{number}", "name": f"Đơn vị {number}", "name_en": "", "short_name": ""}
    return {**named, "kind": "phong", "parent_id": parent}


def _official(number: int, units: int) -> dict[str, Any]:
    named = {
        "code": f"CB{number:06}",
        "name": f"Phạm Thị Lan {number}",
        "phone": f"+845{number:08}",
    }
    fixed = {"email": "", "position": "Chuyên viên", "language": "vi", "started_at": FOUNDED}
    return {**named, **fixed, "unit_id": 2 + (number - 1) % units}


def _post(number: int, units: int) -> dict[str, Any]:
    held = {"role": "official", "started_on": date(2025, 9, 1)}
    return {"official_id": number, "unit_id": 2 + (number - 1) % units, **held}


def _link(number: int) -> dict[str, Any]:
    fixed = {"preference": 0, "menu": "set", "state": "active", "reason": ""}
    at = {"linked_at": FOUNDED, "changed_at": FOUNDED}
    return {"official_id": number, "channel": "telegram", "address": str(number), **fixed, **at}


def _task(number: int) -> dict[str, Any]:
    empty = dict.fromkeys(("field", "criterion", "limitation", "output", "deadline_text"), "")
    fixed = {"plan_id": 1, "recurrence": "monthly", "first_version": 1, "last_version": 1}
    title = f"Báo cáo tình hình thực hiện nhiệm vụ số {number}"
    return {"code": f"NV-{number}", "title": title, **empty, **fixed}


def _assignment(task: int, unit: int, units: int, people: int) -> dict[str, Any]:
    """Tasks of a unit go round among its people."""
    here = max(1, people // units)
    owner = 1 + (unit - 2) + units * ((task - 1) % here)
    owner = owner if owner <= people else 1 + (unit - 2) % people
    return {"task_id": task, "unit_id": unit, "official_id": owner, "started_at": FOUNDED}

"""Names a department as a file says: `key = "value"`, a line each."""

import tomllib
from datetime import datetime
from pathlib import Path

from domain.people.department_names import DepartmentNames, of_json
from storage.engine.database import Database
from storage.people import department_names, units


def read_names(file: Path) -> DepartmentNames:
    return of_json(tomllib.loads(file.read_text("utf-8")))


async def name_department(db: Database, names: DepartmentNames, now: datetime) -> None:
    """For a database of one department."""
    async with db.begin() as tx:
        await department_names.save(tx, await units.root(tx), names, now)

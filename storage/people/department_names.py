"""The names of each department, kept under the code of its root unit."""

import json
from datetime import datetime

from domain.people.department_names import UNNAMED, DepartmentNames, as_json, of_json
from domain.people.units import Unit
from storage.engine.database import Tx
from storage.people import office_settings, units

KEY = "department_names:{code}"


async def get(tx: Tx, unit_id: int) -> DepartmentNames:
    """Of the department to which this unit belongs."""
    return await of_root(tx, await units.root_of(tx, unit_id))


async def of_root(tx: Tx, root: Unit) -> DepartmentNames:
    kept = await office_settings.get(tx, KEY.format(code=root.code))
    return of_json(json.loads(kept)) if kept else UNNAMED


async def only(tx: Tx) -> DepartmentNames:
    """Of the department, where there is but one; where there are several, of none."""
    roots = [unit for unit in (await units.tree(tx)).by_id.values() if not unit.parent_id]
    return await of_root(tx, roots[0]) if len(roots) == 1 else UNNAMED


async def save(tx: Tx, root: Unit, names: DepartmentNames, now: datetime) -> None:
    kept = json.dumps(as_json(names), ensure_ascii=False)
    await office_settings.save(tx, KEY.format(code=root.code), kept, now)

"""The names of each department, kept under the code of its root unit."""

import json
from datetime import datetime

from domain.people.department_names import UNNAMED, DepartmentNames, as_json, of_json
from domain.people.units import Unit
from storage.engine.database import Tx
from storage.engine.read_cache import once
from storage.people import office_settings, officials, units

KEY = "department_names:{code}"


async def get(tx: Tx, unit_id: int) -> DepartmentNames:
    """Of the department to which this unit belongs."""
    return await of_root(tx, await units.root_of(tx, unit_id))


@once("officials", "units", "office_settings")
async def called(tx: Tx, official_id: int) -> str:
    """The word in running text for the department of this person."""
    own = await officials.get(tx, official_id)
    return (await get(tx, own.unit_id)).called


async def of_root(tx: Tx, root: Unit) -> DepartmentNames:
    kept = await office_settings.get(tx, KEY.format(code=root.code))
    return of_json(json.loads(kept)) if kept else UNNAMED


async def only(tx: Tx) -> DepartmentNames:
    """Of the department, where there is but one; where there are several, of none."""
    roots = [unit for unit in (await units.tree(tx)).by_id.values() if not unit.parent_id]
    return await of_root(tx, roots[0]) if len(roots) == 1 else UNNAMED


async def of_code(tx: Tx, code: str) -> DepartmentNames:
    """Of the department with this code; without one, of the only one there is."""
    root = (await units.tree(tx)).by_code.get(code)
    return await of_root(tx, root) if root else await only(tx)


async def save(tx: Tx, root: Unit, names: DepartmentNames, now: datetime) -> None:
    kept = json.dumps(as_json(names), ensure_ascii=False)
    await office_settings.save(tx, KEY.format(code=root.code), kept, now)

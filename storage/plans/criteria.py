"""The scoring table of the index, as the Office last brought it in."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from domain.imports.progress import ROWS
from domain.imports.rows import CriterionLine
from domain.summaries.forecast import Criterion
from storage.engine.database import Tx
from storage.tables import CRITERIA


async def listed(tx: Tx) -> tuple[Criterion, ...]:
    rows = await tx.execute(select(CRITERIA).order_by(CRITERIA.c.place))
    return tuple(
        Criterion(row.code, row.field_code, row.field, row.title, row.max_score) for row in rows
    )


async def save(tx: Tx, lines: Sequence[CriterionLine]) -> int:
    """Make the table what the file says; returns how many criteria are new, changed or gone."""
    known = {row.code: row for row in await tx.execute(select(CRITERIA))}
    changed = 0
    for place, line in enumerate(ROWS.counted(lines)):
        values = {
            "place": place,
            "field_code": line.field_code,
            "field": line.field_name,
            "title": line.title,
            "max_score": line.max_score,
            "field_max": line.field_max,
        }
        row = known.get(line.code)
        if row is None:
            await tx.execute(insert(CRITERIA).values(code=line.code, **values))
        elif all(getattr(row, name) == kept for name, kept in values.items()):
            continue
        else:
            await tx.execute(update(CRITERIA).where(CRITERIA.c.id == row.id).values(**values))
        changed += 1
    gone = CRITERIA.c.code.not_in([line.code for line in lines])
    return changed + (await tx.execute(delete(CRITERIA).where(gone))).rowcount

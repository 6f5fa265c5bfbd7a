"""How many duties of a period stand so, unit by unit, from what triggers count of them."""

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from domain.summaries.standing import OPEN, Standing
from storage.board.wanted import Wanted
from storage.engine.database import Tx
from storage.tables import DUTY_COUNTS as COUNTS

BY_OWNER = {Standing.MISSING, Standing.UNREACHED}
"""Which of the two it is follows from who is away, where anybody is."""


def known(wanted: Wanted) -> bool:
    """Whether the counts tell how many are wanted: they know no words and no owners."""
    split = len(BY_OWNER.intersection(wanted.standings or ())) == 1
    return wanted.found is None and not (split and wanted.away)


async def by_unit(tx: Tx, wanted: Wanted, *, answered: bool | None = None) -> list[tuple[int, int]]:
    """The units with duties that are wanted, and how many, in the order of their ids.

    `answered`: of these alone, or of the others. Only where `known`.
    """
    where = [COUNTS.c.cycle_id == wanted.cycle_id]
    if wanted.units is not None:
        where.append(COUNTS.c.unit_id.in_(wanted.units))
    if wanted.standings is not None:
        where.append(or_(*(_stands(each) for each in wanted.standings)))
    if answered is not None:
        where.append(COUNTS.c.status.is_not(None) if answered else COUNTS.c.status.is_(None))
    some = func.sum(COUNTS.c.duties)
    query = select(COUNTS.c.unit_id, some.label("duties")).where(*where)
    grouped = query.group_by(COUNTS.c.unit_id).having(some > 0).order_by(COUNTS.c.unit_id)
    return [(row.unit_id, int(row.duties)) for row in await tx.execute(grouped)]


def _stands(standing: Standing) -> ColumnElement[bool]:
    if standing not in OPEN:
        return COUNTS.c.status == standing.value
    silent = COUNTS.c.status.is_(None)
    if standing is Standing.RETURNED:
        return and_(silent, COUNTS.c.returned)
    reached = COUNTS.c.reached if standing is Standing.MISSING else not_(COUNTS.c.reached)
    return and_(silent, not_(COUNTS.c.returned), reached)

"""The versions of answers, as they came, and the evidence that came with them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, select

from domain.reporting.duties import Status
from domain.reporting.reports import Report
from storage.engine.database import Tx
from storage.tables import DUTIES, REPORTS, RETURNS


async def versions(tx: Tx, duty_id: int) -> list[Report]:
    query = select(REPORTS).where(REPORTS.c.duty_id == duty_id).order_by(REPORTS.c.version)
    return [
        Report(
            row.duty_id,
            row.version,
            Status(row.status) if row.status else None,
            row.percent,
            row.note,
            row.late,
            row.author_id,
            row.on_behalf_of,
            row.received_at,
        )
        for row in await tx.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Past:
    """One line of somebody's history: a version of an answer to one of their duties."""

    task_code: str
    status: Status | None
    percent: int | None
    late: bool
    author_id: int
    received_at: datetime
    returned: bool = False


async def history(tx: Tx, owner_id: int, limit: int = 20) -> list[Past]:
    """What was last answered on the duties of a person, the newest first."""
    sent_back = and_(RETURNS.c.duty_id == REPORTS.c.duty_id, RETURNS.c.version == REPORTS.c.version)
    query = (
        select(REPORTS, DUTIES.c.task_code, RETURNS.c.id.label("return_id"))
        .join(DUTIES, DUTIES.c.id == REPORTS.c.duty_id)
        .outerjoin(RETURNS, sent_back)
        .where(DUTIES.c.owner_id == owner_id)
        .order_by(REPORTS.c.id.desc())
        .limit(limit)
    )
    return [
        Past(
            row.task_code,
            Status(row.status) if row.status else None,
            row.percent,
            row.late,
            row.author_id,
            row.received_at,
            row.return_id is not None,
        )
        for row in await tx.execute(query)
    ]


async def by_event(tx: Tx, channel: str, event_id: str) -> Report | None:
    """The one report that this message gave; None if it gave none, or several."""
    said = REPORTS.c.channel == channel, REPORTS.c.event_id == event_id
    query = select(REPORTS.c.duty_id, REPORTS.c.version).where(*said)
    found = (await tx.execute(query)).all()
    if len({row.duty_id for row in found}) != 1:
        return None
    listed = await versions(tx, found[0].duty_id)
    return next(each for each in listed if each.version == found[-1].version)


async def answered_spans(tx: Tx, duty_id: int) -> list[tuple[datetime, datetime]]:
    """From when until when the duty had an answer; the last span may have no end yet."""
    spans: list[tuple[datetime, datetime]] = []
    start: datetime | None = None
    for version in await versions(tx, duty_id):
        if version.status is not None:
            start = start or version.received_at
        elif start is not None:
            spans.append((start, version.received_at))
            start = None
    return [*spans, (start, datetime.max.replace(tzinfo=UTC))] if start else spans

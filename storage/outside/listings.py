"""Pages of what other programs read and nobody else asks for in this order: by number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from storage.engine.database import Tx
from storage.tables import DUTIES, EXTENSIONS, OFFICIALS, REPORTS, UNITS

FIRST, SECOND = OFFICIALS.alias("first"), OFFICIALS.alias("second")
AUTHORS = ("author", "on_behalf_of")
DECIDERS = ("asker", "decider")
"""Who is named in a report, and in a request."""


@dataclass(frozen=True, slots=True)
class Within:
    """Of which duties: of a period and these units, or of one alone."""

    cycle_id: int
    units: Collection[int]
    duty_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One version of an answer; an empty status takes the answer back."""

    id: int
    duty: int
    version: int
    unit: str
    task: str
    status: str | None
    percent: int | None
    note: str
    late: bool
    received_at: datetime
    author: str
    on_behalf_of: str | None


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """A request for a later day, and what was decided."""

    id: int
    duty: int
    unit: str
    task: str
    from_day: date
    to_day: date
    reason: str
    percent: int | None
    asked_at: datetime
    state: str
    answer: str
    decided_at: datetime | None
    late: bool
    asker: str
    decider: str | None


async def reports(tx: Tx, within: Within, number: int, most: int) -> list[ReportLine]:
    """At most so many versions of answers with a higher number."""
    names = "id", "version", "status", "percent", "note", "late", "received_at"
    query = _of_duties(select(*(REPORTS.c[each] for each in names), *_place(), *_people()), within)
    joined = (
        query.join(REPORTS, REPORTS.c.duty_id == DUTIES.c.id)
        .join(FIRST, FIRST.c.id == REPORTS.c.author_id)
        .outerjoin(SECOND, SECOND.c.id == REPORTS.c.on_behalf_of)
        .where(REPORTS.c.id > number)
    )
    rows = await tx.execute(joined.order_by(REPORTS.c.id).limit(most))
    return [
        ReportLine(
            row.id,
            row.duty,
            row.version,
            row.unit,
            row.task_code,
            row.status,
            row.percent,
            row.note,
            row.late,
            row.received_at,
            row.first_name,
            row.second_name,
        )
        for row in rows
    ]


async def extensions(tx: Tx, within: Within, number: int, most: int) -> list[ExtensionLine]:
    """At most so many requests with a higher number."""
    names = (
        *("id", "from_day", "to_day", "reason", "percent", "asked_at", "state", "answer"),
        "late",
    )
    columns = [EXTENSIONS.c[each] for each in (*names, "decided_at")]
    query = _of_duties(select(*columns, *_place(), *_people()), within)
    joined = (
        query.join(EXTENSIONS, EXTENSIONS.c.duty_id == DUTIES.c.id)
        .join(FIRST, FIRST.c.id == EXTENSIONS.c.asker_id)
        .outerjoin(SECOND, SECOND.c.id == EXTENSIONS.c.decided_by)
        .where(EXTENSIONS.c.id > number)
    )
    rows = await tx.execute(joined.order_by(EXTENSIONS.c.id).limit(most))
    return [
        ExtensionLine(
            row.id,
            row.duty,
            row.unit,
            row.task_code,
            row.from_day,
            row.to_day,
            row.reason,
            row.percent,
            row.asked_at,
            row.state,
            row.answer,
            row.decided_at,
            row.late,
            row.first_name,
            row.second_name,
        )
        for row in rows
    ]


def _place() -> tuple[ColumnElement[Any], ...]:
    return DUTIES.c.id.label("duty"), DUTIES.c.task_code, UNITS.c.code.label("unit")


def _people() -> tuple[ColumnElement[Any], ...]:
    return FIRST.c.name.label("first_name"), SECOND.c.name.label("second_name")


def _of_duties(query: Select[Any], within: Within) -> Select[Any]:
    joined = query.select_from(DUTIES).join(UNITS, UNITS.c.id == DUTIES.c.unit_id)
    if within.duty_id is not None:
        return joined.where(DUTIES.c.id == within.duty_id)
    return joined.where(DUTIES.c.cycle_id == within.cycle_id, DUTIES.c.unit_id.in_(within.units))

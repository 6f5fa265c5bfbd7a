"""The facts of the Word report, under the names by which its template asks for them."""

from collections.abc import Sequence
from typing import Any

from documents.wording import DASH, clean, day, deadline, moment, month, other_units, percent, words
from domain.calendar import local_day
from domain.duties import Status
from domain.report_book import SETTLED, Book, TaskRow, share
from domain.summary import UnitSummary


def context(book: Book) -> dict[str, Any]:
    """The facts under the names that placeholders use; those of the summary keep its names."""
    made, period = book.summary, book.cycle.period
    following = period.shifted(1)
    return {
        "month": month(period),
        "year": str(period.year),
        "next_month": month(following),
        "next_year": str(following.year),
        "as_of": moment(made.as_of),
        "due": moment(made.due_at),
        "totals": _plain(made.totals),
        "cells": _plain(made.cells),
        "by_status": made.by_status,
        "tasks": _task_counts(book),
        "shares": _shares(book),
        "attendance": _attendance(book),
        "units": [_unit(unit) for unit in made.units],
        "fields": [
            {"name": clean(row.name), "tasks": row.tasks, "cells": _plain(row.cells)}
            for row in book.fields
        ],
        "blocked": _ended(_blocked(book)),
        "overdue": _ended([_task(row) for row in book.overdue]),
        "coming": _ended([_task(row) for row in book.coming]),
        "annex": _annex(book),
    }


def _plain(record: Any) -> dict[str, int]:
    return {name: getattr(record, name) for name in record.__slots__}


def _task_counts(book: Book) -> dict[str, int]:
    """Tasks as their lead units say; `total` is the sum of the state's four cells."""
    cells = book.summary.cells
    led = [row for row in book.tasks if row.cell != SETTLED]
    unfinished = [row.status for row in led if not row.cell.startswith("done")]
    counts = {
        status.value: unfinished.count(status) for status in Status if status is not Status.DONE
    }
    return {
        "total": len(led),
        "done": cells.done_on_time + cells.done_late,
        "open": cells.open_in_time + cells.open_overdue,
        "missing": unfinished.count(None),
        "settled": len(book.tasks) - len(led),
        **counts,
    }


def _shares(book: Book) -> dict[str, str]:
    totals, tasks = book.summary.totals, _task_counts(book)
    return {
        "answered": percent(share(totals.answered, totals.duties)),
        "on_time": percent(share(totals.on_time, totals.duties)),
        "done": percent(share(tasks["done"], tasks["total"])),
    }


def _attendance(book: Book) -> dict[str, Any]:
    found = book.attendance
    names = {kind: [clean(unit.name) for unit in getattr(found, kind)] for kind in found.__slots__}
    return {"units": len(book.summary.units), **names}


def _unit(unit: UnitSummary) -> dict[str, Any]:
    return {
        "name": clean(unit.name),
        "duties": unit.duties,
        "answered": unit.answered,
        "on_time": unit.on_time,
        "late": unit.late,
        "missing": len(unit.missing),
        "share": percent(share(unit.answered, unit.duties)),
        "codes": ", ".join(each.task for each in unit.missing),
        "confirmed": words()["confirmed"][unit.confirmed.standing] if unit.confirmed else "",
    }


def _blocked(book: Book) -> list[dict[str, Any]]:
    return [
        {
            "unit": clean(line.unit_name),
            "task": line.task_code,
            "title": _unpointed(line.title),
            "reason": _unpointed(line.note),
        }
        for line in (entry.line for entry in book.entries)
        if line.status is Status.BLOCKED
    ]


def _task(row: TaskRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": _unpointed(row.title),
        "lead": clean(row.lead) or DASH,
        "deadline": deadline(row.deadline, row.deadline_text, row.recurrence),
        "output": clean(row.output),
        "percent": DASH if row.percent is None else row.percent,
        "cell": words()["cell"][row.cell],
        "status": words()["status"][row.status or "missing"],
        "note": clean(row.note),
        "duties": row.duties,
        "answered": row.answered,
    }


def _annex(book: Book) -> list[dict[str, Any]]:
    names = [clean(unit.name) for unit in book.summary.units]
    return [_annex_row(row, names) for row in book.tasks]


def _annex_row(row: TaskRow, names: Sequence[str]) -> dict[str, Any]:
    facts = _task(row)
    possible = [name for name in names if name != facts["lead"]]
    return facts | {
        "title": clean(row.title),
        "deadline": facts["deadline"][:1].upper() + facts["deadline"][1:],
        "coordinating": other_units([clean(each) for each in row.coordinating], possible),
        "note": "; ".join(filter(None, (facts["note"], _claim(row), _awaited(row)))),
    }


def _claim(row: TaskRow) -> str:
    """When the unit claimed that it is done, and when that was accepted."""
    claim, said = row.acceptance, words()["annex"]
    if claim is None:
        return ""
    key = "accepted" if claim.accepted_at else str(claim.state)
    decided = day(local_day(claim.decided_at)) if claim.decided_at else ""
    return said[key].format(claimed=day(local_day(claim.claimed_at)), decided=decided)


def _awaited(row: TaskRow) -> str:
    """Which coordinating units are late, while the lead unit has answered."""
    names = ", ".join(map(clean, row.awaited))
    return words()["annex"]["awaited"].format(units=names) if names else ""


def _unpointed(text: str) -> str:
    """Without the full stop that the list puts there itself."""
    return clean(text).rstrip(".;, ")


def _ended(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A semicolon after each item of a list, a full stop after the last."""
    last = len(items) - 1
    return [item | {"end": "." if at == last else ";"} for at, item in enumerate(items)]

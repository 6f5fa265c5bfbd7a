"""The facts of the Word report, under the names by which its template asks for them."""

from collections.abc import Sequence
from typing import Any

from documents.report.wording import (
    DASH,
    clean,
    day,
    deadline,
    in_full,
    month,
    noted,
    on_behalf,
    other_units,
    percent,
    points,
    words,
)
from domain.calendar.work_calendar import local_day
from domain.issues.issues import IssueDecision
from domain.reporting.duties import Status
from domain.summaries.forecast import PARTS, FieldShare, Forecast
from domain.summaries.lines import SummaryLine
from domain.summaries.report_data import SETTLED, Book, TaskRow, share
from domain.summaries.report_diff import Changes, ReportChange, Said
from domain.summaries.summary import UnitSummary


def context(book: Book) -> dict[str, Any]:
    """The facts under the names that placeholders use; those of the summary keep its names."""
    made, period = book.summary, book.cycle.period
    following = period.shifted(1)
    return {
        "month": month(period),
        "year": str(period.year),
        "next_month": month(following),
        "next_year": str(following.year),
        "as_of": in_full(made.as_of),
        "due": in_full(made.due_at),
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
        "forecast": _forecast(book.forecast) if book.forecast else None,
        "changes": [_changes(each, own=each.period == period) for each in book.changes],
        "changed": [row for each in book.changes for row in _changed(each)],
        "fixed": _plain(book.fixed) if book.fixed else None,
    }


def _plain(record: Any) -> dict[str, Any]:
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
    known = {(each.unit_code, each.task_code): each.decision for each in book.issues}
    return [
        {
            "unit": clean(line.unit_name),
            "task": line.task_code,
            "title": _unpointed(line.title),
            "reason": _with_decision(_unpointed(line.note), known.get(_place(line))),
        }
        for line in (entry.line for entry in book.entries)
        if line.status is Status.BLOCKED
    ]


def _place(line: SummaryLine) -> tuple[str, str]:
    return line.unit_code, line.task_code


def _with_decision(reason: str, decision: IssueDecision | None) -> str:
    """What was decided stands beside the difficulty, in any template."""
    if decision is None:
        return reason
    said = words()["issues"]
    text = said["beside"].format(text=_unpointed(decision.text))
    if decision.next_date:
        text += said["until"].format(day=day(decision.next_date))
    return f"{reason or said['no_cause']} ({text})"


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
        "note": noted(_note(row), row.time, answered=row.status is not None),
        "duties": row.duties,
        "answered": row.answered,
    }


def _note(row: TaskRow) -> str:
    """What the unit wrote; and, where somebody answered for the owner, both names."""
    both = on_behalf(row.answered_by, row.owner)
    return "; ".join(each for each in (clean(row.note), both) if each)


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


def _forecast(made: Forecast) -> dict[str, Any]:
    return {
        **_points(made.total),
        "fields": [{"name": clean(each.name), **_points(each)} for each in made.fields],
        "from_plan": made.from_plan,
        "left_out": ", ".join(made.left_out),
    }


def _points(share: FieldShare) -> dict[str, str]:
    return {"max": points(share.most), **{name: points(getattr(share, name)) for name in PARTS}}


def _changes(made: Changes, *, own: bool) -> dict[str, Any]:
    """`own`: of the reported period itself; the other kind came late for the one before."""
    kinds = [_kind(each) for each in made.items]
    return {
        "own": own,
        "month": month(made.period),
        "year": str(made.period.year),
        "number": made.number,
        "at": in_full(made.at),
        "count": len(kinds),
        **{name: kinds.count(name) for name in ("answered", "changed", "withdrawn", "other")},
    }


def _kind(change: ReportChange) -> str:
    """A new answer, another one, one that was taken back; or the duty itself came or went."""
    before, after = change.before, change.after
    if before is None or after is None:
        return "other"
    if before.status is None:
        return "answered"
    return "changed" if after.status else "withdrawn"


def _changed(made: Changes) -> list[dict[str, str]]:
    period = f"{month(made.period)}/{made.period.year}"
    return [{"period": period, **_change(each)} for each in made.items]


def _change(change: ReportChange) -> dict[str, str]:
    about = change.about
    return {
        "unit": clean(about.unit_name),
        "task": about.task_code,
        "title": clean(about.title),
        "before": answer(change.before),
        "after": answer(change.after),
    }


def answer(said: Said | None) -> str:
    """Đang thực hiện, 60%; báo cáo sau hạn; nội dung: …"""
    forms = words()["answer"]
    if said is None:
        return forms["not_expected"]
    if said.status is None:
        return words()["status"]["missing"]
    parts = [words()["status"][said.status]]
    parts += [f"{said.percent}%"] if said.percent is not None else []
    parts += [forms["late"]] if said.late else []
    whole = ", ".join(parts)
    note = _unpointed(said.note)
    return forms["noted"].format(answer=whole, note=note) if note else whole

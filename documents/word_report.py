"""Writes the Word report: fills the Office's template with the facts of a book."""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from documents.wording import (
    DASH,
    clean,
    deadline,
    moment,
    month,
    number,
    other_units,
    percent,
    words,
)
from domain.duties import Status
from domain.messages import Refusal
from domain.report_book import SETTLED, Book, TaskRow, share
from domain.summary import UnitSummary

SHIPPED = Path(__file__).parent / "templates" / "report.docx"
NOT_A_WORD_FILE = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError)
PLACEHOLDER = re.compile(r"\{[{%].*?(?:[}%]\}|$)")
QUOTED = re.compile(r"'([^']+)'(?! object)")
LONGEST_QUOTE = 80


def word_report(book: Book, template: Path | None = None) -> bytes:
    """The report as a .docx file.

    Raises Refusal (document.*) that names the placeholder when the template cannot be filled.
    """
    file = template or SHIPPED
    document = DocxTemplate(BytesIO(file.read_bytes()))
    try:
        document.init_docx()
    except NOT_A_WORD_FILE:
        raise Refusal("document.not_word", {"file": file.name}) from None
    facts, environment = context(book), _environment()
    try:
        document.render(facts, environment)
    except (UndefinedError, SecurityError) as wrong:
        raise Refusal("document.unknown", {"names": _unknown(document, facts, wrong)}) from None
    except (TemplateError, TypeError, ValueError) as wrong:
        raise Refusal("document.broken", {"where": _where(wrong)}) from None
    _about(document, book)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _environment() -> SandboxedEnvironment:
    """Templates come from people: they see the facts and nothing of the program."""
    return SandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: number(value) if type(value) is int else value,
    )


def _unknown(document: Any, facts: Mapping[str, Any], wrong: TemplateError) -> str:
    """Every unknown name; or, for a part of a known one, the part."""
    names: set[str] = document.get_undeclared_template_variables(_environment(), facts)
    told: list[str] = QUOTED.findall(wrong.message or "")
    return ", ".join(sorted(names)) or (told[-1] if told else str(wrong))


def _where(wrong: Exception) -> str:
    """The placeholder at which the template broke, or what was said about it."""
    near = [re.sub(r"<[^>]*>", "", str(line)) for line in getattr(wrong, "docx_context", ())]
    found = [each for line in near for each in PLACEHOLDER.findall(line)]
    if isinstance(wrong, TemplateSyntaxError) or not found:
        found = [*_suspects(found), str(wrong)]
    return found[0][:LONGEST_QUOTE]


def _suspects(found: Iterable[str]) -> list[str]:
    """Those of the placeholders nearby that cannot be read by themselves."""
    bad: list[str] = []
    environment = _environment()
    for each in found:
        try:
            environment.parse(each)
        except TemplateSyntaxError as wrong:
            if not each.startswith("{%") or "Unexpected end" not in str(wrong):
                bad.append(each)
    return bad


def _about(document: Any, book: Book) -> None:
    about = document.docx.core_properties
    about.created = about.modified = book.summary.as_of
    about.revision = 1


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
    }


def _unpointed(text: str) -> str:
    """Without the full stop that the list puts there itself."""
    return clean(text).rstrip(".;, ")


def _ended(items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A semicolon after each item of a list, a full stop after the last."""
    last = len(items) - 1
    return [item | {"end": "." if at == last else ";"} for at, item in enumerate(items)]

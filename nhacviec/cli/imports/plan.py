"""The command that brings the plan's annex in, or shows first what would come in."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.files.file_store import FileStore
from documents.plan.preview import preview
from domain.imports.changes.endings import Endings
from domain.imports.file_notes import FileNote
from domain.imports.plan_diff import PlanDifference
from domain.imports.plan_rows import AnnexRow, PlanReading
from domain.imports.plan_vocabulary import Heading
from domain.imports.preview import Preview, PreviewCell, of_plan
from domain.imports.progress import PAGES, ROWS
from domain.imports.rows import TaskLine, faulty_rows
from domain.messaging.messages import Refusal
from domain.reporting.plans import Recurrence
from nhacviec.cli.changes.endings import EndMissing, KeepMissing, missing, refuse_unasked
from nhacviec.cli.imports.people import Root, SkipBadRows, end_as_import_would, print_errors
from nhacviec.cli.support import progress, say, with_database
from nhacviec.config.settings import Settings
from nhacviec.onboarding import importing
from nhacviec.onboarding.importing import FileRefused, PlanImported
from nhacviec.runtime import clock
from storage.engine.database import Database

DOUBTFUL = "(?)"


def import_plan(  # noqa: PLR0913 - options of the command line
    file: Path,
    skip_bad_rows: SkipBadRows = False,
    root: Root = "",
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    preview_file: Annotated[Path | None, typer.Option("--preview")] = None,
    end_missing: EndMissing = False,
    keep_missing: KeepMissing = False,
    compared: Annotated[bool, typer.Option("--compared")] = False,
) -> None:
    """Nhập phụ lục nhiệm vụ của kế hoạch (Word, Excel, PDF, bản quét, CSV)."""

    wanted = missing(end=end_missing, keep=keep_missing)

    async def look(db: Database, _known: Settings) -> tuple[PlanReading, PlanDifference, Endings]:
        reading = await importing.look_at_plan(db, file, root)
        endings = await importing.plan_endings(db, reading, root)
        return reading, await importing.compare_plan(db, reading, root), endings

    async def work(db: Database, known: Settings) -> PlanImported:
        return await importing.import_plan(
            db,
            file,
            clock.now(),
            skip_bad_rows=skip_bad_rows,
            root=root,
            missing=wanted,
            compared=compared,
            file_store=FileStore(known.files_dir, clock.new_token),
        )

    if dry_run or as_json or preview_file:
        with _telling():
            reading, difference, endings = with_database(look)
        _show(reading, difference, as_json=as_json, preview_file=preview_file, dry_run=dry_run)
    if dry_run:
        end_as_import_would(reading.lines, reading.errors, skip=skip_bad_rows)
        if reading.lines:
            refuse_unasked(endings, wanted)
    else:
        try:
            with _telling():
                done = with_database(work)
            _tell(done, quiet=as_json)
        except FileRefused:
            if as_json:
                raise typer.Exit(1) from None
            raise


@contextmanager
def _telling() -> Iterator[None]:
    """Pages that are recognised, then rows that are kept."""
    with (
        progress() as bar,
        PAGES.told(bar("cli.pages_read")),
        ROWS.told(bar("cli.rows_imported")),
    ):
        yield


def learn_meaning(said: str, root: Root = "") -> None:
    """Ghi nhớ từ ngữ trong kế hoạch chỉ đơn vị nào: "Các phòng liên quan=VP;P_QLTM"."""

    async def learn(db: Database, _known: Settings) -> bool:
        return await importing.learn_meaning(db, said, clock.now(), root)

    if not with_database(learn):
        raise Refusal("cli.meaning_unclear", {"value": said})
    typer.echo(say("cli.meaning_kept"))


def _show(
    reading: PlanReading,
    difference: PlanDifference,
    *,
    as_json: bool,
    preview_file: Path | None,
    dry_run: bool,
) -> None:
    if preview_file:
        preview_file.write_bytes(preview(reading, say))
    if as_json:
        typer.echo(json.dumps(_as_json(reading), ensure_ascii=False, indent=1))
    elif dry_run:
        _print(reading)
        if reading.lines:
            print_difference(difference)


def _tell(done: PlanImported, *, quiet: bool) -> None:
    if quiet or done.change is None:
        return
    reading, change = done.reading, done.change
    print_notes(reading.notes)
    print_errors(reading.errors)
    typer.echo(say("cli.imported", rows=len(reading.rows), changed=change.total))
    facts = {"new": change.new, "changed": change.changed, "ended": change.ended}
    typer.echo(say("cli.plan_changed", **facts))


def _print(reading: PlanReading) -> None:
    """The tasks as a table, then what is wrong and what was left out."""
    table = Table(*say("cli.plan_columns").split(";"))
    for row in reading.rows:
        if row.task:
            table.add_row(*_shown(row, row.task))
    if reading.lines:
        Console().print(table)
    for each in reading.ignored:
        facts = {"row": each.number, "part": each.part, "why": say(each.why), "text": each.text}
        typer.echo(say("cli.plan_ignored", **facts))
    for row in reading.rows:
        for doubt in row.doubts:
            column = " ".join(row.titles.get(Heading(doubt.heading), "").split())
            facts = {"row": row.number, "part": row.part, "column": column}
            why, number = say(doubt.reason, **doubt.facts), row.cells[Heading.NUMBER]
            typer.echo(say("cli.plan_doubt", **facts, number=number, why=why))
    print_notes(reading.notes)
    print_errors(reading.errors)
    for asked in of_plan(reading).questions:
        facts = {"words": asked.words, "rows": asked.rows}
        guess = next(iter(asked.suggestions), "")
        typer.echo(say("cli.plan_question", **facts, guess=guess))
    doubtful = sum(bool(row.doubts) for row in reading.rows if row.task)
    counts = {"tasks": len(reading.lines), "doubts": doubtful, "ignored": len(reading.ignored)}
    typer.echo(say("cli.plan_read", **counts, errors=faulty_rows(reading.errors)))


def print_notes(notes: Sequence[FileNote]) -> None:
    """What there is to say of the file as a whole: who signed it, that it is a scan."""
    for each in notes:
        typer.echo(say(each.reason, **each.facts))


def print_difference(difference: PlanDifference) -> None:
    """What would be new, changed and ended, task by task."""
    counts = {name: len(getattr(difference, name)) for name in ("new", "changed", "ended")}
    for task in difference.new:
        typer.echo(say("cli.plan_new", code=task.code, title=task.title))
    for change in difference.changed:
        names = ", ".join(say(f"changed.{name}") for name in change.names)
        facts = {"code": change.code, "title": change.title, "names": names}
        typer.echo(say("cli.plan_altered", **facts))
    for task in difference.ended:
        typer.echo(say("cli.plan_ended", code=task.code, title=task.title))
    if difference.kept:
        names = ", ".join(say(f"changed.{name}") for name in difference.kept)
        typer.echo(say("cli.plan_kept", names=names))
    typer.echo(say("cli.plan_changed", **counts))


def _shown(row: AnnexRow, task: TaskLine) -> tuple[str, ...]:
    """The cells of a task; one to look at bears a mark."""
    shown = {
        Heading.NUMBER: task.code,
        Heading.FIELD: task.field,
        Heading.TASK: task.title,
        Heading.LEAD: ", ".join(task.lead_codes),
        Heading.COORDINATING: ", ".join(task.coordinating_codes),
        Heading.DEADLINE: f"{task.deadline:%d/%m/%Y}" if task.deadline else task.deadline_text,
        Heading.OUTPUT: task.output,
    }
    marked = row.doubted
    return tuple(f"{text} {DOUBTFUL}" if each in marked else text for each, text in shown.items())


def _as_json(reading: PlanReading) -> dict[str, Any]:
    return {
        "tasks": [_task(row, row.task) for row in reading.rows if row.task],
        "errors": [
            {
                "row": error.row,
                "column": error.column,
                "reason": say(error.reason, **error.facts),
                "kind": error.reason.partition(".")[2],
                "file": error.file,
            }
            for error in reading.errors
        ],
        "ignored": [
            {"row": each.number, "why": say(each.why), "part": each.part, "text": each.text}
            for each in reading.ignored
        ],
        "preview": _preview(of_plan(reading)),
    }


def _preview(preview: Preview) -> dict[str, Any]:
    """Every row with its cells: value, source, title, what is wrong or doubted, suggestions."""
    return {
        "rows": [
            {
                "file": row.file,
                "part": row.part,
                "row": row.number,
                "code": row.code,
                "kept": row.kept,
                "cells": [_cell(cell) for cell in row.cells if cell.value or cell.remarks],
            }
            for row in preview.rows
        ],
        "questions": [
            {
                "words": each.words,
                "rows": each.rows,
                "held": each.held,
                "suggestions": list(each.suggestions),
            }
            for each in preview.questions
        ],
    }


def _cell(cell: PreviewCell) -> dict[str, Any]:
    return {
        "column": cell.column.value,
        "title": cell.title,
        "value": cell.value,
        "source": cell.source,
        "wrong": [say(each.reason, **each.facts) for each in cell.wrong],
        "doubts": [say(each.reason, **each.facts) for each in cell.doubts],
        "suggestions": [words for each in cell.remarks for words in each.suggestions],
    }


def _task(row: AnnexRow, task: TaskLine) -> dict[str, Any]:
    """A task that names no day and no recurrence has none, though it is kept as done once."""
    unnamed = task.deadline is None and task.recurrence is Recurrence.ONCE
    return {
        "stt": row.cells[Heading.NUMBER],
        "code": task.code,
        "field": task.field,
        "criterion": task.criterion,
        "task": task.title,
        "lead": list(task.lead_codes),
        "coordinating": list(task.coordinating_codes),
        "outside": task.outside,
        "deadline_text": task.deadline_text,
        "deadline": task.deadline.isoformat() if task.deadline else None,
        "recurrence": None if unnamed else task.recurrence.value,
        "output": task.output,
        "max_score": task.max_score,
        "row": row.number,
        "part": row.part,
        "doubts": [
            {"column": each.heading.value, "reason": say(each.reason, **each.facts)}
            for each in row.doubts
        ],
    }

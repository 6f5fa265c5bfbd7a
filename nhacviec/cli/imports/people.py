"""Commands that bring people and plans in: import and invite."""

import csv
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.rendering.catalogue import Catalogue
from documents.readers.criteria import read_criteria
from domain.calendar.work_calendar import local_day
from domain.imports.progress import ROWS
from domain.imports.rows import RowError, faulty_rows
from nhacviec.cli.support import cell, progress, say, with_database, writes
from nhacviec.cli.support import official as find
from nhacviec.config.settings import Settings
from nhacviec.onboarding import importing
from nhacviec.onboarding.importing import Imported
from nhacviec.onboarding.invitations import Invitation, NobodyToInvite, Offer, invite, on_paper
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import chat_links

MOST_PRINTED = 10
SHOWN_WHOLE = ("official", "code")  # a code is shown once: the screen may be narrow
imports = typer.Typer(no_args_is_help=True)
SkipBadRows = Annotated[bool, typer.Option("--skip-bad-rows")]
Root = Annotated[str, typer.Option("--root")]


class Listing(StrEnum):
    TABLE = "table"
    CSV = "csv"
    PDF = "pdf"


def invite_people(
    unit: Annotated[str, typer.Option()] = "",
    official: Annotated[str, typer.Option()] = "",
    form: Annotated[Listing, typer.Option("--format")] = Listing.TABLE,
    output: Annotated[Path, typer.Option()] = Path("thu-moi.pdf"),
) -> None:
    """Cấp mã mời; mã chỉ hiện một lần."""

    async def work(db: Database, known: Settings) -> list[Invitation]:
        return await invite(db, clock.now(), unit=unit, official=official, offer=Offer.of(known))

    try:
        issued = with_database(work)
    except NobodyToInvite as nobody:
        sys.exit(say("cli.nobody", code=str(nobody)))
    if form is Listing.PDF:
        with progress() as bar:
            output.write_bytes(on_paper(issued, Catalogue(), bar("cli.pages_done")))
        typer.echo(say("cli.written", path=str(output)))
    else:
        _print_rows([_shown(each) for each in issued], form)
    if voided := [each.official for each in issued if each.voided]:
        typer.echo(say("cli.voided", count=len(voided), codes=", ".join(voided)), err=True)


def _shown(issued: Invitation) -> dict[str, Any]:
    return {name: value for name, value in asdict(issued).items() if name != "voided"}


@writes
async def unlink_official(tx: Tx, official: Annotated[str, typer.Option()]) -> str:
    """Ngắt mọi kênh của một cán bộ, khi mất điện thoại; sau đó cấp lại mã mời bằng invite."""
    person, now = await find(tx, official), clock.now()
    ended = await chat_links.end_all(tx, person.id, "lost", now)
    what = {"actor": "administrator", "action": "link.ended", "subject": person.subject}
    await audit.add(tx, at=now, **what, chats=ended)
    return say("cli.unlinked", code=official, count=ended)


def _print_rows(rows: Sequence[dict[str, Any]], form: Listing) -> None:
    if form is Listing.CSV:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({name: cell(each) for name, each in row.items()} for row in rows)
        return
    titles = dict(zip(rows[0], say("cli.invitation_columns").split(";"), strict=True))
    table, used = Table(), [name for name in rows[0] if any(row[name] for row in rows)]
    for name in used:
        table.add_column(titles[name], no_wrap=name in SHOWN_WHOLE, overflow="fold")
    for row in rows:
        day = f"{local_day(row['expires_at']):%d/%m/%Y}"
        table.add_row(*(str({**row, "expires_at": day}[name]) for name in used))
    Console().print(table)


@imports.command("calendar")
def calendar_days(file: Path, skip_bad_rows: SkipBadRows = False) -> None:
    """Nhập ngày nghỉ, ngày làm bù."""
    bring_in(
        lambda db: importing.import_calendar(db, file, clock.now(), skip_bad_rows=skip_bad_rows)
    )


@imports.command()
def criteria(
    file: Path,
    skip_bad_rows: SkipBadRows = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    """Nhập bảng tiêu chí, điểm tối đa của Chỉ số cải cách hành chính (.csv)."""
    if not dry_run:
        bring_in(
            lambda db: importing.import_criteria(db, file, clock.now(), skip_bad_rows=skip_bad_rows)
        )
        return
    read = read_criteria(file)
    print_errors(read.errors)
    counts = {"criteria": len(read.lines), "errors": faulty_rows(read.errors)}
    total = sum(line.max_score for line in read.lines)
    typer.echo(say("cli.criteria_read", **counts, total=total))
    end_as_import_would(read.lines, read.errors, skip=skip_bad_rows)


def bring_in(work: Callable[[Database], Awaitable[Imported]]) -> None:
    """Do it, then say what was wrong and how much changed."""
    with progress() as bar, ROWS.told(bar("cli.rows_imported")):
        done = with_database(lambda db, _known: work(db))
    print_errors(done.errors)
    typer.echo(say("cli.imported", rows=done.rows, changed=done.changed))


def end_as_import_would(lines: Sequence[object], errors: Sequence[RowError], *, skip: bool) -> None:
    """After a dry run: a file that the import would refuse ends with 1, for scripts to see."""
    if errors and not (skip and lines):
        raise typer.Exit(1)


def print_errors(errors: Sequence[RowError]) -> None:
    """The first bad rows with place and reason, on standard error; of many, all in a file."""
    for error in errors[:MOST_PRINTED]:
        typer.echo(_line(error), err=True)
    if len(errors) > MOST_PRINTED:
        with NamedTemporaryFile(
            "w", encoding="utf-8", prefix="nhacviec-", suffix=".txt", delete=False
        ) as kept:
            kept.writelines(f"{_line(each)}\n" for each in errors)
        left = len(errors) - MOST_PRINTED
        typer.echo(say("cli.more_errors", count=left, path=kept.name), err=True)


def _line(error: RowError) -> str:
    place = {"file": error.file, "row": error.row, "column": error.column}
    return say("cli.row_error", **place, reason=say(error.reason, **error.facts))

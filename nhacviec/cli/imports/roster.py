"""The command that brings the roster in, or shows first what would change."""

from pathlib import Path
from typing import Annotated

import typer

from domain.imports.changes.endings import Endings, Missing
from domain.imports.roster_diff import RosterDifference
from domain.imports.roster_rows import RosterReading
from domain.imports.roster_vocabulary import RosterColumn
from domain.imports.rows import faulty_rows
from nhacviec.cli.changes.endings import EndMissing, KeepMissing, missing, refuse_unasked
from nhacviec.cli.imports.people import (
    Root,
    SkipBadRows,
    bring_in,
    end_as_import_would,
    print_errors,
)
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.onboarding import importing
from nhacviec.onboarding.importing import Imported
from nhacviec.runtime import clock
from storage.engine.database import Database


def import_roster(  # noqa: PLR0913 - options of the command line
    file: Path,
    officials_file: Annotated[Path | None, typer.Argument()] = None,
    skip_bad_rows: SkipBadRows = False,
    root: Root = "",
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    end_missing: EndMissing = False,
    keep_missing: KeepMissing = False,
) -> None:
    """Nhập danh sách cán bộ (Word, Excel, PDF, CSV), hoặc hai tệp CSV: đơn vị và cán bộ."""

    wanted = missing(end=end_missing, keep=keep_missing)

    async def work(db: Database) -> Imported:
        now, skip = clock.now(), skip_bad_rows
        if officials_file is None:
            return await importing.import_roster_file(
                db, file, now, skip_bad_rows=skip, root=root, missing=wanted
            )
        return await importing.import_roster(
            db, file, officials_file, now, skip_bad_rows=skip, root=root, missing=wanted
        )

    if not dry_run:
        bring_in(work)
    elif officials_file is None:
        _look(file, root, skip=skip_bad_rows, wanted=wanted)
    else:
        raise typer.BadParameter(say("cli.dry_run_one_file"))


def _look(file: Path, root: str, *, skip: bool, wanted: Missing) -> None:
    """What would change, and what is wrong; nothing is written."""

    async def look(
        db: Database, _known: Settings
    ) -> tuple[RosterReading, RosterDifference, Endings]:
        reading, difference = await importing.look_at_roster(db, file, root)
        return reading, difference, await importing.roster_endings(db, reading, root)

    reading, difference, endings = with_database(look)
    if reading.lines:
        _print(difference)
    for each in reading.ignored:
        facts = {"row": each.number, "part": each.part, "why": say(each.why), "text": each.text}
        typer.echo(say("cli.plan_ignored", **facts))
    for row in reading.rows:
        for doubt in row.doubts:
            facts = {"row": row.number, "part": row.part, "name": row.cells[RosterColumn.NAME]}
            typer.echo(say("cli.roster_doubt", **facts, why=say(doubt.reason, **doubt.facts)))
    print_errors(reading.errors)
    counts = {"people": len(reading.lines), "errors": faulty_rows(reading.errors)}
    typer.echo(say("cli.roster_read", **counts))
    end_as_import_would(reading.lines, reading.errors, skip=skip)
    if reading.lines:
        refuse_unasked(endings, wanted)


def _print(difference: RosterDifference) -> None:
    for each in difference.new:
        typer.echo(say("cli.roster_new", code=each.code, name=each.name, unit=each.unit_code))
    for move in difference.moved:
        facts = {"code": move.code, "name": move.name, "before": move.from_unit}
        typer.echo(say("cli.roster_moved", **facts, after=move.to_unit))
    for change in difference.changed:
        names = ", ".join(say(f"changed.{name}") for name in change.names)
        typer.echo(say("cli.roster_altered", code=change.code, name=change.name, names=names))
    for each in difference.left:
        typer.echo(say("cli.roster_left", code=each.code, name=each.name, unit=each.unit_code))
    counts = {name: len(getattr(difference, name)) for name in ("new", "moved", "changed", "left")}
    typer.echo(say("cli.roster_changed", **counts))

"""Commands that give tasks to people: by file, one by one, and the workbook to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from bot.features.assignments import handlers as assigning
from bot.inbound.context import UpdateContext
from bot.rendering.markup import plain
from documents.assignments.workbook import NAME, named
from domain.imports.changes.assignments import AssignmentChange
from domain.imports.rows import AssignmentsRead, faulty_rows
from domain.messaging.messages import Refusal, Reply
from domain.people.units import Tree
from nhacviec.cli import departments
from nhacviec.cli.acting import act
from nhacviec.cli.imports.people import (
    Root,
    SkipBadRows,
    bring_in,
    end_as_import_would,
    print_errors,
)
from nhacviec.cli.support import emit, say, with_database
from nhacviec.cli.support import official as find
from nhacviec.config.settings import Settings
from nhacviec.onboarding import importing
from nhacviec.runtime import clock
from nhacviec.runtime.report_files import assignments_form
from storage.engine.database import Database
from storage.plans import assignments


def import_assignments(
    file: Path,
    skip_bad_rows: SkipBadRows = False,
    root: Root = "",
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    """Nhập phân công nhiệm vụ (Word, Excel, LibreOffice, PDF, CSV)."""
    if dry_run:
        _look(file, root, skip=skip_bad_rows)
        return
    bring_in(
        lambda db: importing.import_assignments(
            db, file, clock.now(), skip_bad_rows=skip_bad_rows, root=root
        )
    )


def _look(file: Path, root: str, *, skip: bool) -> None:
    """What would change, and what is wrong; nothing is written."""

    async def look(
        db: Database, _known: Settings
    ) -> tuple[AssignmentsRead, list[AssignmentChange], Tree]:
        return await importing.look_at_assignments(db, file, clock.now(), root)

    read, changes, tree = with_database(look)
    for each in changes:
        unit, person = tree.by_id[each.charge.unit_id].code, named(each.person)
        facts = {"code": each.charge.task_code, "title": each.charge.title, "unit": unit}
        typer.echo(say("cli.assignment_new", **facts, person=person))
    print_errors(read.errors)
    counts = {"rows": len(read.lines), "blank": read.blank, "errors": faulty_rows(read.errors)}
    typer.echo(say("cli.assignments_read", **counts, changed=len(changes)))
    end_as_import_would(read.lines, read.errors, skip=skip)


def write_assignments(
    output: Annotated[Path, typer.Option()] = Path(NAME),
    root: Root = "",
) -> None:
    """Ghi bảng phân công để điền: đơn vị, nhiệm vụ, người thực hiện hiện nay."""

    async def make(db: Database, _known: Settings) -> bytes:
        async with db.read() as tx:
            within = await departments.within(tx, root)
        return await assignments_form(db, clock.now(), within)

    output.write_bytes(with_database(make))
    typer.echo(say("cli.written", path=str(output)))


def assign(task: str, unit: str, official: str, by: Annotated[str, typer.Option("--by")]) -> None:
    """Phân công một nhiệm vụ của một đơn vị cho một cán bộ (mã nhiệm vụ, đơn vị, cán bộ).

    --by: mã cán bộ của Văn phòng hoặc trưởng đơn vị phân công; hai người liên quan được báo.
    """

    async def give(context: UpdateContext) -> list[Reply]:
        tree = await context.tree()
        here = tree.coded(unit)
        known = await assignments.charges(context.tx, [here.id], context.now) if here else []
        charge = next((each for each in known if each.task_code == task), None)
        if charge is None:
            raise Refusal("cli.no_charge", {"code": task, "unit": unit})
        return (await assigning.give(context, charge.id, (await find(context.tx, official)).id))[:1]

    async def work(db: Database, _known: Settings) -> list[str]:
        return await act(db, clock.now, by, give)

    emit([plain(sentence)[0] for sentence in with_database(work)])

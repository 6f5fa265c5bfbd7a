"""The command that takes an import of the last days back."""

from typing import Annotated

import typer

from actions.imports.undo import facts_of
from domain.imports.changes.undo import Undone
from domain.messaging.messages import Refusal
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Database
from storage.plans import import_changes
from storage.plans import undo as undoing
from storage.plans.import_changes import Applied


def undo_import(
    number: Annotated[int, typer.Argument()] = 0,
    listed: Annotated[bool, typer.Option("--list")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
) -> None:
    """Hoàn tác một lần nhập trong 7 ngày qua; không ghi số: lần gần nhất."""
    if listed:
        _list()
        return

    async def work(db: Database, _known: Settings) -> tuple[Applied, Undone]:
        return await _take_back(db, number, dry_run=dry_run)

    applied, undone = with_database(work)
    key = "cli.undo_would" if dry_run else "cli.undone"
    typer.echo(say(key, number=applied.id, **facts_of(applied, undone)))
    for each in undone.kept:
        typer.echo(say("cli.undo_kept", name=each.name, why=say(f"kept_why.{each.why}")))


async def _take_back(db: Database, number: int, *, dry_run: bool) -> tuple[Applied, Undone]:
    now = clock.now()
    async with db.begin() as tx:
        recent = await import_changes.recent(tx, now)
        applied = next((each for each in recent if number in (0, each.id)), None)
        if applied is None:
            raise Refusal("undo.over")
        if dry_run:
            return applied, await undoing.foresee(tx, applied, now)
        if not await import_changes.mark_undone(tx, applied.id, now):
            raise Refusal("undo.over")
        undone = await undoing.take_back(tx, applied, now)
        await audit.add(
            tx,
            at=now,
            actor="command",
            action="import.undone",
            subject=f"import-change:{applied.id}",
            people=undone.people,
            tasks=undone.tasks,
            kept=len(undone.kept),
        )
        return applied, undone


def _list() -> None:
    async def find(db: Database, _known: Settings) -> list[Applied]:
        async with db.read() as tx:
            return await import_changes.recent(tx, clock.now())

    for each in with_database(find):
        facts = {"number": each.id, "matter": each.matter, "name": each.source}
        typer.echo(say("cli.undo_listed", **facts, at=each.applied_at.isoformat()))

"""The command that lists the versions of the plan: from which file, and who signed it."""

import typer

from nhacviec.cli.imports.people import Root
from nhacviec.cli.imports.plan import print_notes
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.onboarding import importing
from storage.engine.database import Database
from storage.plans.plans import Version


def list_versions(root: Root = "") -> None:
    """Liệt kê các bản của kế hoạch: từ tệp nào, ai đã ký, bản gốc ở đâu."""

    async def look(db: Database, known: Settings) -> list[tuple[Version, str]]:
        found = await importing.plan_versions(db, root)
        return [(each, _path(known, each)) for each in found]

    versions = with_database(look)
    if not versions:
        typer.echo(say("cli.plan_no_version"))
    for version, path in versions:
        source = version.source
        facts = {"number": version.number, "at": version.imported_at.isoformat(), "path": path}
        typer.echo(say("cli.plan_version", **facts, name=source.name, hash=source.content_hash))
        print_notes(source.notes)


def _path(known: Settings, version: Version) -> str:
    stored = version.source.stored
    return str(known.files_dir / stored) if stored else ""

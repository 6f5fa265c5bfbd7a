"""What the commands of the command line share: settings, database, sentences."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import typer

from bot.rendering.catalogue import Catalogue
from nhacviec.config import settings
from nhacviec.config.settings import Settings
from storage.engine.database import Database, open_database

Result = TypeVar("Result")


def say(key: str, **facts: Any) -> str:
    return Catalogue().sentence(key, **facts)


def known_settings() -> Settings:
    return settings.load(dict(os.environ))


def with_database(work: Callable[[Database, Settings], Awaitable[Result]]) -> Result:
    """Open the database of the settings, do the work, and close it again."""

    async def go() -> Result:
        known = known_settings()
        db = await open_database(known.database_url, known.data_keys)
        try:
            return await work(db, known)
        finally:
            await db.close()

    return asyncio.run(go())


def put_out(text: str, output: Path | None) -> None:
    """Into the file asked for, or onto the screen."""
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", "utf-8")


def write_file(name: str, content: bytes, output: Path | None) -> None:
    """Into the file asked for; or under its own name, in the folder asked for or in this one."""
    target = output or Path()
    path = target / name if target.is_dir() else target
    path.write_bytes(content)
    typer.echo(say("document.written", path=str(path)))

"""What the commands of the command line share: settings, database, sentences."""

import asyncio
import inspect
import json
import os
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.rendering.catalogue import Catalogue
from domain.imports.progress import Tell
from domain.messaging.messages import Refusal
from domain.people.officials import Official
from nhacviec.cli.language import language
from nhacviec.config import settings
from nhacviec.config.settings import Settings
from storage.engine.availability import explained, is_away
from storage.engine.database import Database, Tx, open_database
from storage.people import officials

Result = TypeVar("Result")
QUIET_S = 3.0
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
P = ParamSpec("P")
Told = str | Sequence[str]
Command = Callable[Concatenate[Tx, P], Awaitable[Told]]


def say(key: str, **facts: Any) -> str:
    return Catalogue().sentence(key, language(), **facts)


def known_settings() -> Settings:
    return settings.load(dict(os.environ))


def with_database(work: Callable[[Database, Settings], Awaitable[Result]]) -> Result:
    """Open the database of the settings, do the work, and close it again."""

    async def go() -> Result:
        known = known_settings()
        db = await open_database(known.database_url, known.data_keys)
        try:
            return await work(db, known)
        except Exception as broken:
            if is_away(broken):
                raise explained(broken, db.url) from None
            raise
        finally:
            await db.close()

    return asyncio.run(go())


def reads(work: Command[P]) -> Callable[P, None]:
    """A command that reads in one transaction and then says what it returns."""
    return _command(work, Database.read)


def writes(work: Command[P]) -> Callable[P, None]:
    """A command that writes in one transaction and, once that is kept, says what it returns."""
    return _command(work, Database.begin)


def _command(
    work: Command[P], transaction: Callable[[Database], AbstractAsyncContextManager[Tx]]
) -> Callable[P, None]:
    @wraps(work)
    def command(*arguments: P.args, **named: P.kwargs) -> None:
        async def within(db: Database, _known: Settings) -> Told:
            async with transaction(db) as tx:
                return await work(tx, *arguments, **named)

        emit(with_database(within))

    whole = inspect.signature(work)
    options = [each for name, each in whole.parameters.items() if name != "tx"]
    command.__signature__ = whole.replace(parameters=options)  # type: ignore[attr-defined] # typer reads it
    return command


def emit(told: Told) -> None:
    """Onto the screen, a sentence a line."""
    for each in [told] if isinstance(told, str) else told:
        typer.echo(each)


def as_json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)


async def official(tx: Tx, code: str) -> Official:
    """Raises Refusal for a code that nobody has."""
    found = await officials.find_by_code(tx, code)
    if found is None:
        raise Refusal("cli.nobody", {"code": code})
    return found


def cell(value: object) -> str:
    """A value as a spreadsheet shows it: what would begin a formula is text, a number stays one."""
    text = str(value)
    begins = text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text)
    return f"'{text}" if begins else text


@contextmanager
def progress() -> Iterator[Callable[[str], Tell]]:
    """How far a long command is, in the sentence of a key; on standard error, beside the result.

    A bar on a terminal; elsewhere a line with each tenth, once it has taken some seconds.
    """
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task, told = bar.add_task("", total=None), ("", 0)

        def tell(key: str, done: int, total: int) -> None:
            nonlocal told
            words, before = say(key, done=done, total=total), told
            told = key, done * 10 // max(total, 1)
            bar.update(task, description=words, completed=done, total=total)
            if bar.disable and told != before and (bar.tasks[0].elapsed or 0) > QUIET_S:
                typer.echo(words, err=True)

        yield lambda key: partial(tell, key)


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

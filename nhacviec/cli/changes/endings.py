"""What the command line says of people and tasks that a file would end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from domain.imports.changes.endings import Endings, Missing
from nhacviec.cli.support import known_settings, say

EndMissing = Annotated[bool, typer.Option("--end-missing")]
"""End whoever and whatever the file does not name."""
KeepMissing = Annotated[bool, typer.Option("--keep-missing")]
"""Only add and change, end nobody."""


class EndingsUnasked(Exception):
    """A file would end many, and nobody has said that it shall."""

    def __init__(self, endings: Endings) -> None:
        super().__init__(f"{endings.count} would end")
        self.endings = endings


def missing(*, end: bool, keep: bool) -> Missing:
    """What the two options say, with the share of the settings."""
    if end and keep:
        raise typer.BadParameter(say("cli.end_or_keep"))
    return Missing(end, keep, known_settings().import_end_share)


def refuse_unasked(endings: Endings, wanted: Missing) -> None:
    """Raises EndingsUnasked where so many would end that it must be said."""
    if endings.must_ask(wanted.share) and not (wanted.end or wanted.keep):
        raise EndingsUnasked(endings)


@contextmanager
def asking_before_many_end() -> Iterator[None]:
    """What was not said ends in the list of all who would end, and a sentence."""
    try:
        yield
    except EndingsUnasked as unasked:
        print_endings(unasked.endings)
        sys.exit(sentence(unasked.endings))


def print_endings(endings: Endings) -> None:
    """Every person, post, task and unit that would end, a line each, on standard error."""
    for each in endings.people:
        facts = {"code": each.code, "name": each.name, "unit": each.unit_code}
        typer.echo(say("cli.roster_left", **facts), err=True)
    for post in endings.posts:
        facts = {"name": post.member.name, "unit": post.member.unit_code, "role": post.role.value}
        typer.echo(say("cli.post_ended", **facts), err=True)
    for task in endings.tasks:
        typer.echo(say("cli.plan_ended", code=task.code, title=task.title), err=True)
    for code in endings.units:
        typer.echo(say("cli.unit_ended", code=code), err=True)


def sentence(endings: Endings) -> str:
    """How many would end, and what to add to the command."""
    counts = {"count": endings.count, "whole": endings.whole, "posts": len(endings.posts)}
    return say("cli.ends_many", **counts)

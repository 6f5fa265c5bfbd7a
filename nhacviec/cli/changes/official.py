"""Commands that add, correct, move or end one official, with what that brings told first."""

from typing import Annotated

import typer

from actions.people import officials as acts
from actions.people import reading
from actions.people.officials import OfficialEdit
from actions.people.reading import Said
from bot.features.officials import handlers
from bot.inbound.context import UpdateContext
from bot.rendering.markup import plain
from domain.messaging.messages import Refusal, Reply
from nhacviec.cli.acting import act
from nhacviec.cli.support import with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.engine.database import Database
from storage.people import officials

app = typer.Typer(no_args_is_help=True)
By = Annotated[str, typer.Option("--by")]
Yes = Annotated[bool, typer.Option("--yes")]
Last = Annotated[bool, typer.Option("--last")]
Word = Annotated[str, typer.Option()]


@app.command("add")
def add_official(  # noqa: PLR0913 - options of the command line
    name: str,
    by: By,
    unit: Word,
    position: Word = "",
    phone: Word = "",
    email: Word = "",
    focal: Annotated[bool, typer.Option("--focal")] = False,
    yes: Yes = False,
) -> None:
    """Thêm một cán bộ. Không có --yes: chỉ xem trước."""
    _carry_out(by, "add", Said("", name, unit, position, phone, email, focal), yes=yes)


@app.command("edit")
def edit_official(  # noqa: PLR0913 - options of the command line
    code: str,
    by: By,
    name: Word = "",
    position: Word = "",
    phone: Word = "",
    email: Word = "",
    focal: Annotated[bool | None, typer.Option("--focal/--no-focal")] = None,
    yes: Yes = False,
    last: Last = False,
) -> None:
    """Sửa một cán bộ; điều không ghi thì giữ nguyên. Không có --yes: chỉ xem trước."""
    said = Said(code, name, "", position, phone, email, focal)
    _carry_out(by, "edit", said, yes=yes, last=last)


@app.command("move")
def move_official(
    code: str, by: By, unit: Word, position: Word = "", yes: Yes = False, last: Last = False
) -> None:
    """Chuyển một cán bộ sang đơn vị khác. Không có --yes: chỉ xem trước."""
    _carry_out(by, "move", Said(code, unit=unit, position=position), yes=yes, last=last)


@app.command("end")
def end_official(code: str, by: By, yes: Yes = False, last: Last = False) -> None:
    """Kết thúc một cán bộ. Không có --yes: chỉ xem trước."""
    _carry_out(by, "end", Said(code), yes=yes, last=last)


def _carry_out(by: str, how: str, said: Said, *, yes: bool, last: bool = False) -> None:
    """Show it; do it where that was said. Ends with 1 where nothing was written."""
    written = False

    async def change(context: UpdateContext) -> list[Reply]:
        nonlocal written
        edit = await _edit(context, how, said)
        told = await acts.foresee(context.acting, edit)
        if not told.anything:
            return [Reply("official.no_change")]
        shown = Reply("official.sure", await acts.facts_of(context.acting, edit, told))
        if not yes:
            return [shown, Reply("cli.official_yes")]
        if told.last and not last:
            return [shown, Reply("cli.official_last")]
        done = await acts.apply(context.acting, edit, last=last)
        written = True
        return [shown, handlers.said_of(done)]

    async def work(db: Database, _known: Settings) -> list[str]:
        return await act(db, clock.now, by, change)

    for sentence in with_database(work):
        typer.echo(plain(sentence)[0])
    if not written:
        raise typer.Exit(1)


async def _edit(context: UpdateContext, how: str, said: Said) -> OfficialEdit:
    await acts.authorise(context.acting)
    if said.code:
        person = await officials.find_by_code(context.tx, said.code)
        if person is None:
            raise Refusal("cli.nobody", {"code": said.code})
        own = await acts.own(context.acting, person.id)
        said = reading.replace_code(said, own.code)
    return await acts.edit_of(context.acting, how, said)

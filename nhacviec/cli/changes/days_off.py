"""Commands that make a day of a running period a day off, or take that back."""

from datetime import datetime
from typing import Annotated

import typer

from actions import days_off as acts
from actions.days_off import Decree
from bot.rendering.markup import plain
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.engine.database import Database

app = typer.Typer(no_args_is_help=True)
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
Days = Annotated[list[datetime], typer.Argument(formats=DAYS)]
Yes = Annotated[bool, typer.Option("--yes")]
ACTOR = "command"


@app.command("off")
def decree_day_off(days: Days, name: Annotated[str, typer.Option()] = "", yes: Yes = False) -> None:
    """Cho nghỉ một số ngày giữa kỳ báo cáo. Không có --yes: chỉ xem trước."""
    _carry_out(days, off=True, name=name, yes=yes)


@app.command("undo")
def take_day_off_back(days: Days, yes: Yes = False) -> None:
    """Bỏ ngày nghỉ đã cho, làm việc lại như thường. Không có --yes: chỉ xem trước."""
    _carry_out(days, off=False, name="", yes=yes)


def _carry_out(days: list[datetime], *, off: bool, name: str, yes: bool) -> None:
    decree = Decree(tuple(sorted({each.date() for each in days})), off, name)

    async def work(db: Database, _known: Settings) -> list[str]:
        now = clock.now()
        async with db.begin() as tx:
            if yes:
                found = await acts.carry_out(tx, decree, now, ACTOR)
                return [say("day_off.done", **await acts.facts_of(tx, found, now))]
            found = await acts.foresee(tx, decree, now)
            shown = say("day_off.sure", **await acts.facts_of(tx, found, now))
            return [shown, say("cli.official_yes")]

    for sentence in with_database(work):
        typer.echo(plain(sentence)[0])

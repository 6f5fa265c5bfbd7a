"""Absences on the command line: recorded, listed, ended early."""

import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from bot.features.absences import actions as leave
from bot.features.absences import notices as away
from domain.calendar.work_calendar import local_day
from domain.messaging.moments import Moments
from domain.people.absences import Absence, AbsenceSpan
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.engine.database import Database, Tx
from storage.people import absences, officials

absence = typer.Typer(no_args_is_help=True)
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


@absence.command()
def add(
    code: str,
    first: Annotated[datetime, typer.Option("--from", formats=DAYS)],
    last: Annotated[datetime, typer.Option("--to", formats=DAYS)],
    stand_in: Annotated[str, typer.Option()] = "",
) -> None:
    """Ghi nhận vắng mặt, có thể kèm người thay."""

    async def work(db: Database, _known: Settings) -> tuple[str, dict[str, Any]]:
        async with db.begin() as tx:
            person = await _person(tx, code)
            instead = await _person(tx, stand_in) if stand_in else None
            span = AbsenceSpan(first.date(), last.date(), instead)
            kept = await leave.record(tx, person, span, None, Moments.at_once(clock.now()))
            roster = await officials.roster(tx)
            if kept is None:
                named = roster.get(person)
                return "absence.known", {"person": named.name if named else code}
            return "absence.recorded", away.facts_of(kept, roster)

    key, facts = with_database(work)
    typer.echo(say(key, **facts))


@absence.command("list")
def listed() -> None:
    """Liệt kê các lần vắng mặt hiện tại và sắp tới."""

    async def work(db: Database, _known: Settings) -> list[dict[str, Any]]:
        async with db.read() as tx:
            roster = await officials.roster(tx)
            coming = await absences.coming(tx, local_day(clock.now()))
            return [_row(each, away.facts_of(each, roster)) for each in coming]

    for facts in with_database(work):
        typer.echo(say("cli.absence", **facts))


def _row(found: Absence, facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"number": found.id}


@absence.command()
def end(number: int) -> None:
    """Kết thúc sớm một lần vắng mặt, theo số trong danh sách."""

    async def work(db: Database, _known: Settings) -> dict[str, Any] | None:
        async with db.begin() as tx:
            found = await absences.find(tx, number)
            if found is None:
                return None
            facts = away.facts_of(found, await officials.roster(tx))
            await leave.end(tx, found, None, Moments.at_once(clock.now()))
            return facts

    facts = with_database(work)
    if facts is None:
        sys.exit(say("absence.ended_before"))
    typer.echo(say("absence.ended", **facts))


async def _person(tx: Tx, code: str) -> int:
    person = await officials.find_by_code(tx, code)
    if person is None:
        sys.exit(say("cli.nobody", code=code))
    return person.id

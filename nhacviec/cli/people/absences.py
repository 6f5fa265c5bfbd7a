"""Absences on the command line: recorded, listed, ended early."""

from datetime import datetime
from typing import Annotated

import typer

from actions.acting import Via
from actions.people import absences as leave
from domain.calendar.work_calendar import local_day
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments
from domain.people.absences import AbsenceSpan
from nhacviec.cli.support import official, reads, say, writes
from nhacviec.runtime import clock
from storage.engine.database import Tx
from storage.people import absences, officials

absence = typer.Typer(no_args_is_help=True)
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def _by() -> leave.By:
    return leave.By(None, Moments.at_once(clock.now()), Via.COMMAND)


@absence.command()
@writes
async def add(
    tx: Tx,
    code: str,
    first: Annotated[datetime, typer.Option("--from", formats=DAYS)],
    last: Annotated[datetime, typer.Option("--to", formats=DAYS)],
    stand_in: Annotated[str, typer.Option()] = "",
) -> str:
    """Ghi nhận vắng mặt, có thể kèm người thay."""
    person = await official(tx, code)
    instead = (await official(tx, stand_in)).id if stand_in else None
    span = AbsenceSpan(first.date(), last.date(), instead)
    kept = await leave.record(tx, person.id, span, _by())
    if kept is None:
        return say("absence.known", person=person.name)
    return say("absence.recorded", **leave.facts_of(kept, await officials.roster(tx)))


@absence.command("list")
@reads
async def listed(tx: Tx) -> list[str]:
    """Liệt kê các lần vắng mặt hiện tại và sắp tới."""
    roster = await officials.roster(tx)
    return [
        say("cli.absence", **leave.facts_of(each, roster), number=each.id)
        for each in await absences.coming(tx, local_day(clock.now()))
    ]


@absence.command()
@writes
async def end(tx: Tx, number: int) -> str:
    """Kết thúc sớm một lần vắng mặt, theo số trong danh sách."""
    found = await absences.find(tx, number)
    if found is None:
        raise Refusal("absence.ended_before")
    facts = leave.facts_of(found, await officials.roster(tx))
    await leave.end(tx, found, _by())
    return say("absence.ended", **facts)

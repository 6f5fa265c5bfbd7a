"""Commands for what follows an answer: which units confirm, and accepting what is done."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from bot.features.acceptance.handlers import accept_one, reject_one
from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.acceptance import AcceptanceState
from domain.summaries.summary import claim_json
from nhacviec.cli import departments
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.people import officials, units
from storage.reports import acceptances, sign_offs
from storage.reports.acceptances import Claimed

unit = typer.Typer(no_args_is_help=True)
acceptance = typer.Typer(invoke_without_command=True)


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


@unit.callback()
def about_units() -> None:
    """Cài đặt của từng đơn vị."""


@unit.command("confirm")
def confirm(code: str, switch: Switch) -> None:
    """Bật hoặc tắt việc người đứng đầu chốt báo cáo của một đơn vị."""

    async def work(db: Database, _known: Settings) -> bool:
        async with db.begin() as tx:
            found = (await units.tree(tx)).by_code.get(code)
            if found is None:
                raise Refusal("cli.nobody", {"code": code})
            on, now = switch is Switch.ON, clock.now()
            changed = await sign_offs.switch(tx, found.id, on=on, now=now)
            if changed:
                action, actor = "switch_unit", "command line"
                await audit.add(tx, at=now, actor=actor, action=action, subject=code, confirms=on)
            return changed

    key = "cli.unit_switched" if with_database(work) else "cli.unit_unchanged"
    typer.echo(say(key, code=code, on=switch is Switch.ON))


@acceptance.callback()
def listed(
    context: typer.Context,
    in_json: Annotated[bool, typer.Option("--json")] = False,
    root: Root = "",
) -> None:
    """Nghiệm thu: nhiệm vụ đơn vị báo đã hoàn thành."""
    if context.invoked_subcommand:
        return

    async def work(db: Database, _known: Settings) -> list[Claimed]:
        async with db.read() as tx:
            states = tuple(AcceptanceState)
            department = await departments.one(tx, root)
            return await acceptances.listed(tx, department.id, states)

    found = with_database(work)
    if in_json:
        typer.echo(json.dumps([_json(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        typer.echo(say("cli.claim", **_facts(each)))
    if not found:
        typer.echo(say("acceptance.none"))


def _json(each: Claimed) -> dict[str, str | None]:
    where = {"month": str(each.period), "unit": each.unit_code, "title": each.title}
    return where | claim_json(each.task_code, each.acceptance)


def _facts(each: Claimed) -> dict[str, str]:
    return {
        "code": each.task_code,
        "title": each.title,
        "unit": each.unit_code,
        "month": str(each.period),
        "state": each.acceptance.state.value,
        "claimed_at": each.acceptance.claimed_at.isoformat(),
    }


Named = Annotated[str, typer.Option("--duty", metavar="TASK@UNIT")]
Month = Annotated[str, typer.Option("--month")]
By = Annotated[str, typer.Option("--by")]


@acceptance.command("accept")
def accept(duty: Named, month: Month, by: By) -> None:
    """Chấp nhận kết quả hoàn thành của một nhiệm vụ."""

    async def work(db: Database, _known: Settings) -> None:
        async with db.begin() as tx:
            claim, who = await _find(tx, duty, month, by)
            if not await accept_one(
                tx, claim, by=who.id, actor=who.code, moments=Moments.at_once(clock.now())
            ):
                raise Refusal("cli.claim_decided", {"duty": duty})

    with_database(work)
    typer.echo(say("cli.claim_accepted", duty=duty))


@acceptance.command("reject")
def reject(duty: Named, month: Month, by: By, reason: Annotated[str, typer.Option()]) -> None:
    """Không chấp nhận kết quả hoàn thành, kèm lý do."""

    async def work(db: Database, _known: Settings) -> list[str]:
        async with db.begin() as tx:
            claim, who = await _find(tx, duty, month, by)
            told = await reject_one(
                tx,
                claim,
                reason.strip(),
                by=who.id,
                actor=who.code,
                moments=Moments.at_once(clock.now()),
            )
            if told is None:
                raise Refusal("cli.claim_decided", {"duty": duty})
            return told

    typer.echo(say("cli.claim_rejected", duty=duty, told=with_database(work)))


async def _find(tx: Tx, duty: str, month: str, by: str) -> tuple[Claimed, Official]:
    """The claim and whoever decides it, with the same rights as in the chat."""
    who, tree = await officials.find_by_code(tx, by), await units.tree(tx)
    if who is None:
        raise Refusal("cli.nobody", {"code": by})
    root, period = await units.root_of(tx, who.unit_id), Period.parse(month)
    claims = await acceptances.listed(tx, root.id, tuple(AcceptanceState))
    found = next(
        (each for each in claims if _name(each) == duty and each.period == period),
        None,
    )
    if found is None:
        raise Refusal("cli.no_claim", {"duty": duty, "month": month})
    if not may(who, Action.ACCEPT, Target(found.unit_id), tree):
        raise Refusal("help.not_allowed")
    return found, who


def _name(each: Claimed) -> str:
    return f"{each.task_code}@{each.unit_code}"

"""Commands for what follows an answer: which units confirm, and accepting what is done."""

from enum import StrEnum
from typing import Annotated

import typer

from actions import acceptance as deeds
from actions.outcomes import Changed
from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.acceptance import AcceptanceState
from domain.summaries.summary import claim_json
from nhacviec.cli import departments
from nhacviec.cli.acting import acting_as
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import Told, as_json, official, reads, say, writes
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.people import units
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
@writes
async def confirm(tx: Tx, code: str, switch: Switch) -> str:
    """Bật hoặc tắt việc người đứng đầu chốt báo cáo của một đơn vị."""
    found = (await units.tree(tx)).by_code.get(code)
    if found is None:
        raise Refusal("cli.nobody", {"code": code})
    on, now = switch is Switch.ON, clock.now()
    changed = await sign_offs.switch(tx, found.id, on=on, now=now)
    if changed:
        action, actor = "switch_unit", "command line"
        await audit.add(tx, at=now, actor=actor, action=action, subject=code, confirms=on)
    return say("cli.unit_switched" if changed else "cli.unit_unchanged", code=code, on=on)


@acceptance.callback()
def listed(
    context: typer.Context,
    in_json: Annotated[bool, typer.Option("--json")] = False,
    root: Root = "",
) -> None:
    """Nghiệm thu: nhiệm vụ đơn vị báo đã hoàn thành."""
    if not context.invoked_subcommand:
        _list(root, in_json=in_json)


@reads
async def _list(tx: Tx, root: str, *, in_json: bool) -> Told:
    department = await departments.one(tx, root)
    found = await acceptances.listed(tx, department.id, tuple(AcceptanceState))
    if in_json:
        return as_json([_json(each) for each in found])
    return [say("cli.claim", **_facts(each)) for each in found] or say("acceptance.none")


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
@writes
async def accept(tx: Tx, duty: Named, month: Month, by: By) -> str:
    """Chấp nhận kết quả hoàn thành của một nhiệm vụ."""
    claim, who = await _find(tx, duty, month, by)
    if isinstance(await deeds.accept(acting_as(tx, who, clock.now()), claim), Changed):
        raise Refusal("cli.claim_decided", {"duty": duty})
    return say("cli.claim_accepted", duty=duty)


@acceptance.command("reject")
@writes
async def reject(
    tx: Tx, duty: Named, month: Month, by: By, reason: Annotated[str, typer.Option()]
) -> str:
    """Không chấp nhận kết quả hoàn thành, kèm lý do."""
    claim, who = await _find(tx, duty, month, by)
    done = await deeds.reject(acting_as(tx, who, clock.now()), claim, reason.strip())
    if isinstance(done, Changed):
        raise Refusal("cli.claim_decided", {"duty": duty})
    return say("cli.claim_rejected", duty=duty, told=list(done.told))


async def _find(tx: Tx, duty: str, month: str, by: str) -> tuple[Claimed, Official]:
    """The claim and whoever decides it, with the same rights as in the chat."""
    who, tree = await official(tx, by), await units.tree(tx)
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

"""Commands for extensions: what waits to be decided, and a decision."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from bot.features.extensions import decisions as extension_decisions
from bot.features.extensions import handlers as extension
from bot.features.extensions.conversation import DecideExtension
from bot.inbound.context import UpdateContext
from bot.rendering.catalogue import Catalogue
from bot.rendering.markup import plain
from domain.extensions import extensions as rules
from domain.extensions.extensions import Extension
from domain.messaging.messages import Chat, IncomingEvent, Refusal
from nhacviec.cli.support import as_json, reads, say, writes
from nhacviec.runtime import clock
from storage.engine.database import Tx
from storage.people import officials, units
from storage.reports import duties, extensions

app = typer.Typer()


class DecisionChoice(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"


@app.callback(invoke_without_command=True)
def listed(
    context: typer.Context, in_json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    """In các đề nghị gia hạn đang chờ quyết định."""
    if context.invoked_subcommand is None:
        _list(in_json=in_json)


@reads
async def _list(tx: Tx, *, in_json: bool) -> str:
    waiting = await extensions.all_open(tx, (await units.tree(tx)).by_id)
    if in_json:
        return as_json([await _json(tx, each) for each in waiting])
    return await _text(tx, waiting)


async def _json(tx: Tx, asked: Extension) -> dict[str, Any]:
    duty = await duties.get(tx, asked.duty_id)
    unit = (await units.tree(tx)).by_id[duty.unit_id]
    asker = await officials.get(tx, asked.asker_id)
    return rules.as_json(asked, duty, unit.code, asker.code)


async def _text(tx: Tx, waiting: list[Extension]) -> str:
    listed = await extension.listed(tx, waiting)
    return plain(say(listed.key, **listed.facts))[0]


@app.command()
@writes
async def decide(
    tx: Tx,
    number: int,
    decision: DecisionChoice,
    by: Annotated[str, typer.Option("--by")],
    reason: Annotated[str, typer.Option("--reason")] = "",
) -> str:
    """Đồng ý hoặc không đồng ý một đề nghị, thay mặt người có mã --by."""
    official = await officials.find_by_code(tx, by)
    if official is None:
        raise Refusal("import.official_unknown", {"value": by})
    now = clock.now()
    event = IncomingEvent(Chat("cli", by), f"extension:{number}", now)
    context = UpdateContext(tx, event, official, now, Catalogue())
    effect = DecideExtension(number, decision is DecisionChoice.GRANT, reason)
    said = await extension_decisions.decide(context, effect)
    return plain(say(said[0].key, **said[0].facts))[0]

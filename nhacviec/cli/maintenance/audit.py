"""The audit log and the access table on the command line."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Annotated, Any

import typer

from api import resources
from bot.inbound.routing import access_table
from bot.routes import ROUTES
from domain.calendar.work_calendar import at_local
from domain.messaging.messages import Refusal
from nhacviec.cli.support import Told, as_json, progress, reads, say
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.audit import seals
from storage.engine.database import Tx
from storage.people import officials
from web import routing
from web.pages import register

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"])]
LATELY = timedelta(days=7)

audits = typer.Typer(no_args_is_help=True)


@audits.command()
@reads
async def verify(tx: Tx, head: Annotated[str, typer.Option()] = "") -> str:
    """Kiểm tra chuỗi nhật ký và các bảng được niêm; báo dòng đầu tiên bị sửa.

    --head: mã nhật ký đã lưu ở nơi khác (tin hằng ngày, báo cáo) phải còn trong chuỗi.
    """
    with progress() as bar:
        broken = await seals.first_broken(tx, bar("cli.rows_verified"))
    if broken is not None:
        raise Refusal("cli.audit_broken", {"table": broken.table, "row": broken.row_id})
    if head and not await audit.knows(tx, head):
        raise Refusal("cli.audit_unknown", {"head": head})
    number, newest = await audit.head(tx)
    return say("cli.audit_good", number=number, head=newest, bare=await seals.unsealed(tx))


@audits.command("list")
@reads
async def listed(
    tx: Tx,
    since: Day = None,
    until: Day = None,
    official: Annotated[str, typer.Option()] = "",
    in_json: Annotated[bool, typer.Option("--json")] = False,
) -> Told:
    """In nhật ký: lúc nào, ai, làm gì; mặc định là bảy ngày gần nhất."""
    now = clock.now()
    first = at_local(since.date(), time()) if since else now - LATELY
    last = at_local(until.date() + timedelta(days=1), time()) if until else now
    known = await officials.subjects(tx)
    wanted = next((each for each, (code, _) in known.items() if code == official), "")
    if official and not wanted:
        raise Refusal("cli.nobody", {"code": official})
    found = [_resolved(each, known) async for each in audit.listed(tx, first, last, wanted)]
    if in_json:
        return as_json(found)
    return [say("cli.audit_entry", **each) for each in found] or say("cli.audit_nothing")


def _resolved(entry: audit.AuditEntry, known: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Who is still on record is named; a subject of somebody who was erased stays as it is."""

    def name(text: Any) -> Any:
        return " ".join(known[text]) if isinstance(text, str) and text in known else text

    return {
        "number": entry.id,
        "at": entry.at.isoformat(),
        "actor": name(entry.actor),
        "action": entry.action,
        "subject": name(entry.subject),
        "facts": {key: name(each) for key, each in entry.facts.items()},
    }


def list_routes(
    board: Annotated[bool, typer.Option("--board")] = False,
    api: Annotated[bool, typer.Option("--api")] = False,
) -> None:
    """In bảng quyền truy cập: mỗi lệnh, nút và bước hội thoại đòi hỏi quyền gì."""
    lines = routing.access_table(register.ROUTES) if board else access_table(ROUTES)
    typer.echo("\n".join(resources.access_table() if api else lines))

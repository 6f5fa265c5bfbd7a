"""Personal data on the command line: what is held, erasure, and who is affected by a breach."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.calendar.work_calendar import at_local
from domain.messaging.messages import Refusal
from domain.people.privacy_requests import PrivacyRequestKind, RequestState
from nhacviec.cli.support import cell, reads, say, with_database, writes
from nhacviec.cli.support import official as find
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from nhacviec.runtime.personal_file import personal_file
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.people import personal_data, privacy_requests

AUTHORITY, INCIDENT = timedelta(hours=72), timedelta(hours=24)
"""Law 91/2025/QH15, Art. 23; Decree 331/2026/NĐ-CP, Art. 31."""
BYTE_ORDER_MARK = "\ufeff"  # without which Excel takes the letters for others

data = typer.Typer(no_args_is_help=True)


@data.callback()
def about_personal_data() -> None:
    """Dữ liệu cá nhân: xem, xóa, danh sách người bị ảnh hưởng khi có sự cố."""


@data.command()
def show(
    official: Annotated[str, typer.Option()],
    output: Annotated[Path, typer.Option()],
) -> None:
    """Ghi tệp Word các dữ liệu đang lưu về một cán bộ."""

    async def work(db: Database, _known: Settings) -> bytes:
        async with db.read() as tx:
            person = await find(tx, official)
        return await personal_file(db, clock.now(), person.id)

    output.write_bytes(with_database(work))
    typer.echo(say("cli.written", path=str(output)))


@data.command()
@writes
async def erase(
    tx: Tx,
    official: Annotated[str, typer.Option()],
    sure: Annotated[bool, typer.Option("--yes")] = False,
) -> str:
    """Xóa số điện thoại, kênh và nội dung trò chuyện của một cán bộ; không lấy lại được."""
    if not sure:
        raise Refusal("cli.erase_sure", {"code": official})
    person, now = await find(tx, official), clock.now()
    asked = await privacy_requests.add(tx, person.id, PrivacyRequestKind.ERASE, "", now)
    await privacy_requests.decide(tx, asked.id, RequestState.DONE, now=now)
    await personal_data.erase(tx, person.id, now)
    what = {"actor": "administrator", "action": "erase", "subject": person.subject}
    await audit.add(tx, at=now, **what)
    return say("cli.erased", code=official)


@data.command()
@reads
async def breach(
    tx: Tx,
    output: Annotated[Path, typer.Option()],
    known_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d %H:%M"])] = None,
) -> str:
    """Danh sách người bị ảnh hưởng (CSV) và hạn thông báo khi lộ, mất dữ liệu.

    --known-at: lúc phát hiện, giờ địa phương; bỏ trống là bây giờ.
    """
    found = await personal_data.affected(tx)
    output.touch(mode=0o600)
    output.write_text(BYTE_ORDER_MARK + _listed(found), "utf-8")
    since = at_local(known_at.date(), known_at.time()) if known_at else clock.now()
    by = {"incident": since + INCIDENT, "authority": since + AUTHORITY, "at": since}
    days = {name: each.isoformat() for name, each in by.items()}
    return say("cli.breach", count=len(found), path=str(output), **days)


def _listed(found: list[Mapping[str, Any]]) -> str:
    names = ("code", "name", "unit", "phone", "email", "channels")
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow([say(f"breach.{name}") for name in names])
    writer.writerows([[_cell(each[name]) for name in names] for each in found])
    return lines.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "x" if value else ""
    return cell(" ".join(value) if isinstance(value, list) else value)

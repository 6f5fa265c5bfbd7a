"""Commands for the Office: the page for a briefing, what was made known, the department's names."""

from dataclasses import asdict
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, assert_never

import typer

from actions.office.briefing import Page, Span, page_of, span_until
from bot.features.announcements import handlers as dissemination
from bot.features.announcements.conversation import Disseminate
from bot.features.announcements.handlers import board_facts
from bot.features.summaries.briefing import facts_of_page
from bot.inbound.context import UpdateContext
from bot.rendering.markup import plain
from documents.files import briefing as briefing_file
from documents.report.wording import briefing_name
from domain.announcements.announcements import LONGEST
from domain.announcements.announcements import as_json as made_json
from domain.calendar.work_calendar import at_local
from domain.messaging.messages import Refusal, Reply
from domain.people.department_names import renamed
from domain.people.permissions import Action, Target
from domain.people.units import Tree
from domain.summaries.briefing import news_json, repeated_facts
from domain.summaries.summary import as_json as summary_json
from nhacviec.cli import departments
from nhacviec.cli.acting import act, enclose
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import (
    Told,
    as_json,
    emit,
    put_out,
    reads,
    say,
    with_database,
    write_file,
    writes,
)
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.office import announcements
from storage.people import department_names


class BriefingForm(StrEnum):
    TEXT = "text"
    DOCX = "docx"
    JSON = "json"


Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"])]


def briefing(
    form: Annotated[BriefingForm, typer.Option("--format")] = BriefingForm.TEXT,
    since: Day = None,
    output: Annotated[Path | None, typer.Option()] = None,
    lateness: Annotated[bool, typer.Option("--lateness")] = False,
    root: Root = "",
) -> None:
    """In tài liệu giao ban: điều mới từ giao ban trước, hoặc từ một ngày.

    --lateness: kèm các đơn vị chậm nhiều kỳ, chỉ dành cho Giám đốc và Văn phòng Sở.
    """

    async def work(db: Database, _known: Settings) -> Page:
        async with db.read() as tx:
            department, until = await departments.one(tx, root), clock.now()
            span = await span_until(tx, department.id, until)
            page = await page_of(tx, department.id, _from(since, span))
        if page is None:
            raise Refusal("unit.no_cycle")
        return page

    _put_out(with_database(work), form, output, lateness=lateness)


def _from(since: datetime | None, span: Span) -> Span:
    return (at_local(since.date(), time()), span[1]) if since else span


def _put_out(page: Page, form: BriefingForm, output: Path | None, *, lateness: bool) -> None:
    match form:
        case BriefingForm.DOCX:
            write_file(briefing_name(page.news.until), _file(page, lateness=lateness), output)
        case BriefingForm.JSON:
            put_out(as_json(_json(page, lateness=lateness)), output)
        case BriefingForm.TEXT:
            put_out(_text(page, lateness=lateness), output)
        case _:
            assert_never(form)


def _file(page: Page, *, lateness: bool) -> bytes:
    often = page.repeated if lateness else ()
    return briefing_file(page.summary, page.news, often, page.names)


def _json(page: Page, *, lateness: bool) -> dict[str, Any]:
    often = {"repeated": repeated_facts(page.repeated)} if lateness else {}
    return {**news_json(page.news), "summary": summary_json(page.summary), **often}


def _text(page: Page, *, lateness: bool) -> str:
    facts = facts_of_page(page, lateness=lateness) | {"leader": False, "position": ""}
    return plain(say("briefing.page", **facts))[0]


@reads
async def disseminated(
    tx: Tx, in_json: Annotated[bool, typer.Option("--json")] = False, root: Root = ""
) -> Told:
    """In kết quả quán triệt: đã gửi, đã chuyển tới ứng dụng, đã xác nhận, theo từng đơn vị."""
    known = await announcements.newest(tx, (await departments.one(tx, root)).id)
    found = [(each, await announcements.standings(tx, each.id)) for each in known]
    if in_json:
        return as_json([made_json(made, standings) for made, standings in found])
    boards = [say("dissemination.board", **board_facts(*each)) for each in found]
    return [f"{plain(each)[0]}\n" for each in boards] or say("dissemination.none")


def disseminate(
    text: Annotated[str, typer.Option()],
    by: Annotated[str, typer.Option("--by")],
    file: Annotated[Path | None, typer.Option()] = None,
    units_: Annotated[str, typer.Option("--units")] = "",
    replaces: Annotated[int, typer.Option()] = 0,
) -> None:
    """Quán triệt một nội dung, có thể kèm tệp PDF hoặc Word, tới tất cả hoặc một số đơn vị.

    --units: mã đơn vị, cách nhau bằng dấu phẩy. --by: mã cán bộ Văn phòng đứng tên.
    --replaces: số của nội dung được thay bằng phiên bản này (xem nhacviec dissemination --json).
    """
    if len(text.strip()) > LONGEST or not text.strip():
        facts = {"count": len(text.strip()), "most": LONGEST}
        raise Refusal("dissemination.too_long" if text.strip() else "cli.no_text", facts)

    async def work(db: Database, known: Settings) -> list[str]:
        async def send(context: UpdateContext) -> list[Reply]:
            chosen = _units(await context.tree(), units_)
            await context.authorise(Action.DISSEMINATE, Target(context.me.unit_id))
            enclosed = await enclose(context, file, known) if file else 0
            return await dissemination.send(
                context, Disseminate(text.strip(), chosen, replaces, enclosed)
            )

        return await act(db, clock.now, by, send)

    emit(with_database(work))


def _units(tree: Tree, codes: str) -> tuple[int, ...]:
    wanted = {code: tree.coded(code) for code in codes.split(",") if code.strip()}
    for code, unit in wanted.items():
        if unit is None:
            raise Refusal("summary.unknown_unit", {"code": code.strip()})
    return tuple(unit.id for unit in wanted.values() if unit)


department = typer.Typer(no_args_is_help=True)


@department.command("show")
@reads
async def show_names(tx: Tx, root: Root = "") -> list[str]:
    """In các tên của cơ quan."""
    names = await department_names.of_root(tx, await departments.one(tx, root))
    return [say("naming.line", what=key, value=value) for key, value in asdict(names).items()]


@department.command("set")
@writes
async def set_name(tx: Tx, key: str, value: str, root: Root = "") -> str:
    """Đặt một tên của cơ quan; giá trị trống để bỏ. Xem các mục: nhacviec department show."""
    unit, now = await departments.one(tx, root), clock.now()
    names = renamed(await department_names.of_root(tx, unit), key, value)
    await department_names.save(tx, unit, names, now)
    facts = {"actor": "command", "action": "department.named", "subject": key, "root": unit.code}
    await audit.add(tx, at=now, **facts)
    return say("naming.saved", what=key, value=value, code=unit.code)

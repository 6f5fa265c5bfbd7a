"""Commands for the Office: the page for a briefing, what was made known, the department's names."""

import json
from dataclasses import asdict
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.features.announcements import handlers as dissemination
from bot.features.announcements.conversation import Disseminate
from bot.features.announcements.handlers import board_facts
from bot.features.summaries.briefing import Page, Span, facts_of_page, page_of, span_until
from bot.inbound.context import UpdateContext
from bot.rendering.catalogue import Catalogue
from bot.rendering.markup import plain
from documents.files import briefing as briefing_file
from documents.report.wording import briefing_name
from domain.announcements.announcements import LONGEST, AckState, Dissemination, as_json
from domain.calendar.work_calendar import at_local
from domain.messaging.messages import Refusal, Reply
from domain.people.department_names import DepartmentNames, renamed
from domain.people.permissions import Action, Target
from domain.people.units import Tree
from domain.summaries.briefing import news_json, repeated_facts
from domain.summaries.summary import as_json as summary_json
from nhacviec.cli import departments
from nhacviec.cli.acting import act, enclose
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import say, with_database
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from storage.audit import log as audit
from storage.engine.database import Database
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
    if form is BriefingForm.DOCX:
        target = output or Path()
        path = target / briefing_name(page.news.until) if target.is_dir() else target
        path.write_bytes(_file(page, lateness=lateness))
        typer.echo(say("document.written", path=str(path)))
        return
    in_json = json.dumps(_json(page, lateness=lateness), ensure_ascii=False, indent=2)
    text = in_json if form is BriefingForm.JSON else _text(page, lateness=lateness)
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", "utf-8")


def _file(page: Page, *, lateness: bool) -> bytes:
    often = page.repeated if lateness else ()
    return briefing_file(page.summary, page.news, often, page.names)


def _json(page: Page, *, lateness: bool) -> dict[str, Any]:
    often = {"repeated": repeated_facts(page.repeated)} if lateness else {}
    return {**news_json(page.news), "summary": summary_json(page.summary), **often}


def _text(page: Page, *, lateness: bool) -> str:
    facts = facts_of_page(page, lateness=lateness) | {"leader": False, "position": ""}
    return plain(Catalogue().sentence("briefing.page", **facts))[0]


def disseminated(in_json: Annotated[bool, typer.Option("--json")] = False, root: Root = "") -> None:
    """In kết quả quán triệt: đã gửi, đã chuyển tới ứng dụng, đã xác nhận, theo từng đơn vị."""

    async def work(db: Database, _known: Settings) -> list[tuple[Dissemination, list[AckState]]]:
        async with db.read() as tx:
            known = await announcements.newest(tx, (await departments.one(tx, root)).id)
            return [(each, await announcements.standings(tx, each.id)) for each in known]

    found = with_database(work)
    if in_json:
        listed = [as_json(made, standings) for made, standings in found]
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    catalogue = Catalogue()
    for made, standings in found:
        sentence = catalogue.sentence("dissemination.board", **board_facts(made, standings))
        typer.echo(plain(sentence)[0] + "\n")
    if not found:
        typer.echo(say("dissemination.none"))


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

    for sentence in with_database(work):
        typer.echo(sentence)


def _units(tree: Tree, codes: str) -> tuple[int, ...]:
    wanted = {code: tree.coded(code) for code in codes.split(",") if code.strip()}
    for code, unit in wanted.items():
        if unit is None:
            raise Refusal("summary.unknown_unit", {"code": code.strip()})
    return tuple(unit.id for unit in wanted.values() if unit)


department = typer.Typer(no_args_is_help=True)


@department.command("show")
def show_names(root: Root = "") -> None:
    """In các tên của cơ quan."""

    async def work(db: Database, _known: Settings) -> DepartmentNames:
        async with db.read() as tx:
            return await department_names.of_root(tx, await departments.one(tx, root))

    for key, value in asdict(with_database(work)).items():
        typer.echo(say("naming.line", what=key, value=value))


@department.command("set")
def set_name(key: str, value: str, root: Root = "") -> None:
    """Đặt một tên của cơ quan; giá trị trống để bỏ. Xem các mục: nhacviec department show."""

    async def work(db: Database, _known: Settings) -> str:
        async with db.begin() as tx:
            unit, now = await departments.one(tx, root), clock.now()
            names = renamed(await department_names.of_root(tx, unit), key, value)
            await department_names.save(tx, unit, names, now)
            facts = {"root": unit.code}
            await audit.add(
                tx, at=now, actor="command", action="department.named", subject=key, **facts
            )
            return unit.code

    code = with_database(work)
    typer.echo(say("naming.saved", what=key, value=value, code=code))

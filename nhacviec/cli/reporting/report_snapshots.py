"""Commands about issued reports: fix the figures, list them, show one again, tell what changed."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.features.summaries.report_snapshots import since_facts
from bot.rendering.markup import plain
from documents.files import FileForm
from domain.calendar.periods import Period
from domain.calendar.work_calendar import local
from domain.messaging.messages import Refusal
from domain.reporting.cycles import Cycle
from domain.summaries.forecast import as_json as forecast_json
from domain.summaries.report_data import Book
from domain.summaries.report_diff import Changes
from domain.summaries.report_diff import as_json as changes_json
from domain.summaries.report_diff import facts_of as change_facts
from domain.summaries.report_snapshots import IssuedReport
from domain.summaries.summary import as_json as summary_json
from nhacviec.cli import departments
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import (
    Told,
    as_json,
    put_out,
    reads,
    say,
    with_database,
    write_file,
    writes,
)
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from nhacviec.runtime.report_files import ReportFile, issued_file
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.office import report_snapshots

reports = typer.Typer(no_args_is_help=True)
Month = Annotated[str, typer.Option()]
InJson = Annotated[bool, typer.Option("--json")]


class IssuedForm(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


@reports.command("issue")
@writes
async def issue(tx: Tx, month: Month, root: Root = "", in_json: InJson = False) -> str:
    """Chốt số liệu báo cáo của kỳ, thành một lần có đánh số và mã kiểm tra."""
    cycle = await departments.opened(tx, root, Period.parse(month))
    now, number = clock.now(), await report_snapshots.newest_number(tx, cycle.id) + 1
    made = await report_snapshots.issue(tx, cycle, number=number, now=now, by=None)
    if made is None:
        raise Refusal("issued.meanwhile")
    kept = {"number": made.number, "sha256": made.sha256}
    subject = f"cycle:{cycle.period}"
    await audit.add(tx, at=now, actor="command", action="report.issue", subject=subject, **kept)
    facts = {"month": str(cycle.period), **_facts(made)}
    return as_json(facts) if in_json else say("cli.issued", **facts)


def _facts(report: IssuedReport) -> dict[str, Any]:
    return {
        "number": report.number,
        "at": local(report.issued_at).isoformat(),
        "by": report.by,
        "hash": report.sha256,
        "intact": report.intact,
    }


@reports.command("list")
@reads
async def list_issued(tx: Tx, month: Month, root: Root = "", in_json: InJson = False) -> Told:
    """Liệt kê các lần chốt số liệu của kỳ, và mã kiểm tra còn khớp hay không."""
    cycle = await departments.opened(tx, root, Period.parse(month))
    found = [_facts(each) for each in await report_snapshots.of_cycle(tx, cycle.id)]
    if in_json:
        return as_json(found)
    said = [say("cli.issued_line", **each) for each in found]
    return said or say("cli.issued_none", month=str(cycle.period))


@reports.command("show")
def show(
    month: Month,
    number: Annotated[int, typer.Option()],
    form: Annotated[IssuedForm, typer.Option("--format")] = IssuedForm.JSON,
    output: Annotated[Path | None, typer.Option()] = None,
    template: Annotated[Path | None, typer.Option()] = None,
    root: Root = "",
) -> None:
    """Lập lại báo cáo Word, bảng tính hoặc JSON từ số liệu đã chốt."""

    async def made(db: Database, _known: Settings) -> ReportFile | str:
        async with db.read() as tx:
            cycle = await departments.opened(tx, root, Period.parse(month))
            if form is IssuedForm.JSON:
                return as_json(await _told(tx, cycle, number))
        return await issued_file(db, cycle, number, FileForm(form), template)

    told = with_database(made)
    if isinstance(told, str):
        put_out(told, output)
    else:
        write_file(told.name, told.content, output)


async def _told(tx: Tx, cycle: Cycle, number: int) -> dict[str, Any]:
    report = await report_snapshots.get(tx, cycle.id, number)
    book = await report_snapshots.book(tx, cycle, number)
    return {**as_json_of(book), "issued": _facts(report), "changes": changes_json(book.changes)}


def as_json_of(book: Book) -> dict[str, Any]:
    """The summary as JSON, with what it means for the index."""
    return {**summary_json(book.summary), "forecast": forecast_json(book.forecast)}


@reports.command("changes")
@reads
async def tell_changes(
    tx: Tx,
    month: Month,
    number: Annotated[int, typer.Option()] = 0,
    root: Root = "",
    in_json: InJson = False,
) -> str:
    """Nêu những thay đổi từ lần chốt gần nhất đến nay; --number N: từ lần N-1 đến lần N."""
    cycle = await departments.opened(tx, root, Period.parse(month))
    if number:
        found = (await report_snapshots.book(tx, cycle, number)).changes
    else:
        now_known = await report_snapshots.gather(tx, cycle, clock.now())
        found = await report_snapshots.changes(tx, now_known)
    return as_json(changes_json(found)) if in_json else _text(found, cycle.period)


def _text(changes: Sequence[Changes], period: Period) -> str:
    said = []
    for each in changes:
        said.append(say("issued.since", **since_facts(each)))
        items = [change_facts(item) for item in each.items]
        said += [say("issued.changes", items=items)] if items else []
    if not said:
        said = [say("cli.issued_none", month=str(period))]
    return plain("\n\n".join(said))[0]

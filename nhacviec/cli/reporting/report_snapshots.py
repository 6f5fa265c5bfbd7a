"""Commands about issued reports: fix the figures, list them, show one again, tell what changed."""

import json
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.features.summaries.report_snapshots import since_facts
from bot.rendering.catalogue import Catalogue
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
from domain.summaries.summary import as_json
from nhacviec.cli import departments
from nhacviec.cli.imports.people import Root
from nhacviec.cli.support import put_out, say, with_database, write_file
from nhacviec.config.settings import Settings
from nhacviec.runtime import clock
from nhacviec.runtime.report_files import ReportFile, issued_file
from storage.audit import log as audit
from storage.engine.database import Database
from storage.office import report_snapshots

reports = typer.Typer(no_args_is_help=True)
Month = Annotated[str, typer.Option()]
InJson = Annotated[bool, typer.Option("--json")]
Result = TypeVar("Result")


class IssuedForm(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


def _of_month(
    month: str, root: str, work: Callable[[Database, Cycle], Awaitable[Result]]
) -> Result:
    """Do it with the period of this month. Refuses a month without one."""

    async def found(db: Database, _known: Settings) -> Result:
        async with db.read() as tx:
            cycle = await departments.opened(tx, root, Period.parse(month))
        return await work(db, cycle)

    return with_database(found)


@reports.command("issue")
def issue(month: Month, root: Root = "", in_json: InJson = False) -> None:
    """Chốt số liệu báo cáo của kỳ, thành một lần có đánh số và mã kiểm tra."""

    async def work(db: Database, cycle: Cycle) -> IssuedReport:
        async with db.begin() as tx:
            now, number = clock.now(), await report_snapshots.newest_number(tx, cycle.id) + 1
            made = await report_snapshots.issue(tx, cycle, number=number, now=now, by=None)
            if made is None:
                raise Refusal("issued.meanwhile")
            facts = {"number": made.number, "sha256": made.sha256}
            subject = f"cycle:{cycle.period}"
            await audit.add(
                tx, at=now, actor="command", action="report.issue", subject=subject, **facts
            )
        return made

    made = _of_month(month, root, work)
    facts = {"month": str(Period.parse(month)), **_facts(made)}
    typer.echo(_written(facts) if in_json else say("cli.issued", **facts))


def _facts(report: IssuedReport) -> dict[str, Any]:
    return {
        "number": report.number,
        "at": local(report.issued_at).isoformat(),
        "by": report.by,
        "hash": report.sha256,
        "intact": report.intact,
    }


def _written(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2)


@reports.command("list")
def list_issued(month: Month, root: Root = "", in_json: InJson = False) -> None:
    """Liệt kê các lần chốt số liệu của kỳ, và mã kiểm tra còn khớp hay không."""

    async def work(db: Database, cycle: Cycle) -> list[IssuedReport]:
        async with db.read() as tx:
            return await report_snapshots.of_cycle(tx, cycle.id)

    found = _of_month(month, root, work)
    if in_json:
        typer.echo(_written([_facts(each) for each in found]))
        return
    for each in found:
        typer.echo(say("cli.issued_line", **_facts(each)))
    if not found:
        typer.echo(say("cli.issued_none", month=str(Period.parse(month))))


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

    async def told(db: Database, cycle: Cycle) -> dict[str, Any]:
        async with db.read() as tx:
            report = await report_snapshots.get(tx, cycle.id, number)
            book = await report_snapshots.book(tx, cycle, number)
        return {**as_json_of(book), "issued": _facts(report), "changes": changes_json(book.changes)}

    async def made(db: Database, cycle: Cycle) -> ReportFile:
        return await issued_file(db, cycle, number, FileForm(form), template)

    if form is IssuedForm.JSON:
        put_out(_written(_of_month(month, root, told)), output)
        return
    file = _of_month(month, root, made)
    write_file(file.name, file.content, output)


def as_json_of(book: Book) -> dict[str, Any]:
    """The summary as JSON, with what it means for the index."""
    return {**as_json(book.summary), "forecast": forecast_json(book.forecast)}


@reports.command("changes")
def tell_changes(
    month: Month,
    number: Annotated[int, typer.Option()] = 0,
    root: Root = "",
    in_json: InJson = False,
) -> None:
    """Nêu những thay đổi từ lần chốt gần nhất đến nay; --number N: từ lần N-1 đến lần N."""

    async def work(db: Database, cycle: Cycle) -> tuple[Changes, ...]:
        async with db.read() as tx:
            if number:
                return (await report_snapshots.book(tx, cycle, number)).changes
            return await report_snapshots.changes(
                tx, await report_snapshots.gather(tx, cycle, clock.now())
            )

    found = _of_month(month, root, work)
    typer.echo(_written(changes_json(found)) if in_json else _text(found, Period.parse(month)))


def _text(changes: Sequence[Changes], period: Period) -> str:
    catalogue = Catalogue()
    said = []
    for each in changes:
        said.append(catalogue.sentence("issued.since", **since_facts(each)))
        items = [change_facts(item) for item in each.items]
        said += [catalogue.sentence("issued.changes", items=items)] if items else []
    if not said:
        said = [catalogue.sentence("cli.issued_none", month=str(period))]
    return plain("\n\n".join(said))[0]

"""The command line."""

import asyncio
import csv
import json
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from bot.markup import plain
from domain.replies import Reading, interpret, interpret_list
from rich.console import Console
from rich.table import Table

from bot.words import Catalogue
from domain.imports import RowError
from domain.messages import Refusal
from domain.periods import Period
from domain.summary import Summary, as_json, summarise
from nhacviec import __version__, clock, importing, log, settings
from nhacviec.doctor import examine
from nhacviec.importing import FileRefused, Imported
from nhacviec.inviting import NobodyToInvite, invite
from nhacviec.settings import Settings, SettingsWrong
from storage import audit, cycles, summaries, units
from storage.database import Database, DatabaseInUse, open_database

app = typer.Typer(no_args_is_help=True, help="Nhắc Việc", pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True)
audits = typer.Typer(no_args_is_help=True)
app.add_typer(imports, name="import")
app.add_typer(audits, name="audit")

Result = TypeVar("Result")
SkipBadRows = Annotated[bool, typer.Option("--skip-bad-rows")]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class Listing(StrEnum):
    TABLE = "table"
    CSV = "csv"


def main() -> None:
    """Run a command; what can go wrong for a user ends in one clear line, not a traceback."""
    try:
        app()
    except SettingsWrong as wrong:
        sys.exit(str(wrong))
    except DatabaseInUse as busy:
        sys.exit(_say("cli.busy", path=str(busy)))
    except Refusal as no:
        sys.exit(_say(no.key, **no.facts))


def _say(key: str, **facts: Any) -> str:
    return Catalogue().sentence(key, **facts)


def _settings() -> Settings:
    return settings.load(dict(os.environ))


def _with_database(work: Callable[[Database, Settings], Awaitable[Result]]) -> Result:
    async def go() -> Result:
        known = _settings()
        db = await open_database(known.database_url)
        try:
            return await work(db, known)
        finally:
            await db.close()

    return asyncio.run(go())


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
    log_level: Annotated[str, typer.Option(envvar="NHACVIEC_LOG_LEVEL")] = "INFO",
) -> None:
    log.set_up("WARNING" if version else log_level.upper())


@app.command()
def run() -> None:
    """Chạy dịch vụ."""
    from nhacviec.running import run_service

    known = _settings()
    asyncio.run(run_service(known, settings.policy(known.policy_file)))


@app.command()
def demo(port: int = 8025) -> None:
    """Chạy bản dùng thử: đơn vị mẫu, đồng hồ quay được, không cần mạng."""
    from nhacviec.demo import run_demo

    asyncio.run(run_demo(port))


@app.command()
def migrate() -> None:
    """Đưa cơ sở dữ liệu lên lược đồ mới nhất."""

    async def work(_db: Database, _known: Settings) -> None:
        typer.echo(_say("cli.migrated"))

    _with_database(work)


@app.command()
def simulate(
    month: Annotated[str, typer.Option()],
    behaviour: Annotated[Path | None, typer.Option()] = None,
    data: Annotated[Path, typer.Option()] = importing.DEMO_DATA,
    seed: Annotated[int, typer.Option()] = 1,
    policy: Annotated[Path | None, typer.Option()] = None,
    in_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Chạy thử cả một kỳ trên đồng hồ ảo, không đụng tới dữ liệu thật."""
    from nhacviec import simulate as simulation
    from nhacviec.behaviour import Behaviour

    log.set_up("WARNING")
    setting = simulation.Setting(
        Period.parse(month), data, Behaviour.load(behaviour), settings.policy(policy), seed
    )
    made = asyncio.run(simulation.simulate(setting))
    if in_json:
        for line in [*made.messages, made.as_json()]:
            typer.echo(json.dumps(line, ensure_ascii=False))
        return
    for line in made.messages:
        typer.echo(f"{line['at'][:16]}  {line['kind']:<12} {line['to']:<8} {line['text']}\n")
    typer.echo(_summary_text(made.summary))
    typer.echo(_say("cli.score", **made.score.as_json()))


def _summary_text(made: Summary) -> str:
    from bot.summary import facts_of, unit_facts

    catalogue = Catalogue()
    units_said = [unit_facts(unit) for unit in made.units]
    whole = catalogue.sentence("summary.whole", **facts_of(made))
    listed = catalogue.sentence("summary.units", units=units_said) if units_said else ""
    return plain(f"{whole}\n\n{listed}")[0]


@app.command()
def summary(
    month: Annotated[str, typer.Option()],
    unit: Annotated[str, typer.Option()] = "",
    form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """In tổng hợp một kỳ."""
    made = _with_database(lambda db, _known: _summarise(db, Period.parse(month), unit))
    in_json = json.dumps(as_json(made), ensure_ascii=False, indent=2)
    text = in_json if form is Format.JSON else _summary_text(made)
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", "utf-8")


async def _summarise(db: Database, period: Period, unit: str) -> Summary:
    async with db.read() as tx:
        tree = await units.tree(tx)
        if unit and unit not in tree.by_code:
            raise Refusal("summary.unknown_unit", {"code": unit})
        roots = [each for each in tree.by_id.values() if not each.parent_id]
        cycle = await cycles.find(tx, roots[0].id, period) if roots else None
        if cycle is None:
            raise Refusal("cli.no_cycle", {"month": str(period)})
        chosen = tree.subtree(tree.by_code[unit].id) if unit else None
        return summarise(await summaries.lines(tx, cycle.id, chosen), cycle, clock.now())


@app.command("invite")
def invite_people(
    unit: Annotated[str, typer.Option()] = "",
    official: Annotated[str, typer.Option()] = "",
    form: Annotated[Listing, typer.Option("--format")] = Listing.TABLE,
) -> None:
    """Cấp mã mời; mã chỉ hiện một lần."""

    async def work(db: Database, known: Settings) -> list[dict[str, Any]]:
        issued = await invite(
            db,
            clock.now(),
            unit=unit,
            official=official,
            days=known.invitation_days,
            public_url=known.public_url,
        )
        return [asdict(each) for each in issued]

    try:
        rows = _with_database(work)
    except NobodyToInvite as nobody:
        sys.exit(_say("cli.nobody", code=str(nobody)))
    _print_rows(rows, form)


def _print_rows(rows: Sequence[dict[str, Any]], form: Listing) -> None:
    if form is Listing.CSV:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)


@app.command()
def doctor() -> None:
    """Kiểm tra cài đặt."""

    async def work(db: Database, known: Settings) -> list[tuple[str, str]]:
        found = await examine(db, known, clock.now())
        return [(each.level, _say(each.key, **each.facts)) for each in found]

    findings = _with_database(work)
    for level, sentence in findings:
        typer.echo(f"[{level:^7}] {sentence}")
    if any(level == "error" for level, _ in findings):
        raise typer.Exit(1)


@imports.command()
def roster(units_file: Path, officials_file: Path, skip_bad_rows: SkipBadRows = False) -> None:
    """Nhập danh sách đơn vị và cán bộ."""
    _import(
        lambda db: importing.import_roster(
            db, units_file, officials_file, clock.now(), skip_bad_rows=skip_bad_rows
        )
    )


@imports.command()
def plan(file: Path, skip_bad_rows: SkipBadRows = False) -> None:
    """Nhập phụ lục nhiệm vụ của kế hoạch."""
    _import(lambda db: importing.import_plan(db, file, clock.now(), skip_bad_rows=skip_bad_rows))


@imports.command()
def assignments(file: Path, skip_bad_rows: SkipBadRows = False) -> None:
    """Nhập phân công nhiệm vụ."""
    _import(
        lambda db: importing.import_assignments(db, file, clock.now(), skip_bad_rows=skip_bad_rows)
    )


@imports.command("calendar")
def calendar_days(file: Path, skip_bad_rows: SkipBadRows = False) -> None:
    """Nhập ngày nghỉ, ngày làm bù."""
    _import(
        lambda db: importing.import_calendar(db, file, clock.now(), skip_bad_rows=skip_bad_rows)
    )


def _import(work: Callable[[Database], Awaitable[Imported]]) -> None:
    try:
        done = _with_database(lambda db, _known: work(db))
    except FileRefused as refused:
        _print_errors(refused.errors)
        sys.exit(_say("cli.refused", count=len(refused.errors)))
    _print_errors(done.errors)
    typer.echo(_say("cli.imported", rows=done.rows, changed=done.changed))


def _print_errors(errors: Sequence[RowError]) -> None:
    for error in errors:
        place = {"file": error.file, "row": error.row, "column": error.column}
        reason = _say(error.reason, **error.facts)
        typer.echo(_say("cli.row_error", **place, reason=reason), err=True)


@audits.command()
def verify() -> None:
    """Kiểm tra chuỗi nhật ký; báo dòng đầu tiên bị sửa."""

    async def work(db: Database, _known: Settings) -> int | None:
        async with db.read() as tx:
            return await audit.first_broken(tx)

    broken = _with_database(work)
    if broken is not None:
        sys.exit(_say("cli.audit_broken", row=broken))
    typer.echo(_say("cli.audit_good"))


@app.command("interpret")
def interpret_lines(jsonl: Annotated[bool, typer.Option("--jsonl")] = False) -> None:
    """Đọc câu trả lời từ đầu vào, in cách hiểu; --jsonl: mỗi dòng một JSON, nếu không: một câu."""
    for line in sys.stdin:
        if line.strip():
            asked = json.loads(line) if jsonl else {"id": line.strip(), "text": line}
            typer.echo(json.dumps(_interpreted(asked), ensure_ascii=False))


def _interpreted(asked: dict[str, Any]) -> dict[str, Any]:
    if "items" not in asked:
        return {"id": asked["id"], **_reading(interpret(asked["text"]))}
    codes = {each["item"]: each["code"] for each in asked["items"]}
    found = interpret_list(asked["text"], codes)
    items = [{"item": each.item, **_reading(each.reading)} for each in found.items]
    return {"id": asked["id"], "ask": found.ask, "items": items}


def _reading(reading: Reading) -> dict[str, Any]:
    return {"status": reading.verdict.value, "percent": reading.percent}

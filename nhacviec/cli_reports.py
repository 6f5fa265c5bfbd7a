"""Commands that tell: simulate, summary, interpret, audit."""

import asyncio
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.markup import plain
from bot.summary import facts_of, unit_facts
from bot.words import Catalogue
from domain.cycles import Cycle
from domain.messages import Refusal
from domain.periods import Period
from domain.summary import Summary, as_json, summarise
from nhacviec import clock, importing, log, settings
from nhacviec.report_files import FileForm, ReportFile, documents
from nhacviec.settings import Settings
from nhacviec.terminal import say, with_database
from storage import audit, confirmations, cycles, summaries, units
from storage.database import Database

audits = typer.Typer(no_args_is_help=True)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"


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
    typer.echo(say("cli.score", **made.score.as_json()))


def _summary_text(made: Summary) -> str:
    catalogue, facts = Catalogue(), facts_of(made)
    lists = {
        "blocked": facts["blocked"],
        "awaited": facts["awaited"],
        "units": [unit_facts(unit) for unit in made.units],
    }
    said = [
        catalogue.sentence("summary.whole", **facts),
        *(
            catalogue.sentence(f"summary.{name}", items=each)
            for name, each in lists.items()
            if each
        ),
    ]
    return plain("\n\n".join(said))[0]


def summary(
    month: Annotated[str, typer.Option()],
    unit: Annotated[str, typer.Option()] = "",
    form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option()] = None,
    template: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """In tổng hợp một kỳ, hoặc lập báo cáo Word, bảng tính, hình ảnh của kỳ đó."""
    period = Period.parse(month)
    if form not in (Format.TEXT, Format.JSON):
        _write_file(period, unit, FileForm(form), output, template)
        return
    made = with_database(lambda db, _known: _summarise(db, period, unit))
    in_json = json.dumps(as_json(made), ensure_ascii=False, indent=2)
    text = in_json if form is Format.JSON else _summary_text(made)
    if output is None:
        typer.echo(text)
    else:
        output.write_text(text + "\n", "utf-8")


def _write_file(
    period: Period, unit: str, form: FileForm, output: Path | None, template: Path | None
) -> None:
    """Into the file asked for; or under its own name, in the folder asked for or in this one."""

    async def work(db: Database, _known: Settings) -> ReportFile:
        cycle, chosen = await _asked(db, period, unit)
        return await documents(db, cycle, form, clock.now(), chosen, template)

    made = with_database(work)
    target = output or Path()
    path = target / made.name if target.is_dir() else target
    path.write_bytes(made.content)
    typer.echo(say("document.written", path=str(path)))


async def _summarise(db: Database, period: Period, unit: str) -> Summary:
    cycle, chosen = await _asked(db, period, unit)
    async with db.read() as tx:
        lines = await summaries.lines(tx, cycle.id, chosen)
        confirmed = await confirmations.of_units(tx, cycle.id)
        return summarise(lines, cycle, clock.now(), confirmed)


async def _asked(db: Database, period: Period, unit: str) -> tuple[Cycle, frozenset[int] | None]:
    """The period and the units that were asked for. Refuses what is not there."""
    async with db.read() as tx:
        tree = await units.tree(tx)
        if unit and unit not in tree.by_code:
            raise Refusal("summary.unknown_unit", {"code": unit})
        roots = [each for each in tree.by_id.values() if not each.parent_id]
        cycle = await cycles.find(tx, roots[0].id, period) if roots else None
    if cycle is None:
        raise Refusal("cli.no_cycle", {"month": str(period)})
    return cycle, tree.subtree(tree.by_code[unit].id) if unit else None


@audits.command()
def verify() -> None:
    """Kiểm tra chuỗi nhật ký; báo dòng đầu tiên bị sửa."""

    async def work(db: Database, _known: Settings) -> int | None:
        async with db.read() as tx:
            return await audit.first_broken(tx)

    broken = with_database(work)
    if broken is not None:
        sys.exit(say("cli.audit_broken", row=broken))
    typer.echo(say("cli.audit_good"))


def interpret_lines(jsonl: Annotated[bool, typer.Option("--jsonl")] = False) -> None:
    """Đọc câu trả lời từ đầu vào, in cách hiểu; --jsonl: mỗi dòng một JSON, nếu không: một câu."""
    for line in sys.stdin:
        if line.strip():
            asked = json.loads(line) if jsonl else {"id": line.strip(), "text": line}
            typer.echo(json.dumps(_interpreted(asked), ensure_ascii=False))


def _interpreted(asked: dict[str, Any]) -> dict[str, Any]:
    from domain.replies import interpret, interpret_list

    if "items" not in asked:
        return {"id": asked["id"], **_reading(interpret(asked["text"]))}
    codes = {each["item"]: each["code"] for each in asked["items"]}
    found = interpret_list(asked["text"], codes)
    items = [{"item": each.item, **_reading(each.reading)} for each in found.items]
    return {"id": asked["id"], "ask": found.ask, "items": items}


def _reading(reading: Any) -> dict[str, Any]:
    return {"status": reading.verdict.value, "percent": reading.percent}

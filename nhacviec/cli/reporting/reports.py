"""Commands that tell: simulate, summary, interpret, audit."""

import asyncio
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.features.summaries.comparison import facts_of as comparison_facts
from bot.features.summaries.comparison import pair_facts
from bot.features.summaries.template_data import facts_of, unit_facts
from bot.rendering.markup import plain
from documents.files import FileForm
from domain.calendar.periods import Period
from domain.messaging.messages import Refusal
from domain.replies.misreadings import Misreading
from domain.reporting.cycles import Cycle
from domain.summaries.comparison import Comparison
from domain.summaries.comparison import as_json as comparison_json
from domain.summaries.forecast import Forecast
from domain.summaries.report_data import Book
from domain.summaries.report_snapshots import book_of
from domain.summaries.summary import Summary
from nhacviec.cli import departments
from nhacviec.cli.reporting.report_snapshots import as_json_of
from nhacviec.cli.support import progress, put_out, say, with_database, write_file
from nhacviec.config import policy_file
from nhacviec.config.settings import Settings
from nhacviec.monitoring import log
from nhacviec.onboarding import importing
from nhacviec.runtime import clock
from nhacviec.runtime.report_files import ReportFile, documents
from storage.engine.database import Database
from storage.office import misreadings, report_snapshots
from storage.people import units


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"


def simulate(
    month: Annotated[str, typer.Option()],
    behaviour: Annotated[Path | None, typer.Option()] = None,
    data: Annotated[Path, typer.Option(show_default="the sample department")] = importing.DEMO_DATA,
    seed: Annotated[int, typer.Option()] = 1,
    policy: Annotated[Path | None, typer.Option()] = None,
    in_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Chạy thử cả một kỳ trên đồng hồ ảo, không đụng tới dữ liệu thật."""
    from nhacviec.simulation import simulate as simulation
    from nhacviec.simulation.behaviour import Behaviour

    log.set_up("WARNING")
    setting = simulation.Setting(
        Period.parse(month), data, Behaviour.load(behaviour), policy_file.policy(policy), seed
    )
    with progress() as bar:
        made = asyncio.run(simulation.simulate(setting, bar("cli.days_lived")))
    if in_json:
        for line in [*made.messages, made.as_json()]:
            typer.echo(json.dumps(line, ensure_ascii=False))
        return
    for line in made.messages:
        typer.echo(f"{line['at'][:16]}  {line['kind']:<12} {line['to']:<8} {line['text']}\n")
    typer.echo(_summary_text(made.summary))
    typer.echo(say("cli.score", **made.score.as_json()))


def _summary_text(made: Summary, scores: Forecast | None = None) -> str:
    facts = facts_of(made, scores)
    lists = {
        "blocked": facts["blocked"],
        "awaited": facts["awaited"],
        "units": [unit_facts(unit) for unit in made.units],
    }
    said = [
        say("summary.whole", **facts),
        *(say(f"summary.{name}", items=each) for name, each in lists.items() if each),
    ]
    return plain("\n\n".join(said))[0]


def summary(
    month: Annotated[str, typer.Option()],
    unit: Annotated[str, typer.Option("--unit", "--root")] = "",
    form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option()] = None,
    template: Annotated[Path | None, typer.Option()] = None,
    compare: Annotated[bool, typer.Option("--compare")] = False,
) -> None:
    """In tổng hợp một kỳ, hoặc lập báo cáo Word, bảng tính, hình ảnh của kỳ đó."""
    period = Period.parse(month)
    if form not in (Format.TEXT, Format.JSON):
        _write_file(period, unit, FileForm(form), output, template)
        return
    book = with_database(lambda db, _known: _bound(db, period, unit))
    if form is Format.JSON:
        beside = {"comparison": comparison_json(book.comparison)} if compare else {}
        put_out(json.dumps({**as_json_of(book), **beside}, ensure_ascii=False, indent=2), output)
        return
    said = [_summary_text(book.summary, book.forecast)]
    put_out("\n\n".join([*said, *([_comparison_text(book.comparison)] if compare else [])]), output)


def _comparison_text(made: Comparison) -> str:
    if made.before is None:
        return say("comparison.none", month=str(made.period))
    said = [
        say("comparison.whole", **comparison_facts(made)),
        say("comparison.units", items=[pair_facts(each) for each in made.units]),
    ]
    return plain("\n\n".join(said))[0]


def _write_file(
    period: Period, unit: str, form: FileForm, output: Path | None, template: Path | None
) -> None:
    async def work(db: Database, _known: Settings) -> ReportFile:
        cycle, chosen = await _asked(db, period, unit)
        return await documents(db, cycle, form, clock.now(), chosen, template)

    made = with_database(work)
    write_file(made.name, made.content, output)


async def _bound(db: Database, period: Period, unit: str) -> Book:
    cycle, chosen = await _asked(db, period, unit)
    async with db.read() as tx:
        return book_of(await report_snapshots.gather(tx, cycle, clock.now(), chosen))


async def _asked(db: Database, period: Period, unit: str) -> tuple[Cycle, frozenset[int] | None]:
    """The period and the units that were asked for. Refuses what is not there."""
    async with db.read() as tx:
        tree = await units.tree(tx)
        if unit and unit not in tree.by_code:
            raise Refusal("summary.unknown_unit", {"code": unit})
        cycle = await departments.opened(tx, "", period, unit)
    chosen = tree.by_code.get(unit)
    return cycle, tree.subtree(chosen.id) if chosen and chosen.parent_id else None


def interpret_lines(
    jsonl: Annotated[bool, typer.Option("--jsonl")] = False,
    score: Annotated[Path | None, typer.Option("--score", metavar="FILE")] = None,
    examples: Annotated[bool, typer.Option("--examples")] = False,
) -> None:
    """Đọc câu trả lời từ đầu vào, in cách hiểu; --jsonl: mỗi dòng một JSON, nếu không: một câu.

    --score: chấm một tệp CSV đã gán nhãn (label, text; phenomenon, items nếu có) theo hiện tượng.
    --examples: in các câu bị hiểu sai mà Văn phòng đã ghi vào bộ mẫu, theo khuôn của tệp ấy.
    """
    if examples:
        _examples()
        return
    if score is not None:
        _score(score)
        return
    for line in sys.stdin:
        if line.strip():
            asked = json.loads(line) if jsonl else {"id": line.strip(), "text": line}
            typer.echo(json.dumps(_interpreted(asked), ensure_ascii=False))


def _score(path: Path) -> None:
    """One line of tab-separated figures per phenomenon, and one for all."""
    from domain.replies import scoring

    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"label", "text"} <= set(rows.fieldnames or ()):
            raise Refusal("interpret.no_labels", {"path": str(path)})
        told = scoring.score(map(_labelled, rows))
    total = sum(told.values(), Counter[scoring.Outcome]())
    typer.echo("\t".join(("phenomenon", "replies", *scoring.Outcome)))
    for name, counts in (*sorted(told.items()), ("all", total)):
        figures = (counts.total(), *(counts[each] for each in scoring.Outcome))
        typer.echo("\t".join((name, *map(str, figures))))


def _examples() -> None:
    """The kept misreadings as a labelled file; a name for the phenomenon is theirs who add it."""

    async def work(db: Database, _known: Settings) -> Sequence[Misreading]:
        async with db.read() as tx:
            return await misreadings.examples(tx)

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("phenomenon", "part", "label", "text"))
    for each in with_database(work):
        writer.writerow(("misread", "tuning", each.meant.value, each.text))


def _labelled(row: dict[str, str]) -> Any:
    from domain.replies.scoring import Labelled

    name = row.get("phenomenon") or row.get("rule") or row["label"]
    if not row.get("items"):
        return Labelled(name, row["label"], row["text"])
    numbers = range(1, int(row["items"]) + 1)
    codes = {number: f"MAU-{number:02}" for number in numbers}
    return Labelled(row.get("phenomenon") or "list", row["label"], row["text"], codes)


def _interpreted(asked: dict[str, Any]) -> dict[str, Any]:
    from domain.replies.interpreter import interpret, interpret_list

    if "items" not in asked:
        return {"id": asked["id"], **_reading(interpret(asked["text"]))}
    codes = {each["item"]: each["code"] for each in asked["items"]}
    found = interpret_list(asked["text"], codes)
    items = [{"item": each.item, **_reading(each.reading)} for each in found.items]
    return {"id": asked["id"], "ask": found.ask, "items": items}


def _reading(reading: Any) -> dict[str, Any]:
    return {"status": reading.verdict.value, "percent": reading.percent}

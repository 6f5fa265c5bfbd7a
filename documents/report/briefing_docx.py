"""Writes the page for a briefing as a Word file."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from documents.report.docx import fill
from documents.report.template import built
from documents.report.wording import clean, department, moment, month, words
from domain.calendar.periods import Period
from domain.people.department_names import UNNAMED, DepartmentNames
from domain.summaries.briefing import LISTS, News, Repeated
from domain.summaries.lines import SummaryLine
from domain.summaries.summary import Summary

WITH_REASON = {"stuck"}


def briefing_page(
    summary: Summary, news: News, often: Sequence[Repeated], names: DepartmentNames = UNNAMED
) -> bytes:
    """The page as a .docx file. `often`: units late again and again, if the reader may know."""
    template = BytesIO()
    built("briefing").save(template)
    facts = {**_context(summary, news, often), "department": department(names)}
    return fill(template, facts, news.until)


def _context(summary: Summary, news: News, often: Sequence[Repeated]) -> dict[str, Any]:
    period = Period.parse(summary.month)
    totals = {name: getattr(summary.totals, name) for name in summary.totals.__slots__}
    return {
        "since": moment(news.since),
        "until": moment(news.until),
        "month": month(period),
        "year": str(period.year),
        "totals": totals,
        "by_status": summary.by_status,
        "unit_count": len(summary.units),
        "on_time_units": sum(unit.reported_on_time for unit in summary.units),
        "sections": [_section(name, getattr(news, name)) for name in LISTS if getattr(news, name)],
        "repeated": _ended([_often(each) for each in often]),
    }


def _section(name: str, lines: Sequence[SummaryLine]) -> dict[str, Any]:
    title = words()["briefing"][name]
    if name in WITH_REASON:
        texts = [_with_reason(line) for line in lines]
    else:
        texts = [f"{unit}: {codes}" for unit, codes in _by_unit(lines).items()]
    return {"title": title, "count": len(lines), "lines": _ended(texts)}


def _with_reason(line: SummaryLine) -> str:
    reason = clean(line.note).rstrip(".;, ") or words()["briefing"]["no_reason"]
    return f"{clean(line.unit_name)}, {line.task_code}: {reason}"


def _by_unit(lines: Sequence[SummaryLine]) -> dict[str, str]:
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(clean(line.unit_name), []).append(line.task_code)
    return {unit: ", ".join(codes) for unit, codes in groups.items()}


def _often(each: Repeated) -> str:
    months = ", ".join(f"{month(period)}/{period.year}" for period in each.periods)
    return words()["briefing"]["periods"].format(unit=clean(each.unit_name), months=months)


def _ended(texts: Sequence[str]) -> list[dict[str, str]]:
    last = len(texts) - 1
    return [{"text": text, "end": "." if at == last else ";"} for at, text in enumerate(texts)]

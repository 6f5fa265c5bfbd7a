"""Fixing the figures of a report in chat: asked, confirmed, numbered, and had again as files."""

from collections.abc import Sequence
from typing import Any

from bot.features.summaries.handlers import chunks, file_of, own_cycle
from bot.inbound.context import Scene
from domain.calendar.work_calendar import local
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.permissions import Action
from domain.reporting.cycles import Cycle
from domain.summaries.report_diff import Changes
from domain.summaries.report_diff import facts_of as change_facts
from domain.summaries.report_snapshots import IssuedReport
from domain.summaries.summary import Totals
from storage.office import aggregates as figures
from storage.office import report_snapshots as issued


async def ask(scene: Scene, cycle_id: int) -> list[Say]:
    """What would be fixed now, under which number; with the issues there are already."""
    cycle = await own_cycle(scene, cycle_id, Action.ISSUE_REPORT)
    known = await issued.of_cycle(scene.tx, cycle.id)
    number = len(known) + 1
    changes = await issued.changes(scene.tx, await issued.gather(scene.tx, cycle, scene.now))
    totals = (await figures.of_period(scene.tx, cycle, scene.now)).totals
    facts = {
        "month": str(cycle.period),
        "number": number,
        **_counts(totals),
        "known": [_facts(cycle, each) for each in known],
        "changed": sum(len(each.items) for each in changes),
    }
    yes = Choice("choice.fixyes", str(Tap("fixyes", cycle.id, number)), {"number": number})
    no = Choice("choice.no", str(Tap("fixno", cycle.id)))
    more = (*_changes_choice(cycle, changes), *(_files(known[-1]) if known else ()))
    return [Say("issued.ask", facts, (yes, no, *more))]


def _counts(totals: Totals) -> dict[str, int]:
    return {
        "answered": totals.answered,
        "duties": totals.duties,
        "late": totals.late,
        "missing": totals.missing,
    }


def _facts(cycle: Cycle, report: IssuedReport) -> dict[str, Any]:
    return {
        "month": str(cycle.period),
        "number": report.number,
        "at": report.issued_at.isoformat(),
        "hash": report.sha256,
    }


def _files(report: IssuedReport) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"choice.fix{form}", str(Tap(f"fix{form}", report.id)), {"number": report.number})
        for form in ("docx", "xlsx")
    )


def _changes_choice(cycle: Cycle, changes: Sequence[Changes]) -> tuple[Choice, ...]:
    some = any(each.items for each in changes)
    return (Choice("choice.changes", str(Tap("changes", cycle.id))),) if some else ()


async def issue(scene: Scene, cycle_id: int, number: int) -> list[Say]:
    """Fix the figures under the number that was shown; pressed again, it tells what is there."""
    cycle = await own_cycle(scene, cycle_id, Action.ISSUE_REPORT)
    made = await issued.issue(scene.tx, cycle, number=number, now=scene.now, by=scene.me.id)
    if made is None:
        there = await issued.get(scene.tx, cycle.id, number)
        return [Say("issued.before", _facts(cycle, there), _files(there))]
    facts = {"number": number, "sha256": made.sha256}
    await scene.record("report.issue", f"cycle:{cycle.period}", **facts)
    return [Say("issued.done", _facts(cycle, made), _files(made))]


async def drop(scene: Scene, cycle_id: int) -> list[Say]:
    cycle = await own_cycle(scene, cycle_id, Action.ISSUE_REPORT)
    return [Say("issued.dropped", {"month": str(cycle.period)})]


async def show_changes(scene: Scene, cycle_id: int) -> list[Say]:
    """What the next issue would list, in parts of bearable length."""
    cycle = await own_cycle(scene, cycle_id, Action.ISSUE_REPORT)
    changes = await issued.changes(scene.tx, await issued.gather(scene.tx, cycle, scene.now))
    says = [say for each in changes for say in _told(scene, each)]
    return says or [Say("issued.unchanged", {"month": str(cycle.period)})]


def _told(scene: Scene, changes: Changes) -> list[Say]:
    items = [change_facts(each) for each in changes.items]
    return [Say("issued.since", since_facts(changes)), *chunks(scene, "issued.changes", items)]


def since_facts(changes: Changes) -> dict[str, Any]:
    return {
        "month": str(changes.period),
        "number": changes.number,
        "at": local(changes.at).isoformat(),
        "count": len(changes.items),
    }


async def bring(scene: Scene, issued_id: int, form: str) -> list[Say]:
    """The Word report or the workbook of an issue."""
    report = await issued.find(scene.tx, issued_id)
    if report is None:
        raise Refusal("help.too_old")
    cycle = await own_cycle(scene, report.cycle_id, Action.ISSUE_REPORT)
    return [file_of(cycle, form, issued=report.number)]

"""Fixing the figures of a report in chat: asked, confirmed, numbered, and had again as files."""

from collections.abc import Sequence
from typing import Any

from actions.office import figures
from actions.outcomes import Done
from bot.features.summaries.handlers import chunks, file_of, own_cycle
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action
from domain.reporting.cycles import Cycle
from domain.summaries.report_diff import Changes
from domain.summaries.report_diff import facts_of as change_facts
from domain.summaries.summary import Totals
from storage.office import aggregates, report_snapshots

routes = Router()


@routes.id_button("fix", require=Action.ISSUE_REPORT)
async def ask(context: UpdateContext, cycle_id: int) -> list[Reply]:
    """What would be fixed now, under which number; with the issues there are already."""
    cycle = await own_cycle(context, cycle_id, Action.ISSUE_REPORT)
    known = await report_snapshots.of_cycle(context.tx, cycle.id)
    number = len(known) + 1
    changes = await report_snapshots.changes(
        context.tx, await report_snapshots.gather(context.tx, cycle, context.now)
    )
    totals = (await aggregates.of_period(context.tx, cycle, context.now)).totals
    facts = {
        "month": str(cycle.period),
        "number": number,
        **_counts(totals),
        "known": [figures.facts_of(cycle, each) for each in known],
        "changed": sum(len(each.items) for each in changes),
    }
    yes = Choice("choice.fixyes", str(ButtonAction("fixyes", cycle.id, number)), {"number": number})
    no = Choice("choice.no", str(ButtonAction("fixno", cycle.id)))
    more = (
        *_changes_choice(cycle, changes),
        *(_files(known[-1].id, known[-1].number) if known else ()),
    )
    return [Reply("issued.ask", facts, (yes, no, *more))]


def _counts(totals: Totals) -> dict[str, int]:
    return {
        "answered": totals.answered,
        "duties": totals.duties,
        "late": totals.late,
        "missing": totals.missing,
    }


def _files(report_id: int, number: int) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"choice.fix{form}", str(ButtonAction(f"fix{form}", report_id)), {"number": number})
        for form in ("docx", "xlsx")
    )


def _changes_choice(cycle: Cycle, changes: Sequence[Changes]) -> tuple[Choice, ...]:
    some = any(each.items for each in changes)
    return (Choice("choice.changes", str(ButtonAction("changes", cycle.id))),) if some else ()


@routes.revision_button("fixyes", require=Action.ISSUE_REPORT)
async def issue(context: UpdateContext, cycle_id: int, number: int) -> list[Reply]:
    """Fix the figures under the number that was shown; pressed again, it tells what is there."""
    cycle = await own_cycle(context, cycle_id, Action.ISSUE_REPORT)
    outcome = await figures.fix(context.acting, cycle, number)
    key = "issued.done" if isinstance(outcome, Done) else "issued.before"
    return [Reply(key, outcome.facts, _files(outcome.facts["id"], outcome.facts["number"]))]


@routes.id_button("fixno", require=Action.ISSUE_REPORT)
async def drop(context: UpdateContext, cycle_id: int) -> list[Reply]:
    cycle = await own_cycle(context, cycle_id, Action.ISSUE_REPORT)
    return [Reply("issued.dropped", {"month": str(cycle.period)})]


@routes.id_button("changes", require=Action.SUMMARISE)
async def show_changes(context: UpdateContext, cycle_id: int) -> list[Reply]:
    """What the next issue would list, in parts of bearable length."""
    cycle = await own_cycle(context, cycle_id, Action.ISSUE_REPORT)
    changes = await report_snapshots.changes(
        context.tx, await report_snapshots.gather(context.tx, cycle, context.now)
    )
    says = [say for each in changes for say in _told(context, each)]
    return says or [Reply("issued.unchanged", {"month": str(cycle.period)})]


def _told(context: UpdateContext, changes: Changes) -> list[Reply]:
    items = [change_facts(each) for each in changes.items]
    return [Reply("issued.since", since_facts(changes)), *chunks(context, "issued.changes", items)]


def since_facts(changes: Changes) -> dict[str, Any]:
    return {
        "month": str(changes.period),
        "number": changes.number,
        "at": local(changes.at).isoformat(),
        "count": len(changes.items),
    }


async def bring(context: UpdateContext, issued_id: int, form: str) -> list[Reply]:
    """The Word report or the workbook of an issue."""
    report = await report_snapshots.find(context.tx, issued_id)
    if report is None:
        raise Refusal("help.too_old")
    cycle = await own_cycle(context, report.cycle_id, Action.ISSUE_REPORT)
    return [file_of(cycle, form, issued=report.number)]


@routes.id_button("fixdocx", require=Action.SUMMARISE)
async def bring_report(context: UpdateContext, snapshot_id: int) -> list[Reply]:
    return await bring(context, snapshot_id, "docx")


@routes.id_button("fixxlsx", require=Action.SUMMARISE)
async def bring_workbook(context: UpdateContext, snapshot_id: int) -> list[Reply]:
    return await bring(context, snapshot_id, "xlsx")

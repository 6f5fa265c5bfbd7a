"""Commands for the register of difficulties: what it holds, and deciding on an entry."""

from datetime import date, datetime
from typing import Annotated, Any

import typer

from actions.issues import deciding
from actions.issues.deciding import Ruling
from actions.outcomes import Changed
from bot.features.issues.notices import grouped
from bot.rendering.markup import plain
from domain.calendar.work_calendar import local_day
from domain.issues.issues import Issue, IssueDecision, decision_facts, issue_facts, ordered
from domain.issues.issues import as_json as issue_json
from domain.messaging.messages import Refusal
from nhacviec.cli.acting import acting_as
from nhacviec.cli.support import as_json, official, reads, say, writes
from nhacviec.runtime import clock
from storage.engine.database import Tx
from storage.reports import issues

register = typer.Typer(no_args_is_help=False)
Entries = list[tuple[Issue, list[IssueDecision]]]
Day = Annotated[datetime | None, typer.Option("--next", formats=["%Y-%m-%d", "%d/%m/%Y"])]


@register.callback(invoke_without_command=True)
def listed(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all")] = False,
    in_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """In sổ khó khăn, vướng mắc."""
    if context.invoked_subcommand is None:
        _list(everything=everything, in_json=in_json)


@reads
async def _list(tx: Tx, *, everything: bool, in_json: bool) -> str:
    found = ordered(await issues.listed(tx, ended=everything), local_day(clock.now()))
    entries = [(each, await issues.decisions(tx, each.id)) for each in found]
    if in_json:
        return as_json([issue_json(issue, decisions) for issue, decisions in entries])
    return _text(entries, everything=everything)


def _text(entries: Entries, *, everything: bool) -> str:
    """The open ones as a list; all of them one by one, with every decision."""
    today = local_day(clock.now())
    if not entries:
        return say("issue.none")
    if not everything:
        groups = grouped([issue for issue, _ in entries], today)
        facts: dict[str, Any] = {"count": len(entries), "skipped": 0, "groups": groups}
        return plain(say("issue.list", **facts))[0]
    said = [say("issue.entry", **_entry(*each, today)) for each in entries]
    return plain("\n\n".join(said))[0]


def _entry(issue: Issue, decisions: list[IssueDecision], today: date) -> dict[str, Any]:
    return {**issue_facts(issue, today), "decisions": [decision_facts(each) for each in decisions]}


@register.command("decide")
@writes
async def decide(
    tx: Tx,
    number: int,
    by: Annotated[str, typer.Option("--by")],
    decision: Annotated[str, typer.Option("--decision")],
    next_date: Day = None,
    close: Annotated[bool, typer.Option("--close")] = False,
) -> str:
    """Ghi ý kiến chỉ đạo của một đồng chí (mã cán bộ) cho một vướng mắc."""
    now, day = clock.now(), next_date.date() if next_date else None
    acting = acting_as(tx, await official(tx, by), now)
    issue = await deciding.to_decide(acting, number, decision)
    outcome = await deciding.decide(acting, number, Ruling(issue.version, decision, day))
    if isinstance(outcome, Changed):
        raise Refusal("issue.changed", outcome.facts)
    said = [say("issue.decided", **outcome.facts)]
    if close:
        settled = await deciding.settle(acting, number, issue.version + 1)
        said.append(say("issue.settled", **settled.facts))
    return plain("\n".join(said))[0]

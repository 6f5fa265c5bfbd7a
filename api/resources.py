"""What can be read: each address with the kind of things a token must have been given for it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from api.answers import Found, Item, Problem
from api.asking import MOST_ROWS, Asked
from domain.calendar.periods import Period
from domain.issues.issues import Issue
from domain.people.api_tokens import ReadKind
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.summaries.aggregates import Figures, UnitFigures
from domain.summaries.cells import Cell
from domain.summaries.standing import Standing
from storage.audit import search
from storage.audit.search import Sought
from storage.board import cells
from storage.board.wanted import Wanted
from storage.office import aggregates, summaries
from storage.outside import listings
from storage.reports import cycles, issues
from storage.reports import duties as stored

Some = TypeVar("Some")
Read = Callable[[Asked], Awaitable[Found]]
PAGED = ("cursor", "limit")
PERIOD_COLUMNS = (
    *("period", "department", "state", "due_day", "due_at", "late_after", "opens_at", "closes_at"),
)
DUTY_COLUMNS = (
    *("id", "period", "unit", "task", "title", "part", "standing", "percent", "note", "late"),
    *("answered_at", "due_day", "version", "owner"),
)
UNIT_COLUMNS = ("code", "name", "short", "kind", "parent")
FIGURES = (
    *("duties", "answered", "on_time", "late", "missing", "unreachable", "returned", "extended"),
    *("done", "in_progress", "blocked", "not_started"),
    *("done_on_time", "done_late", "open_in_time", "open_overdue"),
)
SUMMARY_COLUMNS = ("unit", "name", *FIGURES)


@dataclass(frozen=True, slots=True)
class Resource:
    """`params`: those of the query. `columns`: of the table, where it may be had as one."""

    path: str
    kind: ReadKind
    read: Read
    params: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.params, *(("format",) if self.columns else ()))


def _page(asked: Asked, found: Sequence[Some], made: Callable[[Some], Item]) -> Found:
    """So many as were asked for; one more says that there is another page."""
    most = asked.most
    items = [made(each) for each in found[:most]]
    more = len(found) > most
    if more and asked.table and most == MOST_ROWS:
        raise Problem(422, f"more than {MOST_ROWS} rows: narrow it by unit or period")
    return Found(items, str(_number(found[most - 1])) if more else None)


def _number(thing: Any) -> int:
    return int(thing.duty_id if isinstance(thing, Cell) else thing.id)


async def periods(asked: Asked) -> Found:
    """The periods that were opened, the oldest first."""
    found = await cycles.opened_after(asked.tx, asked.root.id, asked.after, asked.most + 1)
    return _page(asked, found, lambda each: _period(asked, each))


async def period(asked: Asked) -> Found:
    return Found(whole=_period(asked, await asked.cycle()))


def _period(asked: Asked, cycle: Cycle) -> Item:
    times = {name: getattr(cycle, name) for name in PERIOD_COLUMNS[3:]}
    about = {"period": str(cycle.period), "department": asked.root.code}
    return {**about, "state": cycle.state.value, **times}


async def duties(asked: Asked) -> Found:
    """The duties of a period, in the order in which they were written down."""
    cycle = await asked.cycle()
    away = tuple(await summaries.gone_from(asked.tx, cycle, asked.now))
    wanted = Wanted(cycle.id, asked.units, _standings(asked), away=away)
    found = await cells.after(asked.tx, wanted, asked.after, asked.most + 1)
    return _page(asked, found, lambda each: _duty(asked, cycle.period, each))


def _standings(asked: Asked) -> tuple[Standing, ...] | None:
    given = asked.given.get("standing")
    if given is None:
        return None
    if given not in set(Standing):
        raise Problem(422, f"standing: one of {', '.join(Standing)}")
    return (Standing(given),)


async def duty(asked: Asked) -> Found:
    """One duty, of whichever period."""
    duty, cycle = await _place(asked)
    away = await summaries.gone_from(asked.tx, cycle, asked.now)
    [found] = await cells.some(asked.tx, [duty.id], away)
    return Found(whole=_duty(asked, cycle.period, found))


async def _place(asked: Asked) -> tuple[Duty, Cycle]:
    """The duty in the address, with its period. Raises Problem."""
    duty = await stored.find(asked.tx, asked.number("id") or 0)
    if duty is None or duty.unit_id not in asked.tree.subtree(asked.token.unit_id):
        raise Problem(404, "no such duty, or not for this token")
    return duty, await cycles.get(asked.tx, duty.cycle_id)


def _duty(asked: Asked, period: Period, cell: Cell) -> Item:
    return {
        "id": cell.duty_id,
        "period": str(period),
        "unit": asked.tree.by_id[cell.unit_id].code,
        "task": cell.code,
        "title": cell.title,
        "part": "lead" if cell.lead else "coordinating",
        "standing": cell.standing.value,
        "percent": cell.percent,
        "note": cell.note,
        "late": cell.late,
        "answered_at": cell.answered_at,
        "due_day": cell.due_day,
        "version": cell.revision,
        "owner": cell.owner or None if asked.names else None,
    }


async def reports(asked: Asked) -> Found:
    """Every version of every answer of a period, the oldest first."""
    cycle = await asked.cycle()
    return await _reports(asked, cycle, listings.Within(cycle.id, asked.units))


async def reports_of_duty(asked: Asked) -> Found:
    """Every version of the answer to one duty."""
    duty, cycle = await _place(asked)
    return await _reports(asked, cycle, listings.Within(cycle.id, (), duty.id))


async def _reports(asked: Asked, cycle: Cycle, here: listings.Within) -> Found:
    found = await listings.reports(asked.tx, here, asked.after, asked.most + 1)
    return _page(asked, found, lambda each: _named(asked, cycle, asdict(each), listings.AUTHORS))


def _named(asked: Asked, cycle: Cycle, facts: dict[str, Any], people: Sequence[str]) -> Item:
    """Of a period; people are left out where the token does not name them."""
    hidden = {} if asked.names else dict.fromkeys(people)
    return {**facts, "period": str(cycle.period), **hidden}


async def extensions(asked: Asked) -> Found:
    """The requests for a later day of a period, with what was decided."""
    cycle = await asked.cycle()
    here = listings.Within(cycle.id, asked.units)
    found = await listings.extensions(asked.tx, here, asked.after, asked.most + 1)
    return _page(asked, found, lambda each: _named(asked, cycle, asdict(each), listings.DECIDERS))


async def difficulties(asked: Asked) -> Found:
    """The register of difficulties of all periods, each with its newest decision."""
    found = await issues.after(asked.tx, asked.units, asked.after, asked.most + 1)
    return _page(asked, found, lambda each: _difficulty(each, names=asked.names))


def _difficulty(issue: Issue, *, names: bool) -> Item:
    decision = issue.decision
    return {
        "id": issue.id,
        "unit": issue.unit_code,
        "task": issue.task_code,
        "title": issue.title,
        "cause": issue.cause,
        "proposal": issue.proposal,
        "state": issue.state.value,
        "raised_at": issue.raised_at,
        "ended_at": issue.ended_at,
        "decision": decision.text if decision else None,
        "next_day": decision.next_date if decision else None,
        "decided_at": decision.at if decision else None,
        "raised_by": issue.proposer if names else None,
        "decided_by": decision.by if decision and names else None,
    }


async def units(asked: Asked) -> Found:
    """The units that the token reads of, those above before those below."""
    within = sorted(asked.units)
    found = [asked.tree.by_id[each] for each in within if each > asked.after]
    known = {each: asked.tree.by_id[each].code for each in within}
    return _page(
        asked,
        found,
        lambda each: {
            **{name: getattr(each, name) for name in UNIT_COLUMNS[:-1]},
            "parent": known.get(each.parent_id or 0),
        },
    )


async def summary(asked: Asked) -> Found:
    """How a period stands, altogether and unit by unit."""
    cycle, units = await asked.cycle(), None if asked.everything else asked.units
    counted = await aggregates.of_period(asked.tx, cycle, asked.now, units)
    rows = [{"unit": each.code, "name": each.name, **_figures(each)} for each in counted.units]
    whole = {"period": str(cycle.period), "state": cycle.state.value, "due_at": cycle.due_at}
    return Found(whole={**whole, "totals": _figures(counted), "units": rows}, rows=rows)


def _figures(counted: Figures | UnitFigures) -> Mapping[str, int]:
    found = {**asdict(counted.totals), **counted.by_status, **asdict(counted.cells)}
    return {name: found[name] for name in FIGURES}


async def audit(asked: Asked) -> Found:
    """The log, the oldest first; people are named by their random subjects, never by name."""
    alone = sum(each.parent_id is None for each in asked.tree.by_id.values()) == 1
    within = None if alone and asked.everything else asked.units
    sought = Sought(within=within)
    found = await search.after(asked.tx, sought, asked.after, asked.most + 1)
    return _page(asked, found, asdict)


OF_PERIOD = ("period", "unit", *PAGED)
RESOURCES = (
    Resource("/periods", ReadKind.PERIODS, periods, PAGED, PERIOD_COLUMNS),
    Resource("/periods/{period}", ReadKind.PERIODS, period),
    Resource("/duties", ReadKind.DUTIES, duties, ("standing", *OF_PERIOD), DUTY_COLUMNS),
    Resource("/duties/{id}", ReadKind.DUTIES, duty),
    Resource("/duties/{id}/reports", ReadKind.REPORTS, reports_of_duty, PAGED),
    Resource("/reports", ReadKind.REPORTS, reports, OF_PERIOD),
    Resource("/units", ReadKind.UNITS, units, ("unit", *PAGED), UNIT_COLUMNS),
    Resource("/summary", ReadKind.SUMMARY, summary, ("period", "unit"), SUMMARY_COLUMNS),
    Resource("/register/difficulties", ReadKind.REGISTER, difficulties, ("unit", *PAGED)),
    Resource("/register/extensions", ReadKind.REGISTER, extensions, OF_PERIOD),
    Resource("/audit", ReadKind.AUDIT, audit, PAGED),
)


def access_table() -> Iterator[str]:
    """Each address with what a token must have been given for it, to be reviewed."""
    for each in sorted(RESOURCES, key=lambda each: each.path):
        yield f"GET /api/v1{each.path}: {each.kind}"

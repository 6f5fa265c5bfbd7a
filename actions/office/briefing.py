"""What a briefing is told: where the newest period stands, what is late and why, what is new."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.people.department_names import UNNAMED, DepartmentNames
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.summaries.briefing import FIRST_SPAN, News, Repeated, compare, repeated
from domain.summaries.lines import SummaryLine
from domain.summaries.summary import Summary, summarise
from storage.engine.database import Tx
from storage.office import briefings
from storage.people import department_names
from storage.reports import acceptances, cycles, sign_offs

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Page:
    """Where the newest period stands, what is new, and who was late again and again.

    `lines`: its duties as they stand.
    """

    summary: Summary
    news: News
    repeated: tuple[Repeated, ...]
    names: DepartmentNames = UNNAMED
    lines: tuple[SummaryLine, ...] = ()


async def page_of(tx: Tx, root_unit_id: int, span: Span) -> Page | None:
    """The page as it is at the end of a span; None before the first period has opened."""
    cycle = await cycles.newest(tx, root_unit_id)
    if cycle is None:
        return None
    since, until = span
    found = await briefings.histories(tx, root_unit_id, since, until)
    of_cycle = await briefings.histories(tx, root_unit_id, cycle.opens_at, until)
    lines = [each.at(until) for each in of_cycle if each.period == cycle.period]
    often = repeated(await briefings.year(tx, root_unit_id, until), until)
    claims = await acceptances.at(tx, cycle.id, until)
    lines = [replace(it, acceptance=claims.get((it.unit_code, it.task_code))) for it in lines]
    confirmed = await sign_offs.of_units(tx, cycle.id, until)
    names = await department_names.get(tx, root_unit_id)
    whole = summarise(lines, cycle, until, confirmed)
    return Page(whole, compare(found, since, until), often, names, tuple(lines))


async def span_until(tx: Tx, root_unit_id: int, now: datetime) -> Span:
    """From the last briefing until now."""
    return await briefings.last(tx, root_unit_id, before=now) or now - FIRST_SPAN, now


def sees_lateness(reader: Official, tree: Tree) -> bool:
    return may(reader, Action.VIEW_LATENESS, Target(reader.unit_id), tree)

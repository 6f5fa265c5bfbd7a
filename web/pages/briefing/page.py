"""What a briefing is told on one page: how far the period is, what is late, why, what is new."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import Response

from actions.office.briefing import page_of, sees_lateness, span_until
from domain.people.permissions import Action
from domain.reporting.duties import Status
from domain.summaries.briefing import news_facts, repeated_facts
from domain.summaries.lines import SummaryLine
from storage.people import units
from web import periods
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("briefing", "/giao-ban", icon="chuong", place=55, require=Action.BRIEFING)

MOST_UNITS, MOST_PEOPLE, MOST_STUCK = 20, 6, 20


@routes.get("/giao-ban", require=Action.BRIEFING)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        root, tree = await periods.root(tx, request), await units.tree(tx)
        span = await span_until(tx, root.id, request.now)
        page = await page_of(tx, root.id, span)
    if page is None:
        return request.page("pages/period/none.html", {"section": "briefing"})
    lacking = _by_unit(page.lines, lambda each: each.status is None)
    stuck = [each for each in page.lines if each.status is Status.BLOCKED]
    facts = {
        "section": "briefing",
        "made": page.summary,
        "news": news_facts(page.news),
        "since": page.news.since,
        "lacking": lacking[:MOST_UNITS],
        "more": len(lacking) - MOST_UNITS,
        "stuck": stuck[:MOST_STUCK],
        "stuck_more": len(stuck) - MOST_STUCK,
        "whole": sum(unit.reported_on_time for unit in page.summary.units),
        "repeated": repeated_facts(page.repeated) if sees_lateness(request.me, tree) else [],
    }
    return request.page("pages/briefing/page.html", facts)


def _by_unit(
    lines: Sequence[SummaryLine], wanted: Callable[[SummaryLine], bool]
) -> list[dict[str, Any]]:
    """Of each unit what is lacking, by person and reason; the unit that lacks most first."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for each in filter(wanted, lines):
        people = found.setdefault(each.unit_name, {})
        people.setdefault((each.owner, why(each)), []).append(each.task_code)
    groups = [
        {
            "name": name,
            "count": sum(map(len, people.values())),
            "people": [(*who, codes) for who, codes in people.items()][:MOST_PEOPLE],
            "more": len(people) - MOST_PEOPLE,
        }
        for name, people in found.items()
    ]
    return sorted(groups, key=lambda each: -each["count"])


def why(line: SummaryLine) -> str:
    """Why there is no answer: nobody has it, is away, was not reached; returned, or silent."""
    if not line.owner:
        return "vacant"
    if line.absent:
        return "away"
    if line.sent_back:
        return "returned"
    if line.time.extended_to and not line.time.returned:
        return "extended"
    return "silent" if line.reached else "unreached"

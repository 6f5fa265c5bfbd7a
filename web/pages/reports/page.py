"""Reports of periods: what was fixed when by whom, files to have, and how it went over time."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from actions.acting import Acting
from actions.office import figures
from actions.outcomes import Changed, Done
from domain.messaging.messages import Refusal
from domain.people.permissions import Action, Target, may
from domain.reporting.cycles import Cycle
from storage.board import trends as counts
from storage.engine.database import Tx
from storage.office import report_snapshots
from storage.office.report_snapshots import Heading
from storage.people import units
from web import periods
from web.acting import answered
from web.files import download
from web.pages.reports import trends
from web.pages.reports.trends import Turn
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("reports", "/bao-cao", icon="bc", place=60, require=Action.SUMMARISE)

MOST_PERIODS = 12
FORMS = ("docx", "xlsx", "png")


@routes.get("/bao-cao", require=Action.SUMMARISE)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        newest = await periods.newest(tx, request)
        if newest is None:
            return request.page("pages/period/none.html", {"section": "reports"})
        first = newest.period.shifted(1 - MOST_PERIODS)
        found = await counts.turnouts(tx, newest.root_unit_id, first)
        turns = trends.by_period(found)
        facts = {
            "section": "reports",
            "fixes": await _fixes(tx, request),
            "rows": await _rows(tx, turns),
            "newest": newest,
        }
    listed = trends.by_unit(found, turns)
    facts |= {"charts": _charts(turns), "turns": turns, "grade": trends.grade}
    facts |= {"units": listed[: trends.MOST_UNITS], "unit_count": len(listed)}
    return request.page("pages/reports/page.html", facts)


async def _rows(tx: Tx, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Each period with its issues, the newest first."""
    issued: dict[int, list[Heading]] = {}
    for each in await report_snapshots.headings(tx, [turn.cycle_id for turn in turns]):
        issued.setdefault(each.cycle_id, []).append(each)
    return [{"turn": turn, "issued": issued.get(turn.cycle_id, [])} for turn in reversed(turns)]


def _charts(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    if not turns:
        return []
    return [
        {"name": name, "bars": trends.bars(turns, name), "says": trends.sentence(turns, name)}
        for name in ("on_time", "answered")
    ]


async def _fixes(tx: Tx, request: BoardRequest) -> bool:
    tree = await units.tree(tx)
    return may(request.me, Action.ISSUE_REPORT, Target(request.me.unit_id), tree)


@routes.get("/bao-cao/{period}/chot", require=Action.ISSUE_REPORT)
async def ask(request: BoardRequest) -> Response:
    """The dialog: what would be fixed now, under which number, and what changed since the last."""
    async with request.board.db.read() as tx:
        cycle = (await periods.sight(tx, request, Action.ISSUE_REPORT)).cycle
        counted = await request.board.figures.of_period(tx, cycle, request.now, None)
        number = await report_snapshots.newest_number(tx, cycle.id) + 1
        facts = {"cycle": cycle, "number": number, "totals": counted.totals}
        facts |= {"changes": await _changes(tx, cycle, request), "asks": True}
    return request.page("pages/reports/fix.html", facts | {"key": request.board.new_token()})


@routes.get("/bao-cao/{period}/thay-doi", require=Action.ISSUE_REPORT)
async def changes(request: BoardRequest) -> Response:
    """The dialog: what changed since the figures were fixed."""
    async with request.board.db.read() as tx:
        cycle = (await periods.sight(tx, request, Action.ISSUE_REPORT)).cycle
        facts = {"cycle": cycle, "changes": await _changes(tx, cycle, request), "asks": False}
    return request.page("pages/reports/fix.html", facts)


async def _changes(tx: Tx, cycle: Cycle, request: BoardRequest) -> Sequence[Any]:
    snapshot = await report_snapshots.gather(tx, cycle, request.now)
    return await report_snapshots.changes(tx, snapshot)


@routes.post("/bao-cao/{period}/chot", require=Action.ISSUE_REPORT)
async def fix(request: BoardRequest) -> Response:
    """The same act as «Khóa số liệu báo cáo» in the chat, under the number that was shown."""
    given = await request.said("number", 6)
    number = int(given) if given.isdecimal() else 0

    async def deed(acting: Acting) -> Done | Changed:
        cycle = (await periods.sight(acting.tx, request, Action.ISSUE_REPORT)).cycle
        return await figures.fix(acting, cycle, number)

    return await answered(request, "chot", deed)


@routes.get("/bao-cao/{period}/{form}", require=Action.SUMMARISE)
async def bring(request: BoardRequest) -> Response:
    """A file of the period as it is now, or with `lan` as it was fixed that time."""
    form, number = request.path("form"), request.query("lan")
    if form not in FORMS or request.board.files is None:
        raise NotThere
    wanted_right = Action.ISSUE_REPORT if number else Action.SUMMARISE
    async with request.board.db.read() as tx:
        cycle = (await periods.sight(tx, request, wanted_right)).cycle
    wanted = {"cycle": cycle.id, "month": str(cycle.period), "form": form, "units": None}
    wanted |= {"issued": int(number)} if number.isdecimal() and len(number) < 6 else {}
    try:
        content = await request.board.files.make(wanted)
    except Refusal:
        raise NotThere from None
    return download(request.board.files.name(wanted), content)

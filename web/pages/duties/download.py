"""The duties that the address asks for, as a workbook."""

from starlette.responses import Response

from documents.workbook.duty_list import DutyLine, duty_list, list_name
from domain.people.permissions import Action
from storage.board import cells
from web import periods
from web.files import download
from web.pages.duties.filters import Asked, wanted
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()

MOST = 50_000


@routes.get("/ky/{period}/bang-tinh", require=Action.VIEW_UNIT)
async def bring(request: BoardRequest) -> Response:
    """The same filter as the page has, without its pages; made beside the service."""
    words, asked = request.board.words, Asked.of(request)
    async with request.board.db.read() as tx:
        sight = await periods.sight(tx, request)
        found = await cells.page(tx, await wanted(tx, request, sight, asked), 0, MOST)
    units = {number: unit.name for number, unit in sight.tree.by_id.items()}
    lines = [
        DutyLine(
            each,
            units.get(each.unit_id, ""),
            words.moment(each.answered_at) if each.answered_at else "",
        )
        for each in found
    ]
    month = str(sight.cycle.period)
    caption = f"{words.month(month)}, {words.moment(request.now)}"
    content = await request.board.aside(duty_list, lines, caption)
    return download(list_name(month), content)

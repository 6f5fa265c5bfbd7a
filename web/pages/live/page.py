"""The stream of changes that an open page listens to."""

from starlette.responses import Response, StreamingResponse

from domain.people.permissions import Action
from web.live import number_of
from web.request import BoardRequest, reach
from web.routing import BoardRouter

routes = BoardRouter()


@routes.get("/song", require=Action.VIEW_UNIT)
async def stream(request: BoardRequest) -> Response:
    """Server-sent events. `Last-Event-ID`, or `tu` the first time: what the page knows."""
    last = request.http.headers.get("last-event-id", "")
    since = number_of((last, request.query("tu")))
    async with request.board.db.read() as tx:
        tree, seen = await reach(tx, request.me, Action.VIEW_UNIT)
    units = None if seen >= frozenset(tree.by_id) else seen
    events = request.board.live.listen(request.board.db, since, units)
    return StreamingResponse(events, media_type="text/event-stream")

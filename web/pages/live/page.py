"""The stream of changes that an open page listens to."""

from starlette.responses import Response, StreamingResponse

from domain.people.permissions import Action
from web.live import number_of
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()


@routes.get("/song", require=Action.VIEW_UNIT)
async def stream(request: BoardRequest) -> Response:
    """Server-sent events. `Last-Event-ID`, or `tu` the first time: what the page knows."""
    last = request.http.headers.get("last-event-id", "")
    since = number_of((last, request.query("tu")))
    events = request.board.live.listen(request.board.db, since)
    return StreamingResponse(events, media_type="text/event-stream")

"""The board in the demo: signed in with one press as the Office, a head or a deputy director."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from actions import board_access
from domain.people.board_sessions import LINK_LASTS, secret_hash
from domain.people.officials import Official
from storage.board import sign_ins
from storage.messaging import chat_links
from web import cookies
from web.application import board_routes
from web.board import Board
from web.browsers import browser_of

DESKS = ("CB009", "CB018", "CB002")


@dataclass(frozen=True, slots=True)
class Desk:
    """Only ever in the demo: nobody is asked who he is."""

    board: Board
    officials: Mapping[str, Official]

    def routes(self) -> list[BaseRoute]:
        entry = Route("/demo/desk/{phone}", self.enter, methods=["POST"])
        return [entry, *board_routes(self.board)]

    async def enter(self, request: Request) -> Response:
        """What a link from the chat would do, at once. One browser is one person at a time."""
        code = request.path_params["phone"]
        if code not in DESKS:
            raise HTTPException(404)
        token = self.board.new_token() + self.board.new_token()
        await self._open(self.officials[code], token, browser_of(request))
        response = RedirectResponse("/bang/", status_code=303)
        cookies.put(response, cookies.SESSION, token, plain=self.board.plain)
        return response

    async def _open(self, person: Official, token: str, browser: str) -> None:
        now, once = self.board.session_clock(), secret_hash(self.board.new_token())
        async with self.board.db.begin() as tx:
            link = next(iter(await chat_links.of(tx, person.id)))
            await sign_ins.add_link(tx, once, person.id, link.id, now, LINK_LASTS)
            found = await sign_ins.find(tx, sign_ins.LINK, once, now)
            if found is not None:
                await board_access.open_session(tx, found, token, browser, now)

"""The pages of the web channel: getting in, the chat, and what the chat asks for."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.channels.web.channel import NAME, NotListening, WebChannel
from bot.channels.web.connections import SocketBounds, side_of
from bot.channels.web.history import shown
from bot.channels.web.request_data import (
    at_most,
    chunks,
    event_id,
    file_name,
    json_of,
    same_origin,
    text_of,
)
from bot.channels.web.signed_links import Links
from bot.delivery.composer import Archive
from bot.files.file_store import FileStore
from bot.inbound.secrecy_filter import without_secrets
from domain.messaging.messages import Chat, File, IncomingEvent
from domain.messaging.rate_limit import Limit
from domain.people.department_names import DepartmentNames
from domain.reporting.evidence import FileRefused, ending_of
from storage.engine.database import Database, Tx
from storage.messaging import chat_links, message_log
from storage.messaging.message_log import PAGE, Part
from storage.people import department_names, invitations, officials

FOLDER = Path(__file__).parent
TEXT_LIMIT = 20_000  # messages; fits BODY_LIMIT in any writing
NEW_CHATS_MOST, NEW_CHATS_SPAN = 60, timedelta(minutes=10)  # an office shares one address
UPLOADS_MOST, UPLOADS_SPAN = 60, timedelta(days=1)
BODY_LIMIT = 64 * 2**10
UPLOAD_LIMIT = 21 * 2**20
TEMPLATES = Jinja2Templates(FOLDER / "templates")


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages. `new_address` gives the address of a new chat: 128 random bits."""

    db: Database
    web: WebChannel
    links: Links
    file_store: FileStore
    clock: Callable[[], datetime]
    new_address: Callable[[], str]
    archive: Archive | None = None
    new_chats: Limit = field(default_factory=lambda: Limit(NEW_CHATS_MOST, NEW_CHATS_SPAN))
    uploads: Limit = field(default_factory=lambda: Limit(UPLOADS_MOST, UPLOADS_SPAN))
    sockets: SocketBounds = field(default_factory=SocketBounds)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.landing, methods=["GET"]),
            Route("/", self.enter, methods=["POST"]),
            Route("/i/{code}", self.invitation, methods=["GET"]),
            Route("/i/{code}", self.enter, methods=["POST"]),
            Route("/c/{token}", self.chat),
            Route("/c/{token}/messages", self.messages),
            Route("/c/{token}/say", self.say, methods=["POST"]),
            Route("/c/{token}/file", self.file, methods=["POST"]),
            WebSocketRoute("/c/{token}/live", self.live),
            Route("/f/{token}/{name}", self.made),
            Mount("/static", StaticFiles(directory=FOLDER / "static"), name="static"),
        ]

    async def landing(self, request: Request) -> Response:
        return TEMPLATES.TemplateResponse(request, "landing.html", await self._called())

    async def invitation(self, request: Request) -> Response:
        """A button stands between the link and its use: previews of links must not use it up."""
        async with self.db.read() as tx:
            token = invitations.hashed(request.path_params["code"])
            invited = await invitations.find(tx, token, self.clock())
            names = await self._names(tx, invited)
        facts = {"department": names.name}
        return TEMPLATES.TemplateResponse(request, "invitation.html", facts)

    async def enter(self, request: Request) -> Response:
        """Open a new chat, and say there what a person with this code would say."""
        same_origin(request)
        self._not_too_many(request)
        code = request.path_params.get("code")
        if code is None:
            at_most(request, BODY_LIMIT)
            code = (await request.form()).get("code")
        address = self.new_address()
        said = f"/start {text_of(code)}".strip()
        await self._hear(
            IncomingEvent(Chat(NAME, address), event_id(address, "start"), self.clock(), text=said)
        )
        return RedirectResponse(f"/c/{self.links.token(address)}", status_code=303)

    async def chat(self, request: Request) -> Response:
        address = self._address(request.path_params["token"])
        page = f"/c/{request.path_params['token']}"
        framed = "frame" in request.query_params
        facts = {"framed": framed, "page": page, **await self._called(address)}
        return TEMPLATES.TemplateResponse(request, "chat.html", facts)

    async def _called(self, address: str = "") -> dict[str, str]:
        """What the office is called: that of whoever is linked here, or the only one there is."""
        async with self.db.read() as tx:
            link = await chat_links.find(tx, Chat(NAME, address)) if address else None
            names = await self._names(tx, link.official_id if link else None)
        return {"department": names.name}

    async def _names(self, tx: Tx, official_id: int | None) -> DepartmentNames:
        if official_id is None:
            return await department_names.only(tx)
        own = await officials.get(tx, official_id)
        return await department_names.get(tx, own.unit_id)

    async def messages(self, request: Request) -> Response:
        """The last lines; those since `after`; or those up to `before`."""
        address = self._address(request.path_params["token"])
        part = Part(*(_instant(request.query_params.get(name)) for name in ("after", "before")))
        async with self.db.read() as tx:
            lines = await message_log.of_chat(tx, Chat(NAME, address), part)
        return JSONResponse({"messages": shown(lines), "more": len(lines) == PAGE})

    async def say(self, request: Request) -> Response:
        """Answered only after it was stored; the page keeps what was not and tries again."""
        same_origin(request)
        address = self._address(request.path_params["token"])
        at_most(request, BODY_LIMIT)
        said = await json_of(request)
        heard = IncomingEvent(
            Chat(NAME, address),
            event_id(address, said.get("event")),
            self.clock(),
            text=text_of(said.get("text"), TEXT_LIMIT),
            tap=text_of(said.get("tap")),
            message_id=text_of(said.get("message")),
        )
        await self._hear(heard)
        return JSONResponse({"ok": True})

    async def file(self, request: Request) -> Response:
        same_origin(request)
        address = self._address(request.path_params["token"])
        await self._may_upload(address)
        at_most(request, UPLOAD_LIMIT)
        async with request.form(max_files=1, max_fields=4) as form:
            upload = form.get("file")
            if not isinstance(upload, UploadFile):
                raise HTTPException(400)
            heard = IncomingEvent(
                Chat(NAME, address),
                event_id(address, form.get("event")),
                self.clock(),
                text=text_of(form.get("text"), TEXT_LIMIT),
                files=(File("", file_name(upload)),),
            )
            heard = await without_secrets(self.db, heard, self.clock())
            try:
                kept = [await self._keep(upload) for _ in heard.files]
            except FileRefused as refused:
                return JSONResponse({"ok": False, "reason": str(refused)}, status_code=422)
        await self._hear(replace(heard, files=tuple(kept)))
        return JSONResponse({"ok": True})

    async def _may_upload(self, address: str) -> None:
        """Files are taken from officials alone, and from each only so many a day."""
        async with self.db.read() as tx:
            link = await chat_links.find(tx, Chat(NAME, address))
            if link is None:
                raise HTTPException(403)
            own = {each.chat for each in await chat_links.of(tx, link.official_id)}
            sent = await message_log.files_since(tx, own, self.clock() - UPLOADS_SPAN)
        if sent >= UPLOADS_MOST or self.uploads.beyond(link.official_id, self.clock()):
            raise HTTPException(429)

    async def _keep(self, upload: UploadFile) -> File:
        name = file_name(upload)
        kept = await self.file_store.keep(ending_of(File("", name)), chunks(upload))
        return File(kept.stored, name, kept.media_type, kept.size)

    async def made(self, request: Request) -> Response:
        """A file that a message linked to, made now."""
        wanted = self.links.wanted(request.path_params["token"])
        if wanted is None or self.archive is None:
            raise HTTPException(404)
        name = self.archive.name(wanted)
        try:
            content = await self.archive.make(wanted)
        except FileNotFoundError:  # it was kept for its time, and no longer
            raise HTTPException(404) from None
        picture = name.endswith(".png")
        disposition = f"{'inline' if picture else 'attachment'}; filename*=UTF-8''{quote(name)}"
        return Response(
            content,
            media_type="image/png" if picture else "application/octet-stream",
            headers={"content-disposition": disposition},
        )

    async def live(self, socket: WebSocket) -> None:
        """Nudge the page whenever there is something to fetch, until it goes away."""
        address = self.links.address(socket.path_params["token"])
        if address is None:
            await socket.close(4404)
            return
        side = side_of(socket.client.host) if socket.client else ""
        with self.sockets.one(address, side) as may:
            if may:
                await self._nudge(socket, address)
            else:
                await socket.close(4429)

    async def _nudge(self, socket: WebSocket, address: str) -> None:
        await socket.accept()
        async with self.web.page(address) as news:
            gone = asyncio.ensure_future(_gone(socket))
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                while not gone.done():
                    waiting = asyncio.ensure_future(news.wait())
                    await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
                    waiting.cancel()
                    if news.is_set():
                        news.clear()
                        await socket.send_text("new")
            gone.cancel()

    def _not_too_many(self, request: Request) -> None:
        """New chats from one place, so that nobody fills the database with them."""
        place = side_of(request.client.host) if request.client else ""
        if self.new_chats.beyond(place, self.clock()):
            raise HTTPException(429)

    def _address(self, token: str) -> str:
        address = self.links.address(token)
        if address is None:
            raise HTTPException(404)
        return address

    async def _hear(self, heard: IncomingEvent) -> None:
        try:
            await self.web.hear_from(heard)
        except NotListening:
            raise HTTPException(503) from None


def _instant(text: str | None) -> datetime | None:
    """Of a line that the page has; anything else is refused."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise HTTPException(400) from None
    if found and found.tzinfo is None:
        raise HTTPException(400)
    return found


async def _gone(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass

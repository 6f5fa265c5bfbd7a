"""A Zalo Bot Platform for tests: phones as devices, faults on demand, a history of every call.

In a test: `async with running() as server`. It behaves as measured on live bots where the
documentation differs: refusals come with HTTP 200, bodies of pushes are flat.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.channels.loopback import cut, delayed, opened

TOKEN = "1450000000000000001:fakeSecretOfTheFakeZaloServer0"
TEXT_LIMIT = 2000
STYLES = {"b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20", "c_db342e"}
HEADER = "X-Bot-Api-Secret-Token"

Json = dict[str, Any]


class Refused(Exception):
    """An answer with ok=false; HTTP says 200 all the same, unless `status` is something else."""

    def __init__(
        self, code: int, description: str = "", key: str = "error_code", status: int = 200
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.key = key
        self.status = status


@dataclass
class Fault:
    """What goes wrong with `times` calls of `method`, after `skip` ones that go well.

    kind: refuse (the line is cut unanswered), hang_before, hang_after (for `seconds`, then cut),
    cut_after, answer (by `code`, or with `body` and `status`; after accepting if `accepted`).
    """

    kind: str
    method: str
    times: int = 1
    skip: int = 0
    code: int = 500
    key: str = "error_code"
    status: int = 200
    body: str | None = None
    accepted: bool = False
    seconds: float = 30.0

    @property
    def accepts(self) -> bool:
        return self.accepted or self.kind in ("hang_after", "cut_after")


@dataclass
class Shown:
    """A message as the person sees it."""

    id: str
    chat: str
    text: str
    styles: list[Json] = field(default_factory=list)

    def styled(self, style: str) -> list[str]:
        """The pieces of text that have this style, cut by UTF-16 units as phones do."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[2 * run["start"] : 2 * (run["start"] + run["len"])].decode("utf-16-le")
            for run in self.styles
            if style in run["st"]
        ]


class Zalo:
    """What the messenger knows of one bot.

    `replays`: the newest event is handed out again by every poll; otherwise once and never again.
    `wrapped`: pushes have the shape of the documentation. `pushes_again`: until answered by 2xx.
    """

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.shown: list[Shown] = []
        self.events: list[Json] = []
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, Json]] = []
        self.history: list[tuple[str, str]] = []
        self.files: dict[str, bytes] = {}
        self.webhook: tuple[str, str] | None = None
        self.push_answers: list[int] = []
        self.probe_answers: list[int] = []
        self.webhook_settings_left = 3
        self.replays = False
        self.wrapped = False
        self.pushes_again = True
        self.latency_s = self.jitter_s = 0.0
        self.returns_at_once = False  # a server in between that does not wait
        self.longest_poll_s = 60.0
        self.push_gap_s = 0.02
        self._numbers = 0
        self._news = asyncio.Event()

    # What people do

    def message(self, chat: str, text: str = "", event: str = "text", **extra: Any) -> str:
        """Somebody writes in private; the first message makes the chat known. Returns the id."""
        self.known.add(chat)
        return self._written(chat, {"id": chat, "chat_type": "PRIVATE"}, text, event, extra)

    def group_message(self, group: str, user: str, text: str) -> str:
        return self._written(user, {"id": group, "chat_type": "GROUP"}, text, "text", {})

    def photo(self, chat: str, url: str, caption: str = "", key: str = "photo_url") -> str:
        extra = {key: url, "caption": caption, "message_type": "CHAT_PHOTO"}
        return self.message(chat, event="image", **extra)

    def sticker(self, chat: str) -> str:
        return self.message(chat, event="sticker", sticker="s1", url="https://example.org/s.png")

    def voice(self, chat: str) -> str:
        extra = {"voice_url": "https://example.org/v.aac", "message_type": "CHAT_VOICE"}
        return self.message(chat, event="voice", **extra)

    def document(self, chat: str | None = None) -> None:
        """A document, a contact card or a link: Zalo does not pass it on, or not even by whom."""
        if chat is None:
            self.raw_event({"event_name": "message.unsupported.received"})
        else:
            self.message(chat, event="unsupported")

    def sees(self, chat: str) -> list[Shown]:
        """What the bot has said to a person, in order."""
        return [shown for shown in self.shown if shown.chat == chat]

    # What tests do

    def fault(self, kind: str, method: str, **details: Any) -> None:
        self.faults.append(Fault(kind, method, **details))

    def raw_event(self, event: Json) -> None:
        self.events.append(event)
        self._news.set()

    def asked(self, method: str) -> list[Json]:
        """The parameters of every call of a method that reached us."""
        return [params for name, params in self.calls if name == method]

    # What the bot does

    def accept(self, method: str, params: Json) -> Any:
        """Do what a call asks for; returns its result or raises Refused."""
        act: dict[str, Callable[[Json], Any]] = {
            "getMe": lambda _: {"id": "1", "account_name": "bot.x", "account_type": "BASIC"},
            "sendMessage": self._send_message,
            "getWebhookInfo": self._webhook_info,
            "deleteWebhook": self._delete_webhook,
        }
        if method not in act:
            raise Refused(404, "Not found")
        return act[method](params)

    async def get_updates(self, params: Json, gone: Callable[[], Awaitable[bool]]) -> Json:
        """One event; there is no way to confirm it. Nobody wrote: 408 after the time asked for.

        Whoever has hung up (`gone`) is handed nothing.
        """
        if self.webhook:
            raise Refused(400, "Bad request: webhook is active")
        ends = time.monotonic() + min(float(params.get("timeout", 30)), self.longest_poll_s)
        ends = 0.0 if self.returns_at_once else ends
        while not self.events:
            if time.monotonic() >= ends or await gone():
                raise Refused(408, "Request timeout")
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.02)
        if await gone():
            raise Refused(408, "Request timeout")
        if self.replays and len(self.events) == 1:
            return self.events[0]
        return self.events.pop(0)

    async def set_webhook(self, params: Json, client: httpx.AsyncClient) -> Json:
        """Tries the address with an empty push, and keeps it whatever comes of that."""
        if self.webhook_settings_left < 1:
            raise Refused(426, "daily limit", key="errorCode")
        self.webhook_settings_left -= 1
        if not 8 <= len(params.get("secret_token", "")) <= 256:
            raise Refused(400, "Bad request: secret_token")
        self.webhook = (params["url"], params["secret_token"])
        found = {"ok": False, "url": params["url"], "outcome": "webhook.err.unreachable"}
        with contextlib.suppress(httpx.HTTPError):
            status = (await client.post(params["url"])).status_code
            self.probe_answers.append(status)
            outcome = "webhook.ok" if status < 300 else f"webhook.http.{status}"
            found |= {"ok": status < 300, "outcome": outcome, "status_code": status}
        return {"url": params["url"], "updated_at": 1795000000000, "verification": found}

    def next_fault(self, method: str) -> Fault | None:
        fault = next((f for f in self.faults if f.times > 0 and f.method == method), None)
        if fault is None or fault.skip:
            if fault:
                fault.skip -= 1
            return None
        fault.times -= 1
        return fault

    async def push_for_ever(self) -> None:
        async with httpx.AsyncClient() as client:
            while True:
                await asyncio.sleep(self.push_gap_s)
                if self.webhook and self.events:
                    await self._push(client, *self.webhook)

    async def _push(self, client: httpx.AsyncClient, url: str, secret: str) -> None:
        event = self.events[0]
        body = {"ok": True, "result": event} if self.wrapped else event
        try:
            answer = await client.post(url, json=body, headers={HEADER: secret})
        except httpx.HTTPError:
            return
        self.push_answers.append(answer.status_code)
        if answer.is_success or not self.pushes_again:
            self.events.pop(0)

    def _written(self, user: str, chat: Json, text: str, event: str, extra: Json) -> str:
        self._numbers += 1
        number = f"{self._numbers:020x}"
        message = {
            "message_id": number,
            "date": int(time.time() * 1000),
            "from": {"id": user, "display_name": "P", "is_bot": False},
            "chat": chat,
            **({"text": text} if text else {}),
            **{key: value for key, value in extra.items() if value},
        }
        self.raw_event({"event_name": f"message.{event}.received", "message": message})
        return number

    def _send_message(self, params: Json) -> Json:
        text, styles = params.get("text", ""), params.get("text_styles", [])
        if params["chat_id"] not in self.known:
            raise Refused(400, "Bad request: The chat_id is invalid")
        if not 1 <= len(text) <= TEXT_LIMIT:
            raise Refused(400, "Bad request: The text length is invalid")
        if "parse_mode" in params or any(set(run["st"]) - STYLES for run in styles):
            raise Refused(400, "Bad request: The style is invalid")
        self._numbers += 1
        shown = Shown(f"{self._numbers:020x}", params["chat_id"], text, styles)
        self.shown.append(shown)
        return {"message_id": shown.id, "date": int(time.time() * 1000)}

    def _webhook_info(self, _params: Json) -> Json:
        if self.webhook is None:
            raise Refused(404, "Not found")
        return {"url": self.webhook[0], "updated_at": 1795000000000}

    def _delete_webhook(self, _params: Json) -> Json:
        if self.webhook is None:
            raise Refused(400, "Bad request: no webhook")
        self.webhook = None
        return {"url": "", "updated_at": 1795000000000}


class Server:
    """The HTTP around it."""

    def __init__(self, zalo: Zalo, token: str = TOKEN) -> None:
        self.zalo = zalo
        self.token = token
        self.url = ""
        self.closing = asyncio.Event()
        self.serving: asyncio.Task[None] | None = None
        self.uvicorn: uvicorn.Server | None = None
        self.client = httpx.AsyncClient()
        self._app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/photos/{name}", self._photo),
                Route("/elsewhere", lambda _: RedirectResponse("/photos/moved")),
            ]
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":  # uvicorn hands over its own cycle, which knows the line
            scope["line"] = getattr(receive, "__self__").transport  # noqa: B009 - not in the type
        await self._app(scope, receive, send)

    async def close(self) -> None:
        """From now on connections are refused."""
        self.closing.set()
        if self.uvicorn and self.serving:
            self.uvicorn.should_exit = True
            await self.serving

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        params = await _params(request)
        self.zalo.calls.append((method, params))
        here = self.zalo
        await delayed(len(here.calls), here.latency_s, here.jitter_s)
        if request.path_params["token"] != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        fault = self.zalo.next_fault(method)
        if fault is None:
            return await self._accept(method, params, request)
        return await self._go_wrong(fault, method, params, request)

    async def _accept(self, method: str, params: Json, request: Request) -> Response:
        try:
            result = await self._result(method, params, request)
        except Refused as refused:
            self.zalo.history.append((method, str(refused.code)))
            return _refusal(refused)
        self.zalo.history.append((method, "accepted"))
        return JSONResponse({"ok": True, "result": result})

    async def _result(self, method: str, params: Json, request: Request) -> Any:
        async def gone() -> bool:
            return self.closing.is_set() or await request.is_disconnected()

        if method == "getUpdates":
            return await self.zalo.get_updates(params, gone)
        if method == "setWebhook":
            return await self.zalo.set_webhook(params, self.client)
        return self.zalo.accept(method, params)

    async def _go_wrong(
        self, fault: Fault, method: str, params: Json, request: Request
    ) -> Response:
        """A fault that accepts does everything but answer properly."""
        if fault.accepts:
            await self._accept(method, params, request)
        else:
            self.zalo.history.append((method, fault.kind))
        if fault.kind.startswith("hang"):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.seconds)
        if fault.kind != "answer":
            return await cut(request)
        if fault.body is not None:
            return Response(fault.body, fault.status, media_type="text/html")
        return _refusal(Refused(fault.code, "fault", fault.key, fault.status))

    async def _photo(self, request: Request) -> Response:
        content = self.zalo.files.get(request.path_params["name"])
        fault = self.zalo.next_fault("photo")
        if fault and fault.kind == "refuse":
            return await cut(request)
        if content is None or fault:
            return Response("Not Found", fault.status if fault else 404)
        return Response(content, media_type="image/jpeg")


async def _params(request: Request) -> Json:
    """As JSON, or as a form: libraries do either."""
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        async with request.form() as form:
            return {name: str(value) for name, value in form.items()}
    told: Json = json.loads(await request.body() or b"{}")
    return told


def _refusal(refused: Refused) -> Response:
    body = {"ok": False, refused.key: refused.code, "description": refused.description}
    return JSONResponse(body, refused.status)


@asynccontextmanager
async def running(
    zalo: Zalo | None = None, port: int = 0, token: str = TOKEN
) -> AsyncIterator[Server]:
    """An open server on loopback; `port` 0 takes a free one. Closing cuts what hangs."""
    server = Server(zalo or Zalo(), token)
    async with server.client, opened(server, port, server.zalo.push_for_ever()):
        yield server

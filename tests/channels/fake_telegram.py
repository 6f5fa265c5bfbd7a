"""A Bot API server for tests: phones as devices, faults on demand, a history of every call.

In a test: `async with running() as server`. As a program of its own:
`python tests/channels/fake_telegram.py --port 8081 --history calls.jsonl`, steered by
`POST /control/<action>` with the arguments of the method of that name of `Telegram` as JSON.
"""

import argparse
import asyncio
import contextlib
import html
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.channels.loopback import cut, delayed, opened

TOKEN = "123456789:AAfakeTokenOfTheFakeTelegramServer0"
DAY_S = 24 * 3600
FETCH_LIMIT = 20 * 2**20
TAG = re.compile(r"<(/?)([a-z]+)>")

Json = dict[str, Any]
Rows = list[list[tuple[str, str]]]
Params = Mapping[str, Any]


class Refused(Exception):
    """An answer with ok=false."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass
class Fault:
    """What goes wrong with `times` calls of `method` ("*": of any, not polling), `skip` ones later.

    kind: refuse, hang_before, hang_after (for `seconds`, then cut), cut_after, answer (with
    `status`, after accepting if `accepted`), bad_json (200, accepted), duplicate, reorder.
    """

    kind: str
    method: str = "*"
    times: int = 1
    skip: int = 0
    status: int = 500
    description: str = ""
    parameters: Json = field(default_factory=dict)
    body: str | None = None
    accepted: bool = False
    seconds: float = 30.0

    def meets(self, method: str) -> bool:
        return self.times > 0 and (
            method == self.method or (self.method == "*" and method != "getUpdates")
        )

    @property
    def accepts(self) -> bool:
        return self.accepted or self.kind in (
            "hang_after",
            "cut_after",
            "bad_json",
            "duplicate",
            "reorder",
        )


@dataclass
class Shown:
    """A message as the person sees it. `by_bot`: false for what the person wrote."""

    id: int
    chat: int
    text: str
    by_bot: bool = True
    buttons: Rows = field(default_factory=list)
    raw: str = ""
    file: str = ""
    parse_mode: str = ""
    edited: int = 0


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def visible(text: str, parse_mode: str) -> str:
    """What the reader sees; refuses markup that is not balanced or not known."""
    if parse_mode != "HTML":
        return text
    opened: list[str] = []
    for tag in TAG.finditer(text):
        if not tag[1]:
            opened.append(tag[2])
        elif not opened or opened.pop() != tag[2]:
            raise Refused(400, "Bad Request: can't parse entities: unexpected end tag")
    bare = TAG.sub("", text)
    if opened or "<" in bare or any(tag[2] not in "biu" for tag in TAG.finditer(text)):
        raise Refused(400, "Bad Request: can't parse entities: unsupported start tag")
    return html.unescape(bare)


def worded(params: Params, name: str, limit: int) -> str:
    text = visible(str(params.get(name, "")), str(params.get("parse_mode", ""))).strip()
    if units(text) > limit:
        kind = "message" if name == "text" else "message caption"
        raise Refused(400, f"Bad Request: {kind} is too long")
    if not text and name == "text":
        raise Refused(400, "Bad Request: message text is empty")
    return text


def keyboard(params: Params) -> Rows:
    rows = json.loads(params.get("reply_markup") or "{}").get("inline_keyboard", [])
    read = [[(str(each["text"]), str(each["callback_data"])) for each in row] for row in rows]
    if any(not 1 <= len(tap.encode()) <= 64 for row in read for _, tap in row):
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return read


class Telegram:
    """What the messenger knows of one bot. Ids of messages come from one counter."""

    def __init__(self, history: TextIO | None = None) -> None:
        self.messages: list[Shown] = []
        self.updates: list[tuple[float, Json]] = []
        self.faults: list[Fault] = []
        self.history: list[Json] = []
        self.calls: list[tuple[str, Json]] = []
        self.menus: dict[str, Any] = {}
        self.answered: list[str] = []
        self.left: list[int] = []
        self.known: set[int] = set()
        self.blocked: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.webhook: tuple[str, str] | None = None
        self.webhook_answers: list[int] = []
        self.allowed: list[str] | None = None
        self.shift = 0.0
        self.latency_s = self.jitter_s = 0.0
        self.returns_at_once = False  # a server in between that does not wait
        self.longest_poll_s = 60.0
        self._history = history
        self._message_id = 100
        self._update_id = 700_000_000
        self._polls = 0
        self._news = asyncio.Event()

    # What people do

    def message(self, chat: int, text: str = "", **extra: Any) -> int:
        """Somebody writes in private; the first message makes the chat known. Returns the id."""
        self.known.add(chat)
        body = self._body(chat, {"text": text, **extra} if text else extra)
        self.messages.append(Shown(body["message_id"], chat, text, by_bot=False))
        self._happened("message", body)
        return int(body["message_id"])

    def group_message(self, group: int, user: int, text: str, **extra: Any) -> None:
        body = self._body(user, {"text": text, **extra}, group)
        self._happened("message", body)

    def join_group(self, group: int, user: int, status: str = "member") -> None:
        """Somebody adds the bot to a group, or takes it out."""
        self.known.add(group)
        body = self._body(user, {"new_chat_member": {"status": status}}, group)
        self._happened("my_chat_member", body)

    def grow_group(self, group: int, user: int, grown: int) -> None:
        """A group becomes a large one, which has another id."""
        self.known.discard(group)
        self.known.add(grown)
        self._happened("message", self._body(user, {"migrate_to_chat_id": grown}, group))

    def edit(self, chat: int, message_id: int, text: str) -> None:
        body = self._body(chat, {"text": text, "edit_date": self._now()}) | {
            "message_id": message_id
        }
        self._happened("edited_message", body)

    def tap(self, chat: int, data: str, message_id: int = 0) -> None:
        """Press a button: of the given message, or of the newest that has it."""
        having = [m for m in self.messages if m.chat == chat and data in _taps(m)]
        number = message_id or (having[-1].id if having else 0)
        pressed = {"message_id": number, "date": self._now(), "chat": _chat(chat)}
        query = {"id": f"q{self._update_id}", "from": _user(chat), "chat_instance": "1"}
        self._happened("callback_query", {**query, "data": data, "message": pressed})

    def contact(self, chat: int, phone: str, user_id: int | None = None, **extra: Any) -> int:
        card = {"phone_number": phone, "first_name": "P"}
        if user_id is not None:
            card |= {"user_id": user_id}  # type: ignore[dict-item] # JSON, values of any kind
        return self.message(chat, contact=card, **extra)

    def photo(self, chat: int, content: str = "photo", caption: str = "", album: str = "") -> int:
        large = self._file(content.encode())
        sizes = [
            {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60},
            {"file_id": large, "file_unique_id": "l", "width": 900, "height": 600},
        ]
        sizes[1]["file_size"] = len(content)
        extra = {"caption": caption, "media_group_id": album}
        return self.message(chat, photo=sizes, **{k: v for k, v in extra.items() if v})

    def document(self, chat: int, name: str, content: str = "file", caption: str = "") -> int:
        file_id = self._file(content.encode())
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name}
        document |= {"mime_type": "application/pdf", "file_size": len(content)}  # type: ignore[dict-item] # JSON
        return self.message(chat, document=document, **({"caption": caption} if caption else {}))

    def block(self, chat: int) -> None:
        self.blocked.add(chat)
        self._standing(chat, "kicked")

    def unblock(self, chat: int) -> None:
        self.blocked.discard(chat)
        self._standing(chat, "member")

    def sees(self, chat: int) -> list[Shown]:
        """What the bot has said to a person, in order."""
        return [message for message in self.messages if message.chat == chat and message.by_bot]

    # What tests do

    def fault(self, kind: str, method: str = "*", **details: Any) -> None:
        self.faults.append(Fault(kind, method, **details))

    def know(self, chats: Sequence[int]) -> None:
        """These people have pressed Start."""
        self.known.update(chats)

    def pass_time(self, hours: float) -> None:
        self.shift += hours * 3600

    def renumber(self, update_id: int) -> None:
        """After a quiet week the next update has a number chosen at random."""
        self._update_id = update_id - 1

    def raw_update(self, body: Json) -> int:
        """An update of any shape; returns its number."""
        self._update_id += 1
        self.updates.append((time.time() + self.shift, {"update_id": self._update_id, **body}))
        self._news.set()
        return self._update_id

    def asked(self, method: str) -> list[Json]:
        """The parameters of every call of a method that reached us."""
        return [params for name, params in self.calls if name == method]

    # What the bot does

    def accept(self, method: str, params: Params) -> Any:
        """Do what a call asks for; returns its result or raises Refused."""
        act: dict[str, Callable[[Params], Any]] = {
            "getMe": lambda _: {"id": 1, "is_bot": True, "first_name": "B", "username": "b"},
            "sendMessage": self._send_message,
            "sendPhoto": lambda p: self._send_file(p, "photo"),
            "sendDocument": lambda p: self._send_file(p, "document"),
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_buttons,
            "answerCallbackQuery": self._answer,
            "leaveChat": self._leave,
            "setMyCommands": self._set_menu,
            "getFile": self._get_file,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: self._webhook_info(),
        }
        if method not in act:
            raise Refused(404, "Not Found: method not found")
        return act[method](params)

    async def get_updates(self, params: Params, gone: Callable[[], Awaitable[bool]]) -> list[Json]:
        """Confirms all below `offset`, then waits for up to `timeout` seconds for others.

        Whoever has hung up (`gone`) polls no more.
        """
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if "allowed_updates" in params:
            self.allowed = json.loads(params["allowed_updates"])
        self._polls += 1
        longest = min(float(params.get("timeout", 0)), self.longest_poll_s)
        mine, ends = self._polls, time.monotonic() + longest
        offset = int(params.get("offset", 0))
        self.updates = [each for each in self.updates if each[1]["update_id"] >= offset]
        ends = 0.0 if self.returns_at_once else ends
        while not (found := self._waiting()) and time.monotonic() < ends:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(ends - time.monotonic(), 0.05))
            if await gone():
                raise Refused(499, "Client closed request")
            if self._polls != mine:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
        return found

    def record(self, method: str, params: Params, outcome: str, result: Any = None) -> None:
        line = {"method": method, "params": dict(params), "outcome": outcome, "at": time.time()}
        if isinstance(result, dict) and "message_id" in result:
            line["message_id"] = result["message_id"]
        self.history.append(line)
        if self._history:
            self._history.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._history.flush()

    def next_fault(self, method: str) -> Fault | None:
        fault = next((each for each in self.faults if each.meets(method)), None)
        if fault is None or fault.skip:
            if fault:
                fault.skip -= 1
            return None
        fault.times -= 1
        return fault

    async def push_for_ever(self) -> None:
        """Push to the webhook in order; what is not answered with 2xx is pushed again."""
        async with httpx.AsyncClient() as client:
            while True:
                await asyncio.sleep(max(self.latency_s, 0.02))
                if self.webhook and self._waiting():
                    await self._push(client, *self.webhook)

    async def _push(self, client: httpx.AsyncClient, url: str, secret: str) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            answer = await client.post(url, json=self.updates[0][1], headers=headers)
        except httpx.HTTPError:
            return
        self.webhook_answers.append(answer.status_code)
        if answer.is_success:
            self.updates.pop(0)

    def pending(self) -> int:
        """How many updates the service has not taken yet."""
        return len(self._waiting())

    def _waiting(self) -> list[Json]:
        oldest = time.time() + self.shift - DAY_S
        self.updates = [each for each in self.updates if each[0] >= oldest]
        return [update for _, update in self.updates[:100]]

    def _happened(self, kind: str, body: Json) -> None:
        if self.allowed is None or kind in self.allowed:
            self.raw_update({kind: body})

    def _now(self) -> int:
        return int(time.time() + self.shift)

    def _body(self, user: int, extra: Json, group: int | None = None) -> Json:
        where = _chat(user) if group is None else {"id": group, "type": "group", "title": "G"}
        body = {"message_id": self._next_id(), "date": self._now(), "from": _user(user)}
        return {**body, "chat": where, **extra}

    def _next_id(self) -> int:
        self._message_id += 1
        return self._message_id

    def _file(self, content: bytes) -> str:
        file_id = f"file{len(self.files)}"
        self.files[file_id] = content
        return file_id

    def _standing(self, chat: int, status: str) -> None:
        body = {"chat": _chat(chat), "from": _user(chat), "date": self._now()}
        self._happened("my_chat_member", {**body, "new_chat_member": {"status": status}})

    def _chat_of(self, params: Params) -> int:
        chat = int(params["chat_id"])
        if chat not in self.known:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def _send_message(self, params: Params) -> Json:
        return self._said(params, worded(params, "text", 4096), "")

    def _send_file(self, params: Params, kind: str) -> Json:
        name, content = params[kind]
        self._file(content)
        return self._said(params, worded(params, "caption", 1024), f"{kind}:{name}")

    def _said(self, params: Params, text: str, file: str) -> Json:
        chat, buttons = self._chat_of(params), keyboard(params)
        raw, mode = params.get("text") or params.get("caption", ""), params.get("parse_mode", "")
        shown = Shown(self._next_id(), chat, text, True, buttons, raw, file, mode)
        self.messages.append(shown)
        return self._as_json(shown)

    def _as_json(self, shown: Shown) -> Json:
        body: Json = {"message_id": shown.id, "date": self._now(), "chat": _chat(shown.chat)}
        return {**body, "text": shown.text}

    def _to_edit(self, params: Params) -> Shown:
        chat, number = self._chat_of(params), int(params["message_id"])
        found = [m for m in self.messages if m.id == number and m.chat == chat]
        if not found:
            raise Refused(400, "Bad Request: message to edit not found")
        if not found[0].by_bot:
            raise Refused(400, "Bad Request: message can't be edited")
        return found[0]

    def _edit_text(self, params: Params) -> Json:
        shown, text = self._to_edit(params), worded(params, "text", 4096)
        return self._changed(shown, text, keyboard(params))

    def _edit_buttons(self, params: Params) -> Json:
        shown = self._to_edit(params)
        return self._changed(shown, shown.text, keyboard(params))

    def _changed(self, shown: Shown, text: str, buttons: Rows) -> Json:
        if (shown.text, shown.buttons) == (text, buttons):
            raise Refused(400, "Bad Request: message is not modified: specified new message ...")
        shown.text, shown.buttons, shown.edited = text, buttons, shown.edited + 1
        return self._as_json(shown)

    def _answer(self, params: Params) -> bool:
        if params["callback_query_id"] in self.answered:
            raise Refused(400, "Bad Request: query is too old and response timeout expired ...")
        self.answered.append(params["callback_query_id"])
        return True

    def _leave(self, params: Params) -> bool:
        self.left.append(int(params["chat_id"]))
        return True

    def _set_menu(self, params: Params) -> bool:
        chat = json.loads(params["scope"])["chat_id"]
        self.menus[str(chat)] = json.loads(params["commands"])
        return True

    def _get_file(self, params: Params) -> Json:
        file_id = params["file_id"]
        if file_id not in self.files:
            raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[file_id]) > FETCH_LIMIT:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_path": f"files/{file_id}"}

    def _set_webhook(self, params: Params) -> bool:
        self.webhook = (params["url"], params.get("secret_token", ""))
        self.allowed = json.loads(params["allowed_updates"])
        return True

    def _webhook_info(self) -> Json:
        told = {"url": self.webhook[0] if self.webhook else "", "has_custom_certificate": False}
        return told | {"pending_update_count": self.pending()}

    def _delete_webhook(self, _params: Params) -> bool:
        self.webhook = None
        return True


def _chat(chat: int) -> Json:
    return {"id": chat, "type": "private", "first_name": "P"}


def _user(user: int) -> Json:
    return {"id": user, "is_bot": False, "first_name": "P"}


def _taps(message: Shown) -> list[str]:
    return [tap for row in message.buttons for _, tap in row]


class Server:
    """The HTTP around it."""

    def __init__(self, telegram: Telegram, token: str = TOKEN) -> None:
        self.telegram = telegram
        self.token = token
        self.url = ""
        self.closing = asyncio.Event()
        self.serving: asyncio.Task[None] | None = None
        self.uvicorn: uvicorn.Server | None = None
        self._app = Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/files/{file_id}", self._download),
                Route("/control/{action}", self._control, methods=["POST"]),
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
        method, params = request.path_params["method"], await _params(request)
        self.telegram.calls.append((method, params))
        here = self.telegram
        await delayed(len(here.calls), here.latency_s, here.jitter_s)
        if request.path_params["token"] != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        fault = self.telegram.next_fault(method)
        if fault is None:
            return await self._accept(method, params, request)
        return await self._go_wrong(fault, method, params, request)

    async def _accept(
        self, method: str, params: Json, request: Request, note: str = "accepted"
    ) -> Response:
        gone = request.is_disconnected
        try:
            result = (
                await self._unless_closing(self.telegram.get_updates(params, gone))
                if method == "getUpdates"
                else self.telegram.accept(method, params)
            )
        except Refused as refused:
            self.telegram.record(method, _plain(params), f"{refused.status}")
            return _refusal(refused)
        if method != "getUpdates" or result:
            self.telegram.record(method, _plain(params), note, result)
        return JSONResponse({"ok": True, "result": result})

    async def _unless_closing(self, poll: Coroutine[Any, Any, list[Json]]) -> list[Json]:
        """A long poll does not keep a server open."""
        waiting, closing = asyncio.create_task(poll), asyncio.create_task(self.closing.wait())
        await asyncio.wait({waiting, closing}, return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        if not waiting.done():
            waiting.cancel()
            raise Refused(502, "Bad Gateway")
        return waiting.result()

    async def _go_wrong(
        self, fault: Fault, method: str, params: Json, request: Request
    ) -> Response:
        """A fault that accepts does everything but answer properly."""
        answer: Response = _refusal(Refused(fault.status, fault.description, **fault.parameters))
        if fault.accepts:
            answer = await self._accept(method, params, request, f"accepted, {fault.kind}")
        else:
            self.telegram.record(method, _plain(params), fault.kind)
        if fault.kind.startswith("hang"):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.closing.wait(), fault.seconds)
        if fault.kind in ("refuse", "hang_before", "hang_after", "cut_after"):
            return await cut(request)
        return _bent(fault, answer)

    async def _download(self, request: Request) -> Response:
        content = self.telegram.files.get(request.path_params["file_id"])
        fault = self.telegram.next_fault("download")
        if fault and fault.kind == "refuse":
            return await cut(request)
        if content is None or fault:
            return Response("Not Found", fault.status if fault else 404)
        return Response(content)

    async def _control(self, request: Request) -> Response:
        given = await request.body()
        action = getattr(self.telegram, request.path_params["action"])
        result = action(**json.loads(given or b"{}"))
        if isinstance(result, list):
            result = [asdict(each) if isinstance(each, Shown) else each for each in result]
        return JSONResponse({"result": result})


def _bent(fault: Fault, answer: Response) -> Response:
    """The answer as the fault lets it through."""
    if fault.kind == "bad_json":
        return Response('{"ok": true, "result": {"message_id": ', media_type="application/json")
    if fault.kind == "answer" and fault.body is not None:
        return Response(fault.body, fault.status, media_type="text/html")
    if fault.kind == "answer":
        return _refusal(Refused(fault.status, fault.description, **fault.parameters))
    if fault.kind in ("duplicate", "reorder"):
        updates = json.loads(bytes(answer.body)).get("result", [])
        mixed = updates * 2 if fault.kind == "duplicate" else updates[::-1]
        return JSONResponse({"ok": True, "result": mixed})
    return answer


def _refusal(refused: Refused) -> Response:
    body: Json = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return JSONResponse(body, refused.status)


async def _params(request: Request) -> Json:
    """From the address and the body, values as text; a file becomes (name, content)."""
    read: Json = dict(request.query_params)
    if request.headers.get("content-type") == "application/json":
        told = json.loads(await request.body() or b"{}")
        return read | {k: v if isinstance(v, str) else json.dumps(v) for k, v in told.items()}
    async with request.form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                read[name] = (value.filename, await value.read())
            else:
                read[name] = value
    return read


def _plain(params: Json) -> Json:
    return {k: v[0] if isinstance(v, tuple) else v for k, v in params.items()}


@asynccontextmanager
async def running(
    telegram: Telegram | None = None, port: int = 0, token: str = TOKEN
) -> AsyncIterator[Server]:
    """An open server on loopback; `port` 0 takes a free one. Closing cuts what hangs."""
    server = Server(telegram or Telegram(), token)
    async with opened(server, port, server.telegram.push_for_ever()):
        yield server


async def _serve_for_ever(port: int, history: Path | None) -> None:
    with contextlib.ExitStack() as stack:
        book = stack.enter_context(history.open("a", encoding="utf-8")) if history else None
        async with running(Telegram(book), port) as server:
            print(server.url, flush=True)  # noqa: T201 - whoever started it waits for the address
            assert server.serving
            await server.serving


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--history", type=Path, default=None)
    given = parser.parse_args(arguments)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve_for_ever(given.port, given.history))


if __name__ == "__main__":
    main()

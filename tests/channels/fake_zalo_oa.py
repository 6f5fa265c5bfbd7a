"""A Zalo Official Account for tests: phones, buttons, receipts, a token server, faults on demand.

In a test: `async with running() as server`. Refusals come with HTTP 200 and `error`; a refresh
token is taken once; what it is told to push is signed over the bytes that it sends.
"""

import asyncio
import contextlib
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.channels.loopback import cut, delayed, opened

APP_ID = "4291763606161179100"
APP_SECRET = "secret-of-the-fake-app"
OA_SECRET = "secret-of-the-fake-account"
OA_ID = "579745863508352884"

Json = dict[str, Any]


@dataclass
class Fault:
    """What goes wrong with `times` calls of `path`: "cut" (unanswered), "cut_after", "hang", or an
    answer with this `error` or HTTP `status`."""

    path: str
    kind: str = "answer"
    error: int = 0
    status: int = 200
    times: int = 1


@dataclass
class Shown:
    """A message as the person sees it; of a button its title, and what it does."""

    id: str
    user: str
    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    asks_phone: bool = False


class Account:
    """What Zalo knows of one account and of the app that speaks for it."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.faults: list[Fault] = []
        self.calls: list[str] = []
        self.refresh = "refresh-0"
        self.access = "access-0"
        self.codes: dict[str, str] = {}
        self.closed: set[str] = set()
        self.blocked: set[str] = set()
        self.files: dict[str, bytes] = {}
        self.webhook = ""
        self.events: list[Json] = []
        self.answers: list[int] = []
        self.quota: Json = {"quota_type": "reply", "remain": "7", "total": "8"}
        self.receipts = True
        self.latency_s = self.jitter_s = 0.0
        self._numbers = 0

    # What people do

    def writes(self, user: str, text: str, kind: str = "text") -> str:
        return self._says(user, kind, text=text)

    def taps(self, user: str, payload: str) -> str:
        return self._says(user, "text", text=payload)

    def sends(self, user: str, kind: str, text: str = "", **payload: Any) -> str:
        attachment = {"type": kind, "payload": payload}
        return self._says(user, kind, text=text, attachments=[attachment])

    def follows(self, user: str, name: str = "follow") -> None:
        self._push({"event_name": name, "follower": {"id": user}, "source": "oa_profile"})

    def shares_phone(self, user: str, phone: str) -> None:
        info = {"name": "P", "phone": int(phone), "address": "", "city": "", "district": ""}
        self._push({"event_name": "user_submit_info", "sender": {"id": user}, "info": info})

    def sees(self, user: str) -> list[Shown]:
        return [each for each in self.shown if each.user == user]

    def opens(self, user: str) -> None:
        """The person looks at everything that was said."""
        ids = [each.id for each in self.sees(user)]
        self._receipt("user_seen_message", user, {"msg_ids": ids})

    # What the app does

    def tokens(self, form: Json) -> Json:
        """A pair for a permission, or for the refresh token, which is taken once."""
        if form.get("grant_type") == "authorization_code":
            challenge = self.codes.pop(form["code"], None)
            if challenge is None or challenge != challenge_of(form["code_verifier"]):
                return {"error": -14003, "error_name": "Invalid code"}
        elif form.get("refresh_token") != self.refresh:
            return {"error": -14014, "error_name": "Invalid refresh token."}
        self._numbers += 1
        self.refresh, self.access = f"refresh-{self._numbers}", f"access-{self._numbers}"
        pair = {"access_token": self.access, "refresh_token": self.refresh}
        return {**pair, "expires_in": "90000"}

    def consult(self, said: Json) -> Json:
        user, message = said["recipient"]["user_id"], said["message"]
        for error, here in ((-230, self.closed), (-244, self.blocked)):
            if user in here:
                return {"error": error, "message": "refused"}
        shown = self._shown(user, message)
        if isinstance(shown, int):
            return {"error": shown, "message": "refused"}
        self.shown.append(shown)
        if self.receipts:
            self._receipt("user_received_message", user, {"msg_id": shown.id})
        data = {"message_id": shown.id, "user_id": user, "quota": self.quota}
        return {"error": 0, "message": "Success", "data": data}

    def template(self, said: Json) -> Json:
        """By phone, to whoever has it; the text is the template's."""
        if not re.fullmatch(r"84\d{9}", said["phone"]):
            return {"error": -108, "message": "Phone number is invalid"}
        shown = Shown(self._number(), said["phone"], json.dumps(said["template_data"]))
        self.shown.append(shown)
        message = {"msg_id": shown.id, "tracking_id": said["tracking_id"]}
        self._receipt("user_received_message", said["phone"], message)
        return {"error": 0, "data": {"msg_id": shown.id, "quota": {"dailyQuota": "500"}}}

    def _shown(self, user: str, message: Json) -> Shown | int:
        payload = message.get("attachment", {}).get("payload", {})
        text, buttons = message.get("text", ""), payload.get("buttons", [])
        asks = payload.get("template_type") == "request_user_info"
        if len(text) > 2000:
            return -210
        if len(buttons) > 5 or any(len(each["title"]) > 100 for each in buttons):
            return -201
        if not (text or asks):
            return -201
        hidden = [each for each in buttons if each["type"] == "oa.query.hide"]
        if any(len(each["payload"]) > 1000 for each in hidden):
            return -201
        links = [each["payload"]["url"] for each in buttons if each["type"] == "oa.open.url"]
        return Shown(
            self._number(),
            user,
            text or payload["elements"][0]["subtitle"],
            [(each["title"], each["payload"]) for each in hidden],
            links,
            asks,
        )

    def next_fault(self, path: str) -> Fault | None:
        found = next((f for f in self.faults if f.times > 0 and path.endswith(f.path)), None)
        if found:
            found.times -= 1
        return found

    async def push_for_ever(self) -> None:
        async with httpx.AsyncClient() as client:
            while True:
                await asyncio.sleep(0.01)
                if self.webhook and self.events:
                    await self._pushed(client, self.events[0])

    async def _pushed(self, client: httpx.AsyncClient, event: Json) -> None:
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = {"X-ZEvent-Signature": signed(body, event["timestamp"])}
        with contextlib.suppress(httpx.HTTPError):
            answer = await client.post(self.webhook, content=body, headers=headers)
            self.answers.append(answer.status_code)
            if answer.is_success or answer.status_code == 403:
                self.events.pop(0)

    def _says(self, user: str, kind: str, **message: Any) -> str:
        number = self._number()
        inside = {"msg_id": number, **{key: value for key, value in message.items() if value}}
        who = {"sender": {"id": user}, "recipient": {"id": OA_ID}}
        self._push({"event_name": f"user_send_{kind}", **who, "message": inside})
        return number

    def _receipt(self, name: str, user: str, message: Json) -> None:
        who = {"sender": {"id": OA_ID}, "recipient": {"id": user}}
        self._push({"event_name": name, **who, "message": message})

    def _push(self, event: Json) -> None:
        self.events.append(event | {"app_id": APP_ID, "timestamp": str(int(time.time() * 1000))})

    def _number(self) -> str:
        self._numbers += 1
        return f"{self._numbers:020x}"


def signed(body: bytes, timestamp: str) -> str:
    joined = APP_ID.encode() + body + timestamp.encode() + OA_SECRET.encode()
    return f"mac={hashlib.sha256(joined).hexdigest()}"


def challenge_of(verifier: str) -> str:
    from base64 import urlsafe_b64encode  # as RFC 7636 has it

    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class Server:
    """The HTTP around it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.url = ""
        self.closing = asyncio.Event()
        self.serving: asyncio.Task[None] | None = None
        self.uvicorn: uvicorn.Server | None = None
        self._app = Starlette(
            routes=[
                Route("/v4/oa/access_token", self._call, methods=["POST"]),
                Route("/v3.0/oa/message/cs", self._call, methods=["POST"]),
                Route("/v2.0/oa/getoa", self._call, methods=["GET"]),
                Route("/message/template", self._call, methods=["POST"]),
                Route("/files/{name}", self._file),
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
        path, here = request.url.path, self.account
        here.calls.append(path)
        await delayed(len(here.calls), here.latency_s, here.jitter_s)
        fault = here.next_fault(path)
        if fault is None:
            return JSONResponse(await self._answer(request))
        if fault.kind == "cut_after":
            await self._answer(request)
        if fault.kind == "hang":
            await self.closing.wait()
        if fault.kind != "answer":
            return await cut(request)
        if fault.error:
            return JSONResponse({"error": fault.error, "message": "fault"})
        return Response("<html>", fault.status)

    async def _answer(self, request: Request) -> Json:
        here = self.account
        if request.url.path.endswith("access_token"):
            if request.headers.get("secret_key") != APP_SECRET:
                return {"error": -14004, "error_name": "Invalid secret key"}
            async with request.form() as form:
                return here.tokens({name: str(value) for name, value in form.items()})
        if request.headers.get("access_token") != here.access:
            return {"error": -216, "message": "Access token is invalid"}
        if request.method == "GET":
            return {"error": 0, "data": {"oa_id": OA_ID, "name": "Van phong"}}
        said = json.loads(await request.body())
        known = request.url.path == "/message/template"
        return here.template(said) if known else here.consult(said)

    async def _file(self, request: Request) -> Response:
        content = self.account.files.get(request.path_params["name"])
        return Response(content or b"", 200 if content else 404)


@asynccontextmanager
async def running(account: Account | None = None) -> AsyncIterator[Server]:
    """An open server on loopback. Closing cuts what hangs."""
    server = Server(account or Account())
    async with opened(server, 0, server.account.push_for_ever()):
        yield server

"""The page as an app: installed, and told by web push that there is something new, never what."""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from ssl import SSLContext
from urllib.parse import urlsplit

import httpx
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.web.channel import NAME
from bot.channels.web.pages import TEMPLATES
from bot.channels.web.request_data import at_most, json_of, same_origin, text_of
from bot.channels.web.signed_links import Links
from domain.messaging.messages import Chat
from domain.people.chat_links import Link, LinkState
from storage.audit import log as audit
from storage.engine.database import Database
from storage.messaging import chat_links
from storage.people import officials, web_push
from storage.people.web_push import PushSubscription

WORKER = Path(__file__).parent / "static" / "push-worker.js"
SERVICES = (
    "fcm.googleapis.com",
    ".push.apple.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
)
"""Who runs the push services of Chrome, Safari, Firefox and Edge; nothing else is ever asked."""
BODY_LIMIT, ENDPOINT_LIMIT, KEY_LIMIT = 4096, 1024, 128
MOST_BROWSERS = 5  # of one chat
POINT, SECRET = 65, 16  # bytes of a browser's two keys
AT_ONCE = 20
ASK_S, LEASE = 10.0, timedelta(minutes=2)
BACK_OFF = tuple(timedelta(seconds=each) for each in (30, 120, 600, 3600))
LONGEST_WAIT = timedelta(hours=6)
KEPT_S = 86_400  # so long a push service keeps it for a phone that is off; the message stays
PROOF_LASTS = timedelta(hours=12)
TOPIC = "nhac-viec"  # one replaces the other, while the phone is off
GONE = (404, 410)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WebPush:
    """`text`: all that is ever said. `contact`: whom push services may ask, the own address.

    Without a contact it is off: pages can be installed, and are told nothing. `services`: hosts,
    with a dot in front where any host below will do, or whole origins.
    """

    db: Database
    links: Links
    clock: Callable[[], datetime]
    text: str
    contact: str = ""
    services: tuple[str, ...] = SERVICES

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/push-worker.js", self.worker, methods=["GET"]),
            Route("/c/{token}/app.webmanifest", self.manifest, methods=["GET"]),
            Route("/c/{token}/push", self.key, methods=["GET"]),
            Route("/c/{token}/push", self.begin, methods=["POST"]),
            Route("/c/{token}/push/end", self.end, methods=["POST"]),
        ]

    async def worker(self, _request: Request) -> Response:
        return FileResponse(WORKER, media_type="text/javascript")

    async def manifest(self, request: Request) -> Response:
        """An app that opens this very page."""
        self._address(request)
        page = f"/c/{request.path_params['token']}"
        facts, kind = {"page": page}, "application/manifest+json"
        return TEMPLATES.TemplateResponse(request, "app.webmanifest", facts, media_type=kind)

    async def key(self, request: Request) -> Response:
        """What a browser subscribes with; nothing on a page of which nobody is told."""
        if await self._link(self._address(request)) is None:
            return Response(status_code=204)
        return JSONResponse({"key": _public(await self.prepare())})

    async def begin(self, request: Request) -> Response:
        link, said = await self._said(request)
        keys = said.get("keys")
        wanted = self._wanted(said, keys if isinstance(keys, dict) else {})
        async with self.db.begin() as tx:
            await web_push.add(tx, link.id, wanted, MOST_BROWSERS, self.clock())
            person = await officials.get(tx, link.official_id)
            what = {"actor": person.subject, "action": "push.on", "subject": person.subject}
            await audit.add(tx, at=self.clock(), **what)
        return JSONResponse({"ok": True})

    async def end(self, request: Request) -> Response:
        link, said = await self._said(request)
        endpoint = text_of(said.get("endpoint"), ENDPOINT_LIMIT)
        async with self.db.begin() as tx:
            if await web_push.end(tx, endpoint, link.id):
                person = await officials.get(tx, link.official_id)
                what = {"actor": person.subject, "action": "push.off", "subject": person.subject}
                await audit.add(tx, at=self.clock(), **what)
        return JSONResponse({"ok": True})

    async def _said(self, request: Request) -> tuple[Link, dict[str, object]]:
        same_origin(request)
        link = await self._own(request)
        at_most(request, BODY_LIMIT)
        return link, await json_of(request)

    async def _own(self, request: Request) -> Link:
        link = await self._link(self._address(request))
        if link is None:
            raise HTTPException(403)
        return link

    def _address(self, request: Request) -> str:
        address = self.links.address(request.path_params["token"])
        if address is None:
            raise HTTPException(404)
        return address

    async def _link(self, address: str) -> Link | None:
        """The chat of a page; only people on the roster are told, and only where it is on."""
        if not self.contact:
            return None
        async with self.db.read() as tx:
            link = await chat_links.find(tx, Chat(NAME, address))
        return link if link and link.state is LinkState.ACTIVE else None

    def _wanted(self, said: dict[str, object], keys: dict[str, object]) -> PushSubscription:
        """As a browser gives it; an address elsewhere is refused, as we would be asking it."""
        endpoint = text_of(said.get("endpoint"), ENDPOINT_LIMIT)
        p256dh, auth = (text_of(keys.get(name), KEY_LIMIT) for name in ("p256dh", "auth"))
        if not self._is_service(endpoint) or not _are_keys(p256dh, auth):
            raise HTTPException(422)
        return PushSubscription(0, endpoint, p256dh, auth)

    def _is_service(self, endpoint: str) -> bool:
        try:
            parts = urlsplit(endpoint)
            host, plain = parts.hostname or "", parts.port is None and parts.username is None
        except ValueError:
            return False
        if f"{parts.scheme}://{parts.netloc}" in self.services:
            return True
        known = any(host == s or (s[0] == "." and host.endswith(s)) for s in self.services)
        return parts.scheme == "https" and plain and known

    async def prepare(self) -> str:
        """The private key by which push services know us, made the first time."""
        async with self.db.read() as tx:
            private = await web_push.key(tx)
        if private:
            return private
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        async with self.db.begin() as tx:
            await web_push.keep_key(tx, _text(number.to_bytes(32)), self.clock())
            return await web_push.key(tx)

    async def drain(self, now: datetime) -> bool:
        """Tell one batch of browsers; returns whether there was any."""
        async with self.db.read() as tx:
            if not self.contact or not await web_push.any_due(tx, now):
                return False
        private = await self.prepare()
        async with self.db.begin() as tx:
            taken = await web_push.take_due(tx, now, LEASE, AT_ONCE)
        async with httpx.AsyncClient(timeout=ASK_S, verify=_trusted()) as client:
            asked = (self._tell(client, each, private, now) for each in taken)
            told = await asyncio.gather(*asked)
        async with self.db.begin() as tx:
            for each, answer in zip(taken, told, strict=True):
                if answer is not None and answer.status_code in GONE:
                    await web_push.end(tx, each.endpoint)
                else:
                    again = _again(each, answer, now)
                    await web_push.settle(tx, each.id, now + LEASE, again)
        return bool(taken)

    async def _tell(
        self, client: httpx.AsyncClient, to: PushSubscription, private: str, now: datetime
    ) -> httpx.Response | None:
        """The answer of the push service, or None; neither text nor address reaches the log."""
        if not self._is_service(to.endpoint):
            return httpx.Response(410)
        try:
            body, headers = _sealed(to, private, self.text, self.contact, now)
            answer = await client.post(to.endpoint, content=body, headers=headers)
        except (httpx.HTTPError, ValueError) as failed:
            log.info("push not sent", subscription=to.id, error=type(failed).__name__)
            return None
        if answer.is_error:
            log.info("push refused", subscription=to.id, status=answer.status_code)
        return answer


@cache
def _trusted() -> SSLContext:
    return httpx.create_ssl_context()


def _sealed(
    to: PushSubscription, private: str, text: str, contact: str, now: datetime
) -> tuple[bytes, dict[str, str]]:
    """Body and headers of RFC 8030, 8188, 8291 and 8292."""
    from py_vapid import Vapid02  # loaded with the first push
    from pywebpush import WebPusher  # loaded with the first push

    place = urlsplit(to.endpoint)
    who = {"sub": contact, "aud": f"{place.scheme}://{place.netloc}"}
    claims = {**who, "exp": int((now + PROOF_LASTS).timestamp())}
    proof: dict[str, str] = Vapid02.from_string(private).sign(claims)
    keys = {"p256dh": to.p256dh, "auth": to.auth}
    pusher = WebPusher({"endpoint": to.endpoint, "keys": keys})
    body: bytes = pusher.encode(text.encode(), "aes128gcm")["body"]
    how = {"ttl": str(KEPT_S), "urgency": "normal", "topic": TOPIC}
    return body, {**proof, **how, "content-encoding": "aes128gcm"}


def _again(to: PushSubscription, answer: httpx.Response | None, now: datetime) -> datetime | None:
    """When to tell it once more: None once it is told, or was tried so many times."""
    if (answer is not None and answer.is_success) or to.attempts > len(BACK_OFF):
        return None
    asked = _asked(answer.headers.get("retry-after", ""), now) if answer else timedelta()
    return now + min(max(BACK_OFF[to.attempts - 1], asked), LONGEST_WAIT)


def _asked(said: str, now: datetime) -> timedelta:
    """Of a Retry-After, in seconds or as a date."""
    if said.isdecimal() and len(said) < 10:
        return timedelta(seconds=int(said))
    try:
        return parsedate_to_datetime(said) - now
    except (TypeError, ValueError):
        return timedelta()


def _are_keys(p256dh: str, auth: str) -> bool:
    try:
        point, secret = _bytes(p256dh), _bytes(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return (len(point), len(secret)) == (POINT, SECRET)


def _public(private: str) -> str:
    number = int.from_bytes(_bytes(private))
    made = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _text(made.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

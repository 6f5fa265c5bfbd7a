"""Web push: a browser that is closed is told that there is something new, and only that."""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import http_ece
import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nhacviec.runtime.run import web_server
from storage.tables import AUDIT, PUSH_KEYS, PUSH_SUBSCRIPTIONS
from tests.channels.loopback import HOST
from tests.conftest import free_port
from tests.web_house import CONTACT, NEWS, WebHouse, served

Json = dict[str, Any]


@dataclass
class Browser:
    """A browser with keys of its own, and the push service that reaches it."""

    url: str
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"sixteen bytes ok"

    async def take(self, request: Request) -> Response:
        self.told.append((dict(request.headers), await request.body()))
        status, headers = self.answers.pop(0) if self.answers else (201, {})
        return Response(status_code=status, headers=headers)

    def subscription(self, endpoint: str = "") -> Json:
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": text(point), "auth": text(self.secret)}
        return {"endpoint": endpoint or f"{self.url}/send/abc", "keys": keys}

    def reads(self, body: bytes) -> str:
        content: bytes = http_ece.decrypt(
            body, private_key=self.private, auth_secret=self.secret, version="aes128gcm"
        )
        return content.decode()


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def read(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def proven(authorization: str) -> tuple[str, Json]:
    """The key by which a push service knows us, and what was signed with it (RFC 8292)."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(each.strip().split("=", 1) for each in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    point, signed = read(parts["k"]), read(signature)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    halves = (int.from_bytes(signed[:32]), int.from_bytes(signed[32:]))
    public.verify(
        utils.encode_dss_signature(*halves), f"{head}.{claims}".encode(), ec.ECDSA(SHA256())
    )
    assert scheme == "vapid"
    found: Json = json.loads(read(claims))
    return parts["k"], found


async def test_a_closed_browser_is_told_and_one_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    port = free_port()
    browser = Browser(f"http://{HOST}:{port}")
    fake = Starlette(routes=[Route("/send/abc", browser.take, methods=["POST"])])
    async with (
        served(web_server(list(fake.routes), HOST, port)),
        WebHouse.running(tmp_path, (browser.url,)) as house,
        httpx.AsyncClient(base_url=house.url) as client,
    ):
        page = await house.linked(client)
        stranger = str((await client.post("/")).headers["location"])
        key = (await client.get(f"{page}/push")).json()["key"]
        await refuses_what_is_no_browser(client, page, stranger, browser)
        assert (await client.post(f"{page}/push", json=browser.subscription())).status_code == 200

        await house.until("2025-10-17 08:31")
        [(headers, body)] = browser.told
        known_by, claims = proven(headers["authorization"])
        assert browser.reads(body) == NEWS
        assert (known_by, claims["aud"], claims["sub"]) == (key, browser.url, CONTACT)
        assert 0 < claims["exp"] - house.world.clock().timestamp() <= 86_400
        assert headers["content-encoding"] == "aes128gcm"
        assert int(headers["ttl"]) > 0

        await client.post(f"{page}/say", json={"text": "/nhiemvu", "event": "1"})
        browser.answers = [(503, {"retry-after": "900"}), (201, {}), (410, {})]
        await house.until("2025-10-22 08:40")
        assert len(browser.told) == 2, "an answer tells nobody, and a pause is kept"
        await house.until("2025-10-22 09:00")
        assert len(browser.told) == 3
        await house.until("2025-10-24 08:30")
        await house.until("2025-10-24 17:00")
        assert len(browser.told) == 4, "whoever is gone is not told again"
        await nothing_readable_is_kept(house, browser)


async def refuses_what_is_no_browser(
    client: httpx.AsyncClient, page: str, stranger: str, browser: Browser
) -> None:
    for elsewhere in (
        "http://127.0.0.1:1/x",
        "https://example.org/x",
        "https://fcm.googleapis.com.example.org/",
    ):
        wrong = browser.subscription(elsewhere)
        assert (await client.post(f"{page}/push", json=wrong)).status_code == 422
    keys = {"keys": {"p256dh": text(b"\x04" + bytes(64)), "auth": text(bytes(16))}}
    no_point = {**browser.subscription(), **keys}
    assert (await client.post(f"{page}/push", json=no_point)).status_code == 422
    assert (await client.get(f"{stranger}/push")).status_code == 204
    for path in (f"{stranger}/push", "/c/forged/push"):
        answer = await client.post(path, json=browser.subscription())
        assert answer.status_code in (403, 404)
    other = {"origin": "https://elsewhere.example"}
    said = await client.post(f"{page}/push", json=browser.subscription(), headers=other)
    assert said.status_code == 403


async def nothing_readable_is_kept(house: WebHouse, browser: Browser) -> None:
    async with house.world.db.read() as tx:
        assert (await tx.execute(select(PUSH_SUBSCRIPTIONS))).all() == []
        [private] = (await tx.execute(select(PUSH_KEYS.c.private))).scalars()
        log = [row.action for row in await tx.execute(select(AUDIT))]
        raw = (await tx.exec_driver_sql("SELECT private FROM push_keys")).scalar_one()
    assert "push.on" in log
    assert private
    assert private not in str(raw)


def test_what_was_not_signed_is_not_proven() -> None:
    head, claims, signature = (text(each) for each in (b"{}", b"{}", bytes(64)))
    point = Browser("").subscription()["keys"]["p256dh"]
    try:
        proven(f"vapid t={head}.{claims}.{signature},k={point}")
    except (InvalidSignature, ValueError):
        return
    raise AssertionError("the test itself would believe anything")

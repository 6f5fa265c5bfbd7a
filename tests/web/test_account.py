"""Signing in by an account of the office: a provider on loopback that signs real tokens."""

import base64
import hashlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select, update
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nhacviec.runtime.run import web_server
from storage.tables import AUDIT, OFFICIALS
from tests.conftest import free_port
from tests.flows.world import World
from tests.web.desk import HOST, Browser, board_of
from tests.web_house import served
from web.pages.sign_in.provider import BACK, Provider

CLIENT, SECRET = "nhacviec", "a-secret-between-the-two-of-32-bytes"
MAIL = "chanhvanphong@so.example.vn"
Json = dict[str, Any]


def anything(_claims: Json) -> None:
    """As the provider says it."""


@dataclass
class Accounts:
    """The provider: who signs in there says `says` of itself, in a token bent by `bent`."""

    url: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    says: Json = field(default_factory=lambda: {"email": MAIL, "email_verified": True})
    bent: Callable[[Json], None] = anything
    signs: Callable[[Json], str] | None = None
    codes: dict[str, Json] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.describes),
            Route("/keys", self.keys),
            Route("/token", self.exchanges, methods=["POST"]),
        ]

    async def describes(self, _request: Request) -> Response:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        places = {name: f"{self.url}/{end}" for name, end in ends.items()}
        return JSONResponse({"issuer": self.url, "jwks_uri": f"{self.url}/keys", **places})

    async def keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def approves(self, address: str) -> str:
        """Somebody signs in on the page of the provider: where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["redirect_uri"], asked["client_id"]) == (f"{HOST}{BACK}", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{BACK}?code={code}&state={asked['state']}"

    async def exchanges(self, request: Request) -> Response:
        """A code is good once, for whoever knows the secret and the verifier."""
        form = await request.form()
        asked = self.codes.pop(str(form.get("code")), None)
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or asked["code_challenge"] != proof:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if request.headers.get("authorization") != known:
            return JSONResponse({"error": "invalid_client"}, 401)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 300}
        claims |= {"nonce": asked["nonce"], **self.says}
        self.bent(claims)
        signed = (self.signs or self.sign)(claims)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

    def sign(self, claims: Json) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


@asynccontextmanager
async def with_accounts(world: World) -> AsyncIterator[tuple[Accounts, Browser]]:
    port = free_port()
    accounts = Accounts(f"http://127.0.0.1:{port}")
    async with served(web_server(list(accounts.routes()), "127.0.0.1", port)):
        yield accounts, browser_with(world, accounts)


def browser_with(world: World, accounts: Accounts) -> Browser:
    way = (accounts.url, CLIENT, SECRET, "email", f"{HOST}{BACK}")
    browser = Browser(world)
    browser.sits_at(replace(board_of(world), provider=Provider(*way, time.time)))
    browser.client.follow_redirects = False
    return browser


async def signs_in(accounts: Accounts, browser: Browser) -> httpx.Response:
    away = await browser.opens("/bang/tai-khoan")
    assert away.headers["location"].startswith(f"{accounts.url}/authorize?")
    return await browser.opens(accounts.approves(away.headers["location"]))


async def named(world: World, code: str, email: str = MAIL) -> None:
    async with world.db.begin() as tx:
        await tx.execute(update(OFFICIALS).where(OFFICIALS.c.code == code).values(email=email))


async def test_an_account_of_the_office_opens_the_board_with_the_rights_of_the_roster(
    world: World,
) -> None:
    await named(world, "CVP")
    async with with_accounts(world) as (accounts, browser):
        await browser.opens("/bang/vao")
        browser.shows("Đăng nhập bằng tài khoản cơ quan")
        answer = await signs_in(accounts, browser)
        assert "url=/bang/" in answer.text, "asked again from here, as a strict cookie needs it"
        await browser.opens("/bang/")
        browser.shows("Trịnh Chánh Văn")
        other = browser_with(world, accounts)
        stolen = accounts.approves((await browser.opens("/bang/tai-khoan")).headers["location"])
        await other.opens(stolen)
        other.shows("bắt đầu ở trình duyệt khác")
        assert not other.signed_in
        accounts.says = {"email": "khach@so.example.vn", "email_verified": True}
        await signs_in(accounts, other)
        other.shows("chưa gắn với cán bộ nào")
        await named(world, "MINH", "khach@so.example.vn")
        await signs_in(accounts, other)
        other.shows("chưa được giao quyền")
        await named(world, "GD")
        accounts.says = {"email": MAIL, "email_verified": True}
        await signs_in(accounts, other)
        other.shows("chưa gắn với cán bộ nào")
        assert not other.signed_in, "two people with one address are nobody"
    async with world.db.read() as tx:
        log = [(row.action, row.facts.get("via")) for row in await tx.execute(select(AUDIT))]
    assert ("board.enter", "account") in log
    assert ("board.no_account", None) in log


async def test_what_the_provider_did_not_sign_for_us_now_opens_nothing(world: World) -> None:
    await named(world, "CVP")
    async with with_accounts(world) as (accounts, browser):
        stranger, secret = RSAKey.generate_key(2048, {"kid": "one"}), OctKey.import_key(SECRET)
        bent: dict[str, Callable[[Json], None]] = {
            "nonce": lambda claims: claims.update(nonce="another"),
            "no nonce": lambda claims: claims.pop("nonce"),
            "issuer": lambda claims: claims.update(iss=f"{accounts.url}/"),
            "audience": lambda claims: claims.update(aud="another"),
            "for another, too": lambda claims: claims.update(aud=[CLIENT, "x"], azp="x"),
            "expired": lambda claims: claims.update(exp=int(time.time()) - 120),
            "no end": lambda claims: claims.pop("exp"),
            "not checked": lambda claims: claims.update(email_verified=False),
            "no address": lambda claims: claims.pop("email"),
        }
        signs: dict[str, Callable[[Json], str]] = {
            "another key": lambda claims: jwt.encode(
                {"alg": "RS256", "kid": "one"}, claims, stranger
            ),
            "our secret": lambda claims: jwt.encode({"alg": "HS256"}, claims, secret),
            "nobody": unsigned,
        }
        for name, bend in bent.items():
            accounts.bent = bend
            await signs_in(accounts, browser)
            assert "chưa xác nhận được" in browser.page, name
        accounts.bent = anything
        for name, sign in signs.items():
            accounts.signs = sign
            await signs_in(accounts, browser)
            assert "chưa xác nhận được" in browser.page, name
        assert not browser.signed_in
        accounts.signs = None
        await signs_in(accounts, browser)
        assert browser.signed_in, "the same way, with a right token"


def unsigned(claims: Json) -> str:
    token = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."

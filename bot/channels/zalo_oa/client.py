"""The calls of a Zalo Official Account, and what its refusals mean for a message."""

import asyncio
import json
import logging
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.channels.protocol import SendFailed
from bot.channels.zalo_line import broken_line, close

NAME = "zalo_oa"
TOKEN = f"{NAME}.token"
QUOTA = f"{NAME}.quota"
WINDOW = f"{NAME}.window"
TEMPLATE = f"{NAME}.template"
ZNS = "zalo_zns"
PAUSE = timedelta(seconds=30)
LASTS = timedelta(hours=25)
REFUSALS: Mapping[int, tuple[str, str]] = {
    -216: (TOKEN, "stopped"),
    -220: (TOKEN, "stopped"),
    -124: (TOKEN, "stopped"),
    -211: (QUOTA, "stopped"),
    -218: (QUOTA, "stopped"),
    -230: (WINDOW, "permanent"),
    -232: (WINDOW, "permanent"),
    -213: (f"{NAME}.blocked", "permanent"),
    -244: (f"{NAME}.blocked", "permanent"),
    **dict.fromkeys((-109, -135), (TEMPLATE, "stopped")),
    **dict.fromkeys((-115, -144, -1441, -147, -160), (QUOTA, "stopped")),
    **dict.fromkeys((-108, -114, -118, -119), (f"{NAME}.no_account", "permanent")),
    **dict.fromkeys((-139, -141), (f"{NAME}.blocked", "permanent")),
    -201: (f"{NAME}.bad_request", "refused"),
    -210: (f"{NAME}.too_long", "refused"),
}
"""What we call a code, and what became of the message; whoever writes again is reached again."""
FLOOD, NIGHT = -32, -133
MORNING = timedelta(hours=1)  # so long until a template is tried again that is not sent at night

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OaOptions:
    """The app that speaks for the account, and what differs in tests; times in seconds.

    `phone`: a number that somebody passes on is taken for that person's own.
    """

    app_id: str
    app_secret: str = field(repr=False)
    api_url: str = "https://openapi.zalo.me"
    oauth_url: str = "https://oauth.zaloapp.com"
    business_url: str = "https://business.openapi.zalo.me"
    phone: bool = False
    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0


@dataclass(frozen=True, slots=True)
class TokenPair:
    """`refresh` buys the next pair, once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts: timedelta = LASTS


class OaWire:
    """Every call fails with SendFailed, and none names a token."""

    def __init__(self, options: OaOptions) -> None:
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self.options = options
        self.client = httpx.AsyncClient(
            timeout=httpx.Timeout(options.read, connect=options.connect),
        )

    def permission_url(self, back: str, challenge: str, state: str) -> str:
        """Where somebody who manages the account allows the app to speak for it."""
        asked = {"app_id": self.options.app_id, "redirect_uri": back}
        asked |= {"code_challenge": challenge, "state": state}
        return f"{self.options.oauth_url}/v4/oa/permission?{urlencode(asked)}"

    async def first(self, code: str, verifier: str) -> TokenPair:
        """The pair for a permission that was just given."""
        return await self._pair(
            {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
        )

    async def next(self, refresh: str) -> TokenPair:
        """The next pair. Refused: `stopped`; `uncertain` where the old one may be spent."""
        return await self._pair({"refresh_token": refresh, "grant_type": "refresh_token"})

    async def _pair(self, asked: Json) -> TokenPair:
        url = f"{self.options.oauth_url}/v4/oa/access_token"
        form = {"app_id": self.options.app_id, **asked}
        answer = await self._post(url, data=form, headers={"secret_key": self.options.app_secret})
        said = _json(answer)
        if answer.status_code >= 500 or said is None:
            raise SendFailed(f"{NAME}.gateway", uncertain=True)
        access, refresh = said.get("access_token"), said.get("refresh_token")
        if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
            raise SendFailed(TOKEN, stopped=True)
        return TokenPair(access, refresh, _lasts(said.get("expires_in")))

    async def say(self, access: str, address: str, message: Json) -> Json:
        """A consultation message; what Zalo says of it, among that its id."""
        asked = {"recipient": {"user_id": address}, "message": message}
        url = f"{self.options.api_url}/v3.0/oa/message/cs"
        said = result(await self._post(url, json=asked, headers={"access_token": access}))
        if not said.get("message_id"):
            raise SendFailed(f"{NAME}.unknown", uncertain=True)
        return said

    async def template(self, access: str, phone: str, asked: Json) -> str:
        """An approved template to whoever has this phone number; the id that Zalo gives it."""
        url = f"{self.options.business_url}/message/template"
        body = {"phone": phone, **asked}
        said = result(await self._post(url, json=body, headers={"access_token": access}))
        if not said.get("msg_id"):
            raise SendFailed(f"{NAME}.unknown", uncertain=True)
        return str(said["msg_id"])

    async def check(self, access: str) -> None:
        """Whether Zalo answers, and takes the token."""
        url = f"{self.options.api_url}/v2.0/oa/getoa"
        result(await self._call("GET", url, headers={"access_token": access}))

    async def close(self) -> None:
        await close(self.client)

    async def _post(self, url: str, **how: Any) -> httpx.Response:
        return await self._call("POST", url, **how)

    async def _call(self, verb: str, url: str, **how: Any) -> httpx.Response:
        """SendFailed is raised apart from its cause, which may hold what was asked."""
        failed, answer = None, None
        try:
            async with asyncio.timeout(self.options.whole):
                answer = await self.client.request(verb, url, **how)
        except Exception as error:
            failed = broken_line(error, NAME)
        if answer is None:
            raise failed or SendFailed(f"{NAME}.unknown", uncertain=True)
        return answer


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def result(answer: httpx.Response) -> Json:
    """What an answer brings: `error` decides, then the status of HTTP."""
    said = _json(answer)
    if said is None or "error" not in said:
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise SendFailed(f"{NAME}.flood", retry_after=PAUSE)
        raise SendFailed(f"{NAME}.gateway", uncertain=True)
    if str(said["error"]) == "0":
        found = said.get("data")
        return found if isinstance(found, dict) else {}
    raise refusal(said["error"])


def refusal(code: object) -> SendFailed:
    """An unknown refusal is a refusal nevertheless: it was not sent, and may be tried again."""
    number = int(str(code)) if str(code).removeprefix("-").isdecimal() else 0
    if number == FLOOD:
        return SendFailed(f"{NAME}.flood", retry_after=PAUSE)
    if number == NIGHT:
        return SendFailed(f"{NAME}.night", chat_wait=MORNING)
    reason, flag = REFUSALS.get(number, (f"{NAME}.refused", ""))
    return SendFailed(
        reason,
        permanent=flag == "permanent",
        refused=flag == "refused",
        stopped=flag == "stopped",
    )


def _json(answer: httpx.Response) -> Json | None:
    try:
        read = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _lasts(seconds: object) -> timedelta:
    """As Zalo says, in words or numbers; never longer than it ever was."""
    said = str(seconds)
    return min(timedelta(seconds=int(said[:9])), LASTS) if said.isdecimal() else LASTS

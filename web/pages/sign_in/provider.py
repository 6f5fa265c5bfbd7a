"""The office's own sign-in (OpenID Connect): where to ask, and whose answer is believed."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures by the provider's own key; what a shared secret or nothing signs is refused."""
SCOPE = "openid profile email"
BACK = "/bang/tai-khoan/ve"
ASK_S, LEEWAY_S, KNOWN_FOR_S = 10.0, 60, 3600.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Json = Mapping[str, Any]


class NotBelieved(Exception):
    """The provider did not answer, or what it said is not to be believed: a word for the log."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one browser was sent away with; each is 128 random bits or more."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (PKCE, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(slots=True)
class Provider:
    """`claim`: what of the answer names an official, by e-mail address or code.

    `clock`: seconds since 1970, by which tokens end.
    """

    issuer: str
    client_id: str
    secret: str
    claim: str
    back: str
    clock: Callable[[], float]
    _known: dict[str, tuple[float, Json]] = field(default_factory=dict)

    async def address(self, attempt: Attempt) -> str:
        """Where the browser is sent. Raises NotBelieved."""
        metadata = await self.metadata()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": SCOPE,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        place = str(metadata["authorization_endpoint"])
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    async def who(self, code: str, attempt: Attempt) -> str:
        """The claim of whoever signed in there. Raises NotBelieved."""
        place = str((await self.metadata())["token_endpoint"])
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": attempt.verifier,
        }
        own = httpx.BasicAuth(
            quote_plus(self.client_id), quote_plus(self.secret)
        )  # RFC 6749, 2.3.1
        return self._named(await self._claims(await _answer("POST", place, own, asked), attempt))

    async def _claims(self, given: Json, attempt: Attempt) -> Json:
        """What the token says, once its signature, issuer, audience, time and nonce are right."""
        from authlib.oidc.core import CodeIDToken  # loaded with the first sign-in
        from joserfc import jwt  # loaded with the first sign-in
        from joserfc.errors import JoseError  # loaded with the first sign-in

        try:
            token = jwt.decode(
                str(given["id_token"]), await self._keys(), algorithms=list(ALGORITHMS)
            )
            wanted = {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self.client_id},
                "nonce": {"essential": True, "value": attempt.nonce},
            }
            known = {"nonce": attempt.nonce, "client_id": self.client_id}
            claims = CodeIDToken(token.claims, token.header, wanted, known)
            claims.validate(now=int(self.clock()), leeway=LEEWAY_S)
        except (JoseError, KeyError, ValueError, TypeError) as failed:
            raise NotBelieved(type(failed).__name__) from None
        return dict(claims)

    def _named(self, claims: Json) -> str:
        """An address that the provider itself has not checked could be anybody's."""
        value = claims.get(self.claim)
        if not isinstance(value, str) or not value.strip():
            raise NotBelieved("claim")
        if self.claim == "email" and ("@" not in value or claims.get("email_verified") is not True):
            raise NotBelieved("email_verified")
        return value.strip()

    async def metadata(self) -> Json:
        """What the provider says of itself, asked once an hour. Raises NotBelieved."""
        found = await self._asked(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise NotBelieved("issuer")
        ends = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(_is_safe(found.get(each)) for each in ends):
            raise NotBelieved("endpoints")
        return found

    async def _keys(self) -> Any:
        from joserfc.jwk import KeySet  # loaded with the first sign-in

        place = str((await self.metadata())["jwks_uri"])
        return KeySet.import_key_set(dict(await self._asked(place)))  # type: ignore[arg-type] # it checks that itself

    async def _asked(self, url: str) -> Json:
        at, known = self._known.get(url, (0.0, {}))
        if known and time.monotonic() - at < KNOWN_FOR_S:
            return known
        answer = await _answer("GET", url)
        self._known[url] = time.monotonic(), answer
        return answer

    def forget(self) -> None:
        """Ask the provider anew: it may have other keys by now."""
        self._known.clear()


async def _answer(
    method: str, url: str, auth: httpx.BasicAuth | None = None, said: Json | None = None
) -> Json:
    """Raises NotBelieved; where the provider leads elsewhere it is not followed."""
    try:
        async with httpx.AsyncClient(timeout=ASK_S, auth=auth) as client:
            answer = await client.request(method, url, data=said)
            found = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as failed:
        raise NotBelieved(type(failed).__name__) from None
    if not isinstance(found, dict):
        raise NotBelieved("answer")
    return found


def _is_safe(url: object) -> bool:
    """With encryption, or on this very machine."""
    parts = urlsplit(url if isinstance(url, str) else "")
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)

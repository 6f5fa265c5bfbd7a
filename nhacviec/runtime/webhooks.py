"""Sends events to other systems: to the very address that was looked at, and nowhere else."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from datetime import datetime
from functools import cache

import certifi
import httpx

from domain.messaging.webhooks import Delivery, NotDelivered, Webhook, headers, may_connect

LIMIT_S = 10.0
GONE_FOR_NOW = (408, 425, 429)


async def post(hook: Webhook, delivery: Delivery, now: datetime) -> None:
    """Send one event, signed. Raises NotDelivered, which never names the address or the secret."""
    url = httpx.URL(hook.url)
    failed = None
    try:
        async with asyncio.timeout(LIMIT_S):
            to = await _checked(url, private=hook.private)
            status = await _posted(url, to, delivery.body, headers(hook.secret, delivery, now))
    except TimeoutError:
        failed = NotDelivered("timeout", down=True)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as broken:
        failed = NotDelivered(type(broken).__name__, down=True)
    if failed:
        raise failed
    if not 200 <= status < 300:
        raise NotDelivered(f"HTTP {status}", down=status >= 500 or status in GONE_FOR_NOW)


@cache
def _authorities() -> ssl.SSLContext:
    """Those that everybody knows, and those of this machine, where an office adds its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def _checked(url: httpx.URL, *, private: bool) -> str:
    """The IP address to connect to. A name that also leads elsewhere is not believed at all."""
    port = url.port or (443 if url.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    addresses: Sequence[str] = [str(each[4][0]) for each in found]
    if not addresses or not all(may_connect(each, private=private) for each in addresses):
        raise NotDelivered("private address")
    return addresses[0]


async def _posted(url: httpx.URL, to: str, body: str, said: dict[str, str]) -> int:
    """The status of the answer, whose body nobody reads.

    The name is asked for once, above: the connection goes to that address, the certificate and
    the host are held against the name. No proxy, and nobody leads on elsewhere.
    """
    known = _authorities()
    async with httpx.AsyncClient(timeout=LIMIT_S, trust_env=False, verify=known) as client:
        request = client.build_request(
            "POST",
            url.copy_with(host=to),
            content=body.encode(),
            headers={**said, "host": url.netloc.decode()},
            extensions={"sni_hostname": url.raw_host.decode()},
        )
        answer = await client.send(request, stream=True)
        try:
            return answer.status_code
        finally:
            await answer.aclose()

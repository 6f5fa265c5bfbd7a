"""Tells a watcher elsewhere, once a minute, that all is well, or what is not."""

from collections.abc import Sequence

import httpx
import structlog

TRIES = 3
LIMIT_S = 10.0

log = structlog.get_logger()


class Heartbeat:
    """Beats at an address as healthchecks.io and its relatives understand it.

    A POST to it says that all is well, one to it with `/fail` that something was found, which is
    named in the body by its kind. The address is a secret: whoever knows it can say that all is
    well. Silence says that the service is dead.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    async def __call__(self, found: Sequence[str]) -> None:
        """A beat that is lost is not repeated: the next one comes in a minute."""
        address = f"{self._url}/fail" if found else self._url
        try:
            async with _client() as client:
                answer = await client.post(address, content="\n".join(found))
                answer.raise_for_status()
        except httpx.HTTPStatusError as refused:
            log.warning("heartbeat refused", status=refused.response.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as lost:
            log.warning("heartbeat lost", error=type(lost).__name__)


def _client() -> httpx.AsyncClient:
    """One that tries again to connect, and follows nobody elsewhere."""
    return httpx.AsyncClient(timeout=LIMIT_S, transport=httpx.AsyncHTTPTransport(retries=TRIES))

"""Pictures that people sent by Zalo, fetched in pieces from nowhere else and never too much."""

from collections.abc import AsyncIterator

import httpx

from bot.channels.protocol import SendFailed

FETCH_LIMIT = 20 * 2**20
STORES = ("zdn.vn", "zadn.vn")
NO_FILE = "zalo.no_file"
FILE_TOO_BIG = "zalo.file_too_big"


def fetchable(url: str, api_url: str) -> bool:
    """Only Zalo's own stores and the very place of the API: a push must not make us call others."""
    try:
        asked, api = httpx.URL(url), httpx.URL(api_url)
    except httpx.InvalidURL:
        return False
    if (asked.scheme, asked.host, asked.port) == (api.scheme, api.host, api.port):
        return True
    host = asked.host.lower()
    ours = host in STORES or host.endswith(tuple(f".{store}" for store in STORES))
    return ours and asked.scheme == "https" and asked.port is None


async def stream(client: httpx.AsyncClient, url: str) -> AsyncIterator[bytes]:
    """The picture's bytes; redirects are not followed, as they may lead anywhere."""
    failed, size = None, 0
    try:
        async with client.stream("GET", url, follow_redirects=False) as answer:
            if answer.status_code != httpx.codes.OK:
                raise SendFailed(NO_FILE, refused=answer.status_code < 500)
            async for chunk in answer.aiter_bytes():
                size += len(chunk)
                if size > FETCH_LIMIT:
                    raise SendFailed(FILE_TOO_BIG, refused=True)
                yield chunk
    except (httpx.HTTPError, httpx.InvalidURL):
        failed = SendFailed(NO_FILE)
    if failed is not None:  # raised out here, as the error of the line names the address
        raise failed

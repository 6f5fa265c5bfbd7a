"""Files that people sent by Telegram, fetched in pieces and never beyond the limit."""

from collections.abc import AsyncIterator

import httpx

from bot.channel import SendFailed
from bot.channels.telegram_failures import FILE_TOO_BIG

FETCH_LIMIT = 20 * 2**20  # what the Bot API hands out at most


async def stream(client: httpx.AsyncClient, url: str) -> AsyncIterator[bytes]:
    """The file's bytes; SendFailed, which never names the address, when they cannot be had."""
    failed, size = None, 0
    try:
        async with client.stream("GET", url) as answer:
            if answer.status_code != httpx.codes.OK:
                raise SendFailed("telegram.no_file", refused=answer.status_code < 500)
            async for chunk in answer.aiter_bytes():
                size += len(chunk)
                if size > FETCH_LIMIT:
                    raise SendFailed(FILE_TOO_BIG, refused=True)
                yield chunk
    except (httpx.HTTPError, httpx.InvalidURL):
        failed = SendFailed("telegram.no_file")
    if failed is not None:  # raised out here, as the error of the line names the address
        raise failed

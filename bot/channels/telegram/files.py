"""Files that people sent by Telegram, fetched in pieces and never beyond the limit."""

from collections.abc import AsyncIterator

from bot.channels.protocol import SendFailed
from bot.channels.telegram.errors import FILE_TOO_BIG

FETCH_LIMIT = 20 * 2**20  # what the Bot API hands out at most


async def within_limit(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces; fails in the middle when they become too much."""
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > FETCH_LIMIT:
            raise SendFailed(FILE_TOO_BIG, refused=True)
        yield piece

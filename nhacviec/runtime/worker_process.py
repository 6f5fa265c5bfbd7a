"""Long work beside the service: in a process of its own, so that the loop never stands still."""

import asyncio
import pickle
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_process

Aside = Callable[..., Awaitable[Any]]
"""Runs a function with its values elsewhere, and returns or raises what it does."""


PIECE = 500


async def packed(rows: Sequence[Any]) -> list[bytes]:
    """Many values for another process, made ready piece by piece: meanwhile others are served."""
    pieces = []
    for start in range(0, len(rows), PIECE):
        pieces.append(pickle.dumps(rows[start : start + PIECE]))
        await asyncio.sleep(0)
    return pieces


def unpacked(pieces: Iterable[bytes]) -> Iterator[Any]:
    """What `packed` made ready."""
    for piece in pieces:
        yield from pickle.loads(piece)  # nosec B301 # noqa: S301 - made by this very program


def in_a_process() -> Aside:
    """One after the other, in one process that is begun when first wanted and kept for the next."""
    return partial(to_process.run_sync, cancellable=True, limiter=CapacityLimiter(1))

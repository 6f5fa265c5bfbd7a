"""Long work beside the service: in a process of its own, so that the loop never stands still."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_process

Aside = Callable[..., Awaitable[Any]]
"""Runs a function with its values elsewhere, and returns or raises what it does."""


def in_a_process() -> Aside:
    """One after the other, in one process that is begun when first wanted and kept for the next."""
    return partial(to_process.run_sync, cancellable=True, limiter=CapacityLimiter(1))

"""Keeps Python from looking for garbage while the many cells of a file are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """A search goes through all cells so far, finds none to forget, and stops every thread."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()

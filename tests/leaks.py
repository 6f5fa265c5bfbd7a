"""Watches every log line of every test for tokens, phone numbers and what people wrote."""

import contextlib
import logging
from collections.abc import Iterator

import pytest

from nhacviec.monitoring import log
from tests.channels.fake_telegram import TOKEN

SHORTEST_TEXT = 8
marks = {TOKEN, TOKEN.split(":")[1], "+8450000000", "845000000"}
"""What must never be in a line; texts that people write in a test are added by `note`."""
found: list[str] = []


def note(text: str) -> None:
    """Somebody wrote this in a chat."""
    if len(text) >= SHORTEST_TEXT and not text.startswith("/"):
        marks.add(text)


class Watch(logging.Handler):
    """Formats each line as the program does, tracebacks included, and looks at it."""

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        found.extend(f"{mark!r} in {line}" for mark in marks if mark in line)


def begin() -> None:
    """Log as the program does, at the lowest level, to nobody but the watch."""
    log.set_up("DEBUG")
    root = logging.getLogger()
    watch = Watch()
    watch.setFormatter(root.handlers[0].formatter)
    root.handlers = [watch]


@contextlib.contextmanager
def kept_watching() -> Iterator[None]:
    """A command of the program sets up its own log; the watch sees those lines too."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    set_up = log.set_up

    def also(*wanted: str, as_json: bool = False) -> None:
        set_up(*wanted, as_json=as_json)
        root.addHandler(before[0])

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(log, "set_up", also)
            yield
    finally:
        log.set_up("DEBUG")
        root.handlers = before
        root.setLevel(level)

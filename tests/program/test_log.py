"""Nothing secret reaches a log line, tracebacks included."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from nhacviec.monitoring import log
from nhacviec.monitoring.log import redact

LIBRARY = "aiosqlite"
TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.example/bot{TOKEN}/sendMessage",
        f"The token `{TOKEN}` was rejected",
        "calling +84912345678 now",
        "phone=0912345678",
    ],
)
def test_tokens_and_phones_are_blotted_out(line: str) -> None:
    shown = redact(line)
    assert "AAEhBO" not in shown
    assert "912345678" not in shown


def test_ordinary_numbers_stay() -> None:
    assert redact("letter 5064 of 2025-10-24T17:00") == "letter 5064 of 2025-10-24T17:00"


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_and_a_field_are_redacted(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    log.set_up("DEBUG", as_json=as_json)
    try:
        raise ValueError(TOKEN)
    except ValueError:
        structlog.get_logger().exception("failed", text="xin chào", letter=12)
    logging.getLogger("somewhere").warning("url %s", TOKEN)
    logging.getLogger(LIBRARY).debug("INSERT %s", "xin chào")
    shown = capsys.readouterr().err
    assert "AAEhBO" not in shown
    assert "xin chào" not in shown
    assert "12" in shown

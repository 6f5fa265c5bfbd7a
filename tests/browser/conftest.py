"""A real browser, and the demo running on loopback."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.conftest import free_port
from tests.flows.world import sqlite_url

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TURN_S = 240.0  # a whole month, on a loaded machine
READY_S = 60
EVERY_LOOK = "EVERY_LOOK" in os.environ
"""All widths and colour schemes, and journeys on both databases, as the nightly looks at them."""
expect.set_options(timeout=30_000)  # a busy machine must not turn a test red


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed: the pages are not exercised in a browser")
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        yield browser
        await browser.close()


@pytest.fixture(params=["sqlite", "postgresql"] if EVERY_LOOK else ["sqlite"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a journey is lived."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return str(request.getfixturevalue("postgres").new_database())


@pytest.fixture
def demo_url(tmp_path: Path) -> Iterator[str]:
    """The demo as a newcomer starts it, in a process of its own."""
    port = free_port()
    log = (tmp_path / "demo.log").open("w")
    command = [sys.executable, "-m", "nhacviec", "demo", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/demo/state")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(url)


async def turned(page: Page, label: str) -> None:
    """Press a button of the clock and wait until time stands still again."""
    async with page.expect_response("**/demo/turn"):
        await page.get_by_role("button", name=label).click()
    state = "fetch('/demo/state').then(answer => answer.json())"
    async with asyncio.timeout(TURN_S):
        while (await page.evaluate(state))["busy"]:  # noqa: ASYNC110 - the page has no event
            await asyncio.sleep(0.2)
    await asyncio.sleep(1.7)

"""Starts a program in a folder of its own and ends it by its process."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PATIENCE_S = 20.0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """They are run by `make peers`, not by `make test`."""
    asked = "peers" in str(config.getoption("-m"))
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.peers)
            if not asked:
                item.add_marker(pytest.mark.skip(reason="run by make peers"))


def program(name: str) -> str:
    """Where it is installed; the test is skipped where it is not."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed: what the service does beside it is not exercised")
    return found


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """The program, from when it takes connections at this port until the end of the block."""
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(port, process, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"did not come up: {log.read_text()[-2000:]}")

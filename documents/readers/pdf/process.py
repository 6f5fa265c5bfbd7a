"""Reads PDF files and pictures in a process of its own, with limits on time and memory."""

import os
import pickle  # nosec B403
import resource
import signal
import subprocess  # nosec B404
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from documents.readers.grid import FileUnreadable, Grid
from domain.imports.progress import PAGES, Tell

PATIENCE_S = 240
MOST_CPU_S = 100
MOST_MEMORY = 1200 * 2**20
"""Private memory; what is shared with other programs does not count."""


def read_pdf(path: Path) -> list[Grid]:
    """Tables of pages with text of their own, and of scans where what that needs is installed.

    Raises FileUnreadable.
    """
    return _asked("tables", path)


def read_picture(path: Path) -> list[Grid]:
    """Tables of a photo or of scanned pages (JPEG, PNG, TIFF). Raises FileUnreadable."""
    return _asked("pictures", path)


def _asked(what: str, path: Path) -> list[Grid]:
    with _progress() as pipe:
        command = [sys.executable, "-m", "documents.readers.pdf.work", what, str(path.resolve())]
        answer = _run([*command, str(pipe)], pipe)
    if not answer:
        raise FileUnreadable("import.file_takes_too_long")
    found: list[Grid] | FileUnreadable = pickle.loads(answer)  # nosec B301 # noqa: S301 - made by our own program
    if isinstance(found, FileUnreadable):
        raise found
    return found


@contextmanager
def _progress() -> Iterator[int]:
    """Where the other process writes how many pages it has recognised, a line for each."""
    reading, writing = os.pipe()
    listening = Thread(target=_listen, args=(reading, PAGES.listener()))
    listening.start()
    try:
        yield writing
    finally:
        os.close(writing)
        listening.join()


def _listen(pipe: int, tell: Tell | None) -> None:
    with os.fdopen(pipe) as lines:
        for line in lines:
            done, _, pages = line.strip().partition("/")
            if tell:
                tell(int(done), int(pages))


def _run(command: Sequence[str], pipe: int) -> bytes:
    """What it writes; nothing if it was stopped or broke off."""
    known = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    known |= {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_THREAD_LIMIT": "1"}
    running = subprocess.Popen(  # nosec B603 # noqa: S603 - no shell; the path is our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=known,
        pass_fds=(pipe,),
        start_new_session=True,
    )
    resource.prlimit(running.pid, resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.prlimit(running.pid, resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    try:
        answer, _ = running.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        return b""
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
    return answer if running.returncode == 0 else b""

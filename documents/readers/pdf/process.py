"""Reads PDF files and pictures in a process of its own, with limits on time and memory."""

import os
import pickle  # nosec B403
import resource
import signal
import subprocess  # nosec B404
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from documents.readers.grid import FileUnreadable, Grid

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
    answer = _run([sys.executable, "-m", "documents.readers.pdf.work", what, str(path.resolve())])
    if not answer:
        raise FileUnreadable("import.file_takes_too_long")
    found: list[Grid] | FileUnreadable = pickle.loads(answer)  # nosec B301 # noqa: S301 - made by our own program
    if isinstance(found, FileUnreadable):
        raise found
    return found


def _run(command: Sequence[str]) -> bytes:
    """What it writes; nothing if it was stopped or broke off."""
    known = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    known |= {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_THREAD_LIMIT": "1"}
    running = subprocess.Popen(  # nosec B603 # noqa: S603 - no shell; the path is our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=known,
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

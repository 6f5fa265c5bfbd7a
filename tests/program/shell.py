"""The command line as the administrator types it, without starting a process for each command."""

import contextlib
import io
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from nhacviec.cli import app as cli
from nhacviec.runtime import clock
from tests import leaks, templates

Ended = subprocess.CompletedProcess[str]


class Shell:
    """Runs commands on a database of its own; `at` holds the program's clock still."""

    def __init__(self, folder: Path, at: datetime | None = None) -> None:
        self.folder = folder
        self.at = at
        self.database = templates.sqlite(folder / "cli.db")

    def __call__(self, *words: str | Path, stdin: str = "", **environment: str) -> Ended:
        out, err = io.StringIO(), io.StringIO()
        settings = {"NHACVIEC_DATABASE_URL": self.database, **environment}
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            leaks.kept_watching(),
        ):
            patch.chdir(self.folder)
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            patch.setattr(sys, "argv", ["nhacviec", *map(str, words)])
            if self.at is not None:
                patch.setattr(clock, "now", lambda: self.at)
            for name, value in settings.items():
                patch.setenv(name, value)
            code = _ended(err)
        return Ended(words, code, out.getvalue(), err.getvalue())


class Program(Shell):
    """The same in a process of its own, as it is really started."""

    def __call__(self, *words: str | Path, stdin: str = "", **environment: str) -> Ended:
        return subprocess.run(
            [sys.executable, "-m", "nhacviec", *map(str, words)],
            cwd=self.folder,
            env={**os.environ, "NHACVIEC_DATABASE_URL": self.database, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def _ended(err: io.StringIO) -> int:
    """What the program would end with."""
    try:
        cli.main()
    except SystemExit as end:
        if isinstance(end.code, str):
            err.write(end.code + "\n")
            return 1
        return end.code or 0
    return 0

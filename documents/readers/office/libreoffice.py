"""Has LibreOffice save a file in another format: no macros, no network, a profile of its own."""

import os
import resource
import shutil
import signal
import subprocess  # nosec B404
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from documents.readers.grid import FileUnreadable

PATIENCE_S = 60
MOST_CPU_S = 50
MOST_WRITTEN = 200 * 2**20
PROGRAMS = ("soffice", "libreoffice")
WORD, EXCEL = "docx:MS Word 2007 XML", "xlsx:Calc MS Excel 2007 XML"
NEEDED = {
    "doc": "import.needs_office_doc",
    "odt": "import.needs_office_odt",
    "rtf": "import.needs_office_rtf",
    "xls": "import.unreadable_file",
}
NAMESPACE = "/".join(("http://openoffice.org", "2001", "registry"))
PROFILE = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="{NAMESPACE}">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""What LibreOffice may not do with a stranger's file: run its macros, follow its links."""


def program() -> str | None:
    """The path of LibreOffice's program, if it is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def converted(path: Path, form: str, to: str) -> Iterator[Path]:
    """The file as LibreOffice saves it (`to` is WORD or EXCEL), gone afterwards.

    `form` is the ending of what the file is, whatever it is called. Raises FileUnreadable.
    """
    soffice = program()
    if soffice is None:
        raise FileUnreadable(NEEDED[form])
    with tempfile.TemporaryDirectory(prefix="nhacviec-") as name:
        folder = Path(name)
        source = folder / f"file.{form}"
        shutil.copyfile(path, source)
        _write_profile(folder / "profile")
        _run(soffice, folder, source, to)
        made = folder / "out" / f"file.{to.partition(':')[0]}"
        if not made.exists():
            raise FileUnreadable("import.unreadable_file")
        yield made


def _write_profile(folder: Path) -> None:
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(PROFILE, "utf-8")


def _run(soffice: str, folder: Path, source: Path, to: str) -> None:
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nolockcheck", "--convert-to", to),
        *("--outdir", str(folder / "out"), str(source)),
    ]
    known = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    running = subprocess.Popen(  # nosec B603 # noqa: S603 - no shell; the file's name is ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**known, "HOME": str(folder), "TMPDIR": str(folder)},
        start_new_session=True,
    )
    resource.prlimit(running.pid, resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    try:
        running.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        raise FileUnreadable("import.file_takes_too_long") from None
    finally:
        _end(running)


def _end(running: "subprocess.Popen[bytes]") -> None:
    """With all it has begun: the program itself is a child of a small starter."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()

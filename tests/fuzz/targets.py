"""What is fuzzed: each target takes any bytes, and may end only as its reader says that it may.

A target that raises, hangs or eats memory has found a bug.
"""

import asyncio
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.telegram import receiving as telegram_listening
from bot.channels.web.signed_links import Links
from bot.channels.zalo import receiving as zalo_listening
from documents.assignments.reader import Assignable, read_assignments
from documents.plan.reader import read_plan
from documents.readers.calendar import read_calendar
from documents.readers.criteria import read_criteria
from documents.roster.csv_reader import read_officials, read_units
from documents.roster.table import read_roster
from domain.calendar.work_calendar import local_day
from domain.imports.deadlines import read_deadline
from domain.imports.roster_rows import Known
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent
from domain.messaging.prompts import Prompt, choose, directive
from domain.replies.interpreter import interpret, interpret_list
from domain.summaries.schedule_text import read_rhythm
from domain.text.dates import read_day
from domain.text.snooze_text import read_snooze
from storage.engine.json_codecs import event_from_json
from tests import department
from tests.fuzz.doors import Mute, keepable, requests

NOW = datetime(2025, 10, 20, 2, tzinfo=UTC)
CODES = {1: "NV-1", 2: "NV-2", 11: "NV-11"}
KNOWN = Known(department.UNITS, frozenset({"LAN"}), {"+84500000007": "LAN"}, {})
ASSIGNABLE = Assignable(frozenset({"NV-1"}), department.UNITS, {"LAN": "Phạm Thị Lan"})
LONGEST = 4_096  # what a messenger passes on at once

Target = Callable[[bytes], None]


def replies(data: bytes) -> None:
    """Whatever is typed is read as something, or as nothing."""
    text = data.decode("utf-8", "ignore")[:LONGEST]
    reading = interpret(text)
    assert reading.percent is None or 0 <= reading.percent <= 100
    for each in interpret_list(text, CODES).items:
        assert each.item in CODES
    directive(text)
    choose(text, [Prompt(1, "K9V", "conversation", ("v1:mine:0:0", "v1:lang:0:0"), NOW)], [], NOW)
    read_day(text, local_day(NOW))
    read_snooze(text, NOW)
    read_rhythm(text)
    read_deadline(text, 2025)
    tap = ButtonAction.parse(text)
    assert tap is None or ButtonAction.parse(str(tap)) == tap


def updates(data: bytes) -> None:
    """Whatever a messenger sends is heard or left out; what is heard can be kept."""
    try:
        update = json.loads(data)
    except (ValueError, RecursionError):
        return
    asyncio.run(
        telegram_listening.TelegramUpdateBuffer(Mute(), lambda: NOW).take_in([update], _hear)
    )
    asyncio.run(_hear(zalo_listening.ZaloUpdateBuffer("zalo", lambda: NOW).news([update])))


async def _hear(events: Sequence[IncomingEvent]) -> None:
    for heard in events:
        kept = keepable(heard)
        chat = heard.chat
        again = event_from_json(chat.channel, chat.address, heard.event_id, json.loads(kept))
        assert again == heard
        assert heard.at <= NOW
        for file in heard.files:
            assert isinstance(file.size, int)
            assert isinstance(file.name + file.reference + file.media_type, str)


def links(data: bytes) -> None:
    """Nothing that we did not sign opens anything."""
    known, text = Links("a secret of the fuzzers"), data.decode("utf-8", "ignore")
    assert known.address(text) is None
    assert known.wanted(text) is None


def tables(data: bytes) -> None:
    """Any text as a table of people, units, days, tasks."""
    with _file(data, ".csv") as path:
        _all_readers(path)


def packages(data: bytes) -> None:
    """Any bytes under the names of office files."""
    for ending in (".docx", ".xlsx"):
        with _file(data, ending) as path:
            _all_readers(path)


def words(data: bytes) -> None:
    """Any text as the body of a Word file."""
    with _file(_packed("word/document.xml", data, "docx"), ".docx") as path:
        _all_readers(path)


def sheets(data: bytes) -> None:
    """Any text as the sheet of a workbook."""
    with _file(_packed("xl/worksheets/sheet1.xml", data, "xlsx"), ".xlsx") as path:
        _all_readers(path)


def _all_readers(path: Path) -> None:
    read_plan(path, department.UNITS)
    read_roster(path, KNOWN)
    read_assignments(path, ASSIGNABLE)
    if path.suffix == ".csv":
        read_calendar(path)
        read_criteria(path)
        read_units(path)
        read_officials(path, {"P_TM"})


@contextmanager
def _file(data: bytes, ending: str) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        file.write(data)
        file.flush()
        yield Path(file.name)


def _packed(part: str, data: bytes, form: str) -> bytes:
    """An office file that is whole but for one part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in _parts(form).items():
            package.writestr(name, data if name == part else content)
    return packed.getvalue()


_made: dict[str, dict[str, bytes]] = {}


def _parts(form: str) -> dict[str, bytes]:
    if form not in _made:
        content = io.BytesIO()
        _blank(form).save(content)
        with zipfile.ZipFile(content) as package:
            _made[form] = {name: package.read(name) for name in package.namelist()}
    return _made[form]


def _blank(form: str) -> Any:
    if form == "docx":
        from docx import Document

        return Document()
    from openpyxl import Workbook

    return Workbook()


TARGETS: Mapping[str, Target] = {
    "links": links,
    "packages": packages,
    "replies": replies,
    "requests": requests,
    "sheets": sheets,
    "tables": tables,
    "updates": updates,
    "words": words,
}

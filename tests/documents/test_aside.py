"""The files made beside the service, in a real process of its own."""

import os
import signal
from io import BytesIO
from pathlib import Path

import pytest
from anyio import BrokenWorkerProcess
from docx import Document
from openpyxl import load_workbook

from bot.channels.web.signed_links import Links
from documents.files import FileForm, written
from documents.report.template import built
from domain.messaging.messages import Refusal
from nhacviec.runtime import worker_process
from nhacviec.runtime.report_files import archive, documents
from nhacviec.runtime.worker_process import in_a_process
from storage.engine.database import open_database
from storage.people import units
from tests.documents.conftest import Lived

BEGINNINGS = {"docx": b"PK", "xlsx": b"PK", "png": b"\x89PNG"}


async def test_everything_that_letters_ask_for_can_be_made_there(lived: Lived) -> None:
    db, cycle = await open_database(lived.url, durable=False), lived.snapshot.cycle
    async with db.read() as tx:
        everybody = sorted((await units.tree(tx)).by_id)
    kept = archive(db, lambda: lived.now, Links("secret"), "http://127.0.0.1", in_a_process())
    for form, beginning in BEGINNINGS.items():
        wanted = {"cycle": cycle.id, "form": form, "month": "2025-10", "units": None}
        assert (await kept.make(wanted)).startswith(beginning)
    span = {"since": cycle.opens_at.isoformat(), "until": lived.now.isoformat()}
    page = await kept.make(
        {"form": "briefing", "root": cycle.root_unit_id, "lateness": True, **span}
    )
    assert Document(BytesIO(page)).paragraphs
    assert (await kept.make({"form": "assignments", "units": everybody})).startswith(b"PK")
    await db.close()


async def test_it_holds_every_line_as_if_it_were_made_here(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "PIECE", 2)
    db, cycle = await open_database(lived.url, durable=False), lived.snapshot.cycle
    kept = archive(db, lambda: lived.now, Links("secret"), "http://127.0.0.1", in_a_process())
    wanted = {"cycle": cycle.id, "form": "xlsx", "month": "2025-10", "units": None}
    there = await kept.make(wanted)
    here = await documents(db, cycle, FileForm.XLSX, lived.now)
    await db.close()
    assert values(there) == values(here.content)
    said = {value for row in values(there) for value in row}
    assert {each.line.task_code for each in lived.snapshot.entries} <= said


def values(content: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(BytesIO(content))
    return [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]


async def test_it_is_another_process_that_stays_for_the_next() -> None:
    aside = in_a_process()
    first, second = await aside(os.getpid), await aside(os.getpid)
    assert first == second != os.getpid()


async def test_a_refusal_comes_back_with_its_facts(lived: Lived, tmp_path: Path) -> None:
    template, path = built(), tmp_path / "mau.docx"
    template.add_paragraph("{{ thang_bao_cao }}")
    template.save(str(path))
    with pytest.raises(Refusal) as told:
        await in_a_process()(written, lived.book, FileForm.DOCX, path)
    assert (told.value.key, told.value.facts) == ("document.unknown", {"names": "thang_bao_cao"})


async def test_one_that_was_killed_is_replaced() -> None:
    aside = in_a_process()
    process = await aside(os.getpid)
    with pytest.raises(BrokenWorkerProcess):
        await aside(os.kill, process, signal.SIGKILL)
    assert await aside(os.getpid) not in {process, os.getpid()}
